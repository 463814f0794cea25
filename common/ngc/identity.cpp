#include "ngc/identity.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "http/date.h"
#include "ngc/api.h"
#include "ngc/identity_json.h"
#include "ngc/token.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::size_t kMaxOrgsNamed = 8;

// Runs the questions of who_am_i and keeps account of what was not answered.
class Inquiry {
 public:
  Inquiry(ApiClient& api, Identity& identity) : api_(api), identity_(identity) {}

  void caller_info() {
    constexpr std::string_view kPath = "/v3/keys/get-caller-info";
    if (auto found = ask("POST", kPath, api_.introspect(kPath), parse_caller_info)) identity_ = std::move(*found);
  }
  void service_key() {
    constexpr std::string_view kPath = "/v3/keys/get-sak-info";
    auto found = ask("POST", kPath, api_.introspect(kPath), parse_service_key);
    if (!found || !*found) return;
    identity_.policies = std::move(**found);
    identity_.services_listed = true;
    for (const KeyPolicy& policy : *identity_.policies) {
      if (std::find(identity_.services.begin(), identity_.services.end(), policy.product) == identity_.services.end()) {
        identity_.services.push_back(policy.product);
      }
    }
  }
  void user() {
    constexpr std::string_view kPath = "/v2/users/me";
    auto found = ask("GET", kPath, api_.get(kPath, {}), parse_users_me);
    if (!found) return;
    if (identity_.user_name.empty()) identity_.user_name = std::move(found->user_name);
    if (identity_.user_email.empty()) identity_.user_email = std::move(found->user_email);
    if (found->user_active) identity_.user_active = found->user_active;
    if (found->nvaie_terms) identity_.nvaie_terms = found->nvaie_terms;
    if (found->invitations) identity_.invitations = std::move(found->invitations);
    identity_.roles_listed = identity_.roles_listed || found->roles_listed;
    identity_.orgs_listed = identity_.orgs_listed || found->roles_listed;
    merge(identity_.orgs, std::move(found->orgs));
  }
  void orgs() {
    constexpr std::string_view kPath = "/v2/orgs";
    if (auto found = ask("GET", kPath, api_.get(kPath, "page-size=1000"), parse_orgs)) {
      merge(identity_.orgs, std::move(*found));
      identity_.orgs_listed = true;
    }
  }
  void teams_of(Org& org) {
    const std::string path = "/v2/org/" + org.name + "/teams";
    if (auto found = ask("GET", path, api_.get(path, "page-size=1000"), parse_teams)) {
      Org more;
      more.teams = std::move(*found);
      more.teams_listed = true;
      merge(org, std::move(more));
    }
  }

  [[nodiscard]] std::int64_t service_time() const { return service_time_; }
  [[nodiscard]] bool learned() const { return learned_; }
  [[nodiscard]] const std::optional<Error>& first_error() const { return first_error_; }
  [[nodiscard]] std::vector<std::string> take_gaps() { return std::move(gaps_); }

 private:
  template <typename T>
  std::optional<T> ask(std::string_view method, std::string_view path, const base::Result<http::Response>& response,
                       base::Result<T> (*parse)(std::string_view)) {
    if (!response) return gap<T>(response.error());
    if (const auto date = http::date_of(*response)) service_time_ = *date;
    if (response->status != 200) return gap<T>(api_.error_of(method, path, *response));
    auto parsed = parse(response->body);
    if (!parsed) return gap<T>(parsed.error().with_context(std::string(method) + " " + std::string(path)));
    learned_ = true;
    return std::move(*parsed);
  }
  template <typename T>
  std::optional<T> gap(const Error& error) {
    gaps_.push_back(error.message);
    if (!first_error_) first_error_ = error;
    return std::nullopt;
  }

  ApiClient& api_;
  Identity& identity_;
  bool learned_ = false;
  std::int64_t service_time_ = 0;
  std::optional<Error> first_error_;
  std::vector<std::string> gaps_;
};

