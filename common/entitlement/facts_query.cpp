#include "entitlement/facts_query.h"

#include <algorithm>
#include <utility>

namespace ngcs::entitlement {

Facts facts_of(ngc::Identity identity) {
  Facts facts;
  facts.policies = identity.policies;
  if (identity.nvaie_terms) {
    facts.accepted_terms.emplace();
    if (*identity.nvaie_terms) facts.accepted_terms->emplace_back("nv-ai-enterprise");
  }
  if (identity.invitations) {
    facts.pending_orgs.emplace();
    for (const ngc::Invitation& one : *identity.invitations) {
      if (std::find(facts.pending_orgs->begin(), facts.pending_orgs->end(), one.org) == facts.pending_orgs->end()) {
        facts.pending_orgs->push_back(one.org);
      }
    }
  }
  facts.now = identity.service_time;
  facts.identity = std::move(identity);
  return facts;
}

base::Result<Facts> gather(http::Transport& transport, const secret::SecretString& key, key::Kind kind,
                           std::string_view org) {
  auto identity = ngc::who_am_i(transport, key, kind, org);
  if (!identity) return std::move(identity).error();
  return facts_of(std::move(*identity));
}

}  // namespace ngcs::entitlement
