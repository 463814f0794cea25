#include "service/fronts/authn_site.h"

#include <algorithm>

#include "service/fronts/api_answers.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxForm = 65536;

std::string new_token(const Exchange& exchange) {
  Token token;
  token.use = Token::Use::kApi;
  token.key_id = exchange.credential.key->id;
  token.expires = exchange.now + exchange.world.variants.token_lifetime;
  return encode_token(exchange.state.signer(), token);
}

bool may_exchange(const Exchange& exchange) {
  return exchange.credential.live() && exchange.credential.form == CredentialForm::kKey;
}

// A group is ORG or ORG/TEAM; the key must reach the org.
bool in_group(const Exchange& exchange, std::string_view group) {
  const auto slash = group.find('/');
  const auto org = group.substr(0, slash);
  const Key& key = *exchange.credential.key;
  if (key.kind == KeyKind::kService) return key.org == org;
  const auto roles = effective_roles(exchange.world, key);
  return std::any_of(roles.begin(), roles.end(), [&](const Role* role) {
    return role->org == org &&
           (slash == std::string_view::npos || !role->team || *role->team == group.substr(slash + 1));
  });
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

void AuthnSite::handle(Exchange& exchange) {
  if (exchange.raw_path() != "/token") return answer_problem(exchange, 404, "not-found", "Not Found");
  if (exchange.request.method == "GET") return exchange_by_get(exchange);
  if (exchange.request.method == "POST") return exchange_by_post(exchange);
  answer_problem(exchange, 405, "method-not-allowed", "Method Not Allowed");
}

// GET /token?service=ngc[&scope=group/ngc:ORG][&scope=group/ngc:ORG/TEAM], Basic $oauthtoken:KEY
// (ai-dynamo/modelexpress; the two scopes: a debug capture of NGC CLI in video-search-and-summarization#716), or
// `Authorization: ApiKey KEY` (NVIDIA/tao_front_end_services). Some code writes "&group/ngc:ORG/TEAM" without "scope=",
// which still works: it is no scope, so it is not looked at.
void AuthnSite::exchange_by_get(Exchange& exchange) {
  if (!may_exchange(exchange)) return answer_status(exchange, 401, "UNAUTHORIZED", "Invalid API key.");
  const auto [begin, end] = exchange.request.params.equal_range("scope");
  for (auto it = begin; it != end; ++it) {
    std::string_view scope = it->second;
    // scope=repository:… is not the registry's flow and is refused here: what ends the renewal of an expired token at
    // this realm (NVIDIA/nvidia-container-toolkit#1945).
    if (!take_prefix(scope, "group/ngc:")) return answer_status(exchange, 401, "UNAUTHORIZED", "Invalid scope.");
    if (!in_group(exchange, scope)) return answer_status(exchange, 403, "FORBIDDEN", "Access Denied");
  }
  exchange.answer_json(200, {{"token", new_token(exchange)}, {"expires_in", exchange.world.variants.token_lifetime}});
}

// POST /token with grant_type=client_credentials&scope=ngc:group/GROUP and Basic $oauthtoken:KEY (NVIDIA/nvcf,
// NgcArtifactRegistryClient and AuthServiceStub): answers access_token.
void AuthnSite::exchange_by_post(Exchange& exchange) {
  httplib::Params form;
  httplib::detail::parse_query_text(exchange.read_body(kMaxForm).value_or(""), form);
  const auto field = [&](const char* name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
  };
  if (!may_exchange(exchange)) return answer_status(exchange, 401, "UNAUTHORIZED", "Invalid API key.");
  if (field("grant_type") != "client_credentials") {
    return exchange.answer_json(400, {{"error", "unsupported_grant_type"}});
  }
  const std::string scope = field("scope");
  std::string_view group = scope;
  if (!group.empty()) {
    if (!take_prefix(group, "ngc:group/")) return exchange.answer_json(400, {{"error", "invalid_scope"}});
    if (!in_group(exchange, group)) return answer_status(exchange, 403, "FORBIDDEN", "Access Denied");
  }
  exchange.answer_json(200,
                       {{"access_token", new_token(exchange)}, {"expires_in", exchange.world.variants.token_lifetime}});
}

}  // namespace ngcs::sandbox
