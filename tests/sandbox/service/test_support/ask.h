// Asks a site without a network: one request in, the response out.
#pragma once

#include <httplib.h>

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "service/fronts/exchange.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox::test {

struct Question {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> parts = {};  // name and content of a multipart body
};

struct Reply {
  httplib::Response response;
  std::string credential;
  std::string form;

  [[nodiscard]] int status() const { return response.status; }
  [[nodiscard]] const std::string& body() const { return response.body; }
  [[nodiscard]] json::Value json() const {
    auto value = json::parse(response.body);
    EXPECT_TRUE(value) << response.body;
    return value ? *value : json::Value::object();
  }
  [[nodiscard]] std::string header(const char* name) const { return response.get_header_value(name); }
};

inline Reply ask(State& state, Site& site, const Question& question) {
  httplib::Request request;
  request.method = question.method;
  request.target = question.target;
  const auto query = question.target.find('?');
  request.path = httplib::detail::decode_url(question.target.substr(0, query), false);
  if (query != std::string::npos) {
    httplib::detail::parse_query_text(question.target.substr(query + 1), request.params);
  }
  for (const auto& [name, value] : question.headers) request.headers.emplace(name, value);
  const httplib::ContentReader reader(
      [&](const httplib::ContentReceiver& receive) {
        return question.body.empty() || receive(question.body.data(), question.body.size());
      },
      [&](const httplib::MultipartContentHeader& begin, const httplib::ContentReceiver& receive) {
        for (const auto& [name, content] : question.parts) {
          httplib::MultipartFormData part;
          part.name = name;
          if (!begin(part) || !receive(content.data(), content.size())) return false;
        }
        return true;
      });
  if (!question.parts.empty()) request.headers.emplace("Content-Type", "multipart/form-data; boundary=x");
  const bool has_body = !question.body.empty() || !question.parts.empty();
  Reply reply;
  Exchange exchange(state, state.snapshot(), request, reply.response, has_body ? &reader : nullptr);
  identify(exchange);
  site.handle(exchange);
  reply.credential = credential_name(exchange.credential);
  reply.form = form_name(exchange.credential.form);
  return reply;
}

inline std::pair<std::string, std::string> basic(const std::string& user, const std::string& password) {
  return httplib::make_basic_authentication_header(user, password);
}

inline std::pair<std::string, std::string> bearer(const std::string& token) {
  return {"Authorization", "Bearer " + token};
}

}  // namespace ngcs::sandbox::test
