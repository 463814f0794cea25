#include <algorithm>

#include "service/fronts/nvcr_answers.h"
#include "service/fronts/nvcr_site.h"

namespace ngcs::sandbox {

namespace {

struct Wanted {
  std::vector<Access> access;  // one per repository, in order of appearance
  bool malformed = false;
};

// Clients append the challenge's scope to their own, so several values, also equal ones, are usual: docker, podman,
// skopeo and Helm all do (measured with the scope inside the realm's query, docker 28.2.2, podman 4.3.1, skopeo 1.9.3).
// An empty scope is none: "the absence of a resource scope avoids org-level 403s" (NVIDIA/nvcf, nvcf-cli).
Wanted wanted_access(const httplib::Request& request) {
  Wanted wanted;
  const auto [begin, end] = request.params.equal_range("scope");
  for (auto it = begin; it != end; ++it) {
    std::size_t at = 0;
    const std::string& value = it->second;
    while (at < value.size()) {  // several scopes in one value are separated by blanks (distribution's token spec)
      const auto blank = std::min(value.find(' ', at), value.size());
      const auto scope = std::string_view(value).substr(at, blank - at);
      at = blank + 1;
      if (scope.empty()) continue;
      auto access = parse_scope(scope);
      if (!access) {
        wanted.malformed = true;
        continue;
      }
      const auto known = std::find_if(wanted.access.begin(), wanted.access.end(),
                                      [&](const Access& item) { return item.name == access->name; });
      if (known == wanted.access.end()) {
        wanted.access.push_back(std::move(*access));
      } else {
        for (auto& action : access->actions) {
          if (std::find(known->actions.begin(), known->actions.end(), action) == known->actions.end()) {
            known->actions.push_back(std::move(action));
          }
        }
      }
    }
  }
  return wanted;
}

std::optional<Action> action_of(const std::string& word) {
  if (word == "pull") return Action::kPull;
  if (word == "push") return Action::kPush;
  if (word == "delete") return Action::kDelete;
  return std::nullopt;
}

// All actions of one scope, or the first refusal.
Verdict decide_all(const Exchange& exchange, const Access& access) {
  for (const std::string& word : access.actions) {
    const auto action = action_of(word);
    const Verdict verdict =
        !action ? Verdict::kRefused
                : decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kImage, access.name, *action);
    if (verdict != Verdict::kAllowed) return verdict;
  }
  return Verdict::kAllowed;
}

void refuse(Exchange& exchange, int status) {
  switch (status) {
    case 401:
      // The nginx edge's page, as crane and others print it (singularityhub/singularity-hpc#564).
      answer_html_401(exchange);
      break;
    case 402:
      // "invalid status code from registry 402 (Payment Required)" (NVIDIA-AI-Blueprints/3d-guided-genai-rtx#6). Its
      // body is not known; the first API error family has this statusCode.
      exchange.answer_json(402, {{"requestStatus",
                                  {{"statusCode", "PAYMENT_REQUIRED"},
                                   {"statusDescription", "Payment Required"},
                                   {"requestId", "sandbox"}}}});
      break;
    default:
      answer_denied(exchange);
      break;
  }
}

}  // namespace

void serve_registry_token(Exchange& exchange) {
  // Helm and oras POST first (OAuth2) and fall back to GET on 405 (measured with Helm 3.21.4).
  if (exchange.request.method != "GET") {
    exchange.response.set_header("Allow", "GET");
    exchange.response.status = 405;
    return;
  }
  const Wanted wanted = wanted_access(exchange.request);
  if (wanted.malformed) {
    // sergi0g/cup#69: a malformed scope shows that /proxy_auth stands before authn's /token.
    exchange.answer(500, R"({"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/token"})",
                    "application/problem+json");
    return;
  }
  const Credential& credential = exchange.credential;
  // Only the key itself opens the endpoint; a token does not renew itself.
  if (credential.state == Credential::State::kDead || credential.form == CredentialForm::kToken) {
    return refuse(exchange, 401);
  }
  Token token;
  token.key_id = credential.key == nullptr ? "" : credential.key->id;
  token.expires = exchange.now + exchange.world.variants.token_lifetime;
  for (const Access& access : wanted.access) {
    const Verdict verdict = decide_all(exchange, access);
    if (verdict == Verdict::kAllowed) {
      token.access.push_back(access);
    } else if (&access == &wanted.access.front()) {
      // The first repository is the one the user named. Others are sources of layers that docker hopes to mount when it
      // pushes; without them it uploads, so they are left out of the token instead.
      return refuse(exchange, token_status(exchange.world.variants, verdict));
    }
  }
  // {"token","expires_in"}: opendatahub-io/odh-model-controller, test data runtime_token_response.json. No issued_at:
  // a client would count with the machine's clock.
  exchange.answer_json(200, {{"token", encode_token(exchange.state.signer(), token)},
                             {"expires_in", exchange.world.variants.token_lifetime}});
}

}  // namespace ngcs::sandbox
