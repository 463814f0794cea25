// One request on its way through a site, and what sites have in common.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "service/core/state.h"
#include "service/core/token.h"
#include "service/policy/policy.h"

namespace ngcs::sandbox {

struct Exchange {
  Exchange(State& s, std::shared_ptr<const Snapshot> snap, const httplib::Request& req, httplib::Response& res,
           const httplib::ContentReader* content)
      : state(s),
        snapshot(std::move(snap)),
        world(snapshot->world),
        now(s.now(*snapshot)),
        request(req),
        response(res),
        reader(content) {}

  State& state;
  const std::shared_ptr<const Snapshot> snapshot;
  const World& world;
  std::int64_t now;  // the service's clock, shifted by a clock fault of this host
  const httplib::Request& request;
  httplib::Response& response;

  // Who asks: by the Authorization header; a site that takes keys elsewhere (a form field) sets it.
  Credential credential;
  std::optional<Token> token;  // the bearer token, where it is one of ours
  bool token_expired = false;

  std::optional<std::uint64_t> reset_after;  // a fault: the connection is reset after so many bytes of the answer

  // The path as sent, without the query.
  [[nodiscard]] std::string_view raw_path() const;
  // The request's body: streamed once, or as text of at most `limit` bytes (nothing where it is larger or broken).
  bool stream_body(const std::function<bool(const char*, std::size_t)>& receive);
  [[nodiscard]] std::optional<std::string> read_body(std::size_t limit);
  // The parts of a multipart body, streamed once: `begin` with each part's header, then its content in pieces.
  bool stream_parts(const std::function<bool(const httplib::MultipartFormData&)>& begin,
                    const std::function<bool(const char*, std::size_t)>& receive);
  void discard_body();
  [[nodiscard]] bool has_body() const { return reader != nullptr; }

  void answer(int status, const std::string& body, const std::string& content_type);
  void answer_json(int status, const json::Value& body);

 private:
  const httplib::ContentReader* reader;
  bool body_read_ = false;
};

// Fills credential, token and token_expired from the Authorization header. Basic and ApiKey carry a key; Bearer
// carries a token of ours, else it is taken for a key.
void identify(Exchange& exchange);

// What serves one host name (or, for the foreign site, every name under .example).
class Site {
 public:
  virtual ~Site() = default;
  virtual void handle(Exchange& exchange) = 0;
};

}  // namespace ngcs::sandbox
