#include "http/redirect.h"

#include <string>
#include <utility>

#include "http/check.h"
#include "http/url.h"

namespace ngcs::http {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

base::Error bad_redirect(const Url& from, int status, const std::string& why) {
  return {base::Errc::kUnexpected,
          from.without_query() + " answered " + std::to_string(status) + ", but " + why,
          {},
          status};
}

}  // namespace

base::Result<Response> send_following(Transport& transport, Request request) {
  auto at = check_request(request);
  if (!at) return at.error();
  const bool may_follow =
      (request.method == Method::kGet || request.method == Method::kHead) && request.secret_body == nullptr;
  bool key_was_forwarded = false;
  for (int hops = 0;; ++hops) {
    auto response = transport.send(request);
    if (!response || !may_follow || !is_redirect(response->status)) return response;
    const auto locations = response->all("Location");
    if (locations.size() != 1) return bad_redirect(*at, response->status, "names no place, or several");
    auto next = at->resolve(locations.front());
    if (!next) return bad_redirect(*at, response->status, "the place it names is " + next.error().message);
    if (next->host_is_address()) return bad_redirect(*at, response->status, "it names a bare network address");
    if (hops == kMaxHops) return bad_redirect(*at, response->status, "that is one redirect too many");
    if (request.credential) {
      if (key_was_forwarded || !next->same_origin(*at)) request.credential.reset();
      key_was_forwarded = true;
    }
    at = std::move(next);
    request.url = at->str();
  }
}

}  // namespace ngcs::http