std::string named(const Org& org) {
  return org.display_name.empty() ? org.name : org.name + " (" + org.display_name + ")";
}

std::string list_of(const std::vector<const Org*>& orgs) {
  std::string list;
  for (std::size_t i = 0; i < orgs.size() && i < kMaxOrgsNamed; ++i) list += (i == 0 ? "" : ", ") + named(*orgs[i]);
  if (orgs.size() > kMaxOrgsNamed) list += " and " + std::to_string(orgs.size() - kMaxOrgsNamed) + " more";
  return list;
}

}  // namespace

KeyCheck check_key(http::Transport& transport, const SecretString& key) {
  const base::SystemClock clock;
  const auto endpoint = discover(transport);
  if (!endpoint) return {Verdict::kCouldNotCheck, endpoint.error()};
  auto answer = exchange(transport, clock, *endpoint, &key, {});
  if (!answer) return {Verdict::kCouldNotCheck, answer.error()};
  if (answer->token) return {Verdict::kAccepted, std::nullopt};
  Error reason = std::move(*answer->error);
  if (answer->status == 401) {
    reason.code = Errc::kRejected;
    reason.message = "NGC does not accept this key: " + reason.message;
    reason.hint =
        "the key is mistyped, expired or revoked: make a new one at https://org.ngc.nvidia.com/setup/api-keys";
    return {Verdict::kRejected, std::move(reason)};
  }
  // Without a scope even 402 and 403 are no verdict on the key: sources disagree about what they mean there.
  if (reason.code == Errc::kNotEntitled || reason.code == Errc::kNotFound) reason.code = Errc::kUnexpected;
  return {Verdict::kCouldNotCheck, std::move(reason)};
}

base::Result<Identity> who_am_i(http::Transport& transport, const SecretString& key, key::Kind kind,
                                std::string_view org_asked) {
  const base::SystemClock clock;
  ApiClient api(transport, clock, key, kind);
  Identity identity;
  Inquiry inquiry(api, identity);
  if (kind == key::Kind::kLegacy) {
    identity.key_type = "LEGACY";
  } else {
    inquiry.caller_info();
    // No network, no key host: the other questions would only wait for the same time-outs.
    if (const auto& error = inquiry.first_error(); error && http::is_below_http(*error)) {
      return *error;
    }
  }
  if (identity.key_type == "SERVICE_KEY") {
    inquiry.service_key();  // such a key has policies instead of products, and no user
  } else {
    inquiry.user();
  }
  inquiry.orgs();
  if (!inquiry.learned()) return *inquiry.first_error();
  for (Org& org : identity.orgs) {
    // The teams of other orgs are not this key's business; a legacy key is bound to no org, and its user's own teams
    // stand in users/me.
    if (org.name == identity.key_org || org.name == org_asked) inquiry.teams_of(org);
  }
  identity.gaps = inquiry.take_gaps();
  identity.service_time = inquiry.service_time();
  return identity;
}

base::Result<Org> choose_org(const std::vector<Org>& orgs, std::string_view text) {
  const std::string_view wanted = base::trim(text);
  std::vector<const Org*> matches;
  for (const Org& org : orgs) {
    if (org.name == wanted) return org;
    if (base::iequals(org.name, wanted) || base::iequals(org.display_name, wanted)) matches.push_back(&org);
  }
  if (matches.size() == 1) return *matches.front();
  const std::string shown = base::printable(wanted, 128);
  if (matches.size() > 1) {
    return Error(Errc::kConflict, "several orgs are called \"" + shown + "\": " + list_of(matches),
                 "use the org's name instead of its display name");
  }
  std::vector<const Org*> all;
  all.reserve(orgs.size());
  for (const Org& org : orgs) all.push_back(&org);
  return Error(Errc::kNotFound, "this key sees no org called \"" + shown + "\"",
               all.empty() ? std::string("this key sees no org at all") : "it sees: " + list_of(all));
}

}  // namespace ngcs::ngc
