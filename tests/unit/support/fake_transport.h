// A Transport that plays a script and writes down what it was asked. It refuses what the real one refuses, so that a
// test that would send a key elsewhere fails here too.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/check.h"
#include "http/transport.h"

namespace ngcs::test {

inline http::Response answer(int status, std::string body = {}, std::vector<http::Header> headers = {}) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  if (const auto type = response.first("Content-Type")) response.content_type = std::string(*type);
  return response;
}

inline http::Response json_answer(int status, std::string body) {
  return answer(status, std::move(body), {{"Content-Type", "application/json"}});
}

// nvcr.io's 401 without a token: scope present but empty, no service.
inline http::Response challenge(std::string_view parameters = "realm=\"https://nvcr.io/proxy_auth\",scope=\"\"") {
  return answer(401, "<html><head><title>401 Authorization Required</title></head></html>",
                {{"Content-Type", "text/html"}, {"WWW-Authenticate", "Bearer " + std::string(parameters)}});
}

class FakeTransport final : public http::Transport {
 public:
  struct Seen {
    http::Method method = http::Method::kGet;
    std::string url;     // as parsed, with query
    std::string form;    // "none", "basic", "bearer", "body"
    std::string user;    // of Basic
    std::string secret;  // a copy: keys of tests are no secrets
    std::vector<http::Header> headers;
    std::string content_type;
    std::string body;  // from `body` or the body source
  };
  using Play = std::function<base::Result<http::Response>(const Seen&)>;

  // `url` without its query. Several answers for one URL are given in turn; the last one stays.
  void on(http::Method method, std::string url, Play play) {
    for (Rule& rule : rules_) {
      if (rule.method == method && rule.url == url) {
        rule.plays.push_back(std::move(play));
        return;
      }
    }
    rules_.push_back({method, std::move(url), {std::move(play)}});
  }
  // Before every rule of that URL.
  void first(http::Method method, std::string url, Play play) {
    rules_.insert(rules_.begin(), Rule{method, std::move(url), {std::move(play)}});
  }
  void on(http::Method method, std::string url, http::Response response) {
    on(method, std::move(url),
       [response = std::move(response)](const Seen&) { return base::Result<http::Response>(response); });
  }
  void get(std::string url, http::Response response) { on(http::Method::kGet, std::move(url), std::move(response)); }
  void get(std::string url, base::Error error) {
    on(http::Method::kGet, std::move(url),
       [error = std::move(error)](const Seen&) { return base::Result<http::Response>(error); });
  }

  base::Result<http::Response> send(const http::Request& request) override {
    const auto url = http::check_request(request);
    if (!url) return url.error();
    Seen seen{request.method,           url->str(), "none", {}, {}, request.headers, request.content_type,
              std::string(request.body)};
    if (request.credential) {
      seen.form = request.credential->form == http::Credential::Form::kBasic ? "basic" : "bearer";
      seen.user = request.credential->user;
      seen.secret = std::string(request.credential->secret->reveal());
    } else if (request.secret_body != nullptr) {
      seen.form = "body";
      seen.secret = std::string(request.secret_body->reveal());
    }
    if (request.body_source != nullptr) {
      if (const auto read = read_all(*request.body_source, seen.body); !read) return read.error();
    }
    seen_.push_back(seen);
    for (Rule& rule : rules_) {
      if (rule.method != request.method || rule.url != url->without_query()) continue;
      const Play play = rule.plays.front();
      if (rule.plays.size() > 1) rule.plays.pop_front();
      return deliver(request, play(seen));
    }
    ADD_FAILURE() << "nothing in the script answers " << http::method_name(request.method) << " " << url->str();
    return base::Error{base::Errc::kNetwork, "not in the script"};
  }

  [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
  [[nodiscard]] std::vector<std::string> urls() const {
    std::vector<std::string> list;
    list.reserve(seen_.size());
    for (const Seen& one : seen_) list.push_back(one.url);
    return list;
  }

 private:
  struct Rule {
    http::Method method;
    std::string url;
    std::deque<Play> plays;
  };

  static base::Result<void> read_all(const http::BodySource& source, std::string& into) {
    std::vector<char> piece(1000);
    while (into.size() < source.size) {
      const auto got = source.read(piece.data(), std::min<std::size_t>(piece.size(), source.size - into.size()));
      if (!got) return got.error();
      if (*got == 0) return base::Error{base::Errc::kIo, "the body is shorter than declared"};
      into.append(piece.data(), *got);
    }
    return {};
  }

  static base::Result<http::Response> deliver(const http::Request& request, base::Result<http::Response> response) {
    if (!response) return response;
    if (response->body.size() > request.max_body) return base::Error{base::Errc::kTooLarge, "the answer is too large"};
    if (request.sink && response->status >= 200 && response->status < 300) {
      (void)request.sink(response->body);
      response->body.clear();
    }
    return response;
  }

  std::vector<Rule> rules_;
  std::vector<Seen> seen_;
};

}  // namespace ngcs::test
