#include "entitlement/facts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/clock.h"

namespace ngcs::entitlement {
namespace {

struct Publisher {
  std::string_view org;
  std::string_view product;  // that opens what is gated there; empty = not one for all
};

// Orgs whose artefacts are meant for others (NVIDIA's documentation of charts, NIM and NVIDIA AI Enterprise).
// Early-access orgs have names like any customer's: they cannot be told from here.
constexpr std::array<Publisher, 3> kPublishers = {
    {{"nvidia", ""}, {"nvaie", "nv-ai-enterprise"}, {"nim", "nv-ai-enterprise"}}};

const Publisher* publisher(std::string_view org) {
  const auto* found =
      std::find_if(kPublishers.begin(), kPublishers.end(), [&](const Publisher& one) { return one.org == org; });
  return found == kPublishers.end() ? nullptr : found;
}

// "2026-11-26" of a date, or of a time that begins with one; empty for anything else.
std::string day_of(std::string_view text) {
  if (text.size() < 10 || (text.size() > 10 && text[10] != 'T' && text[10] != ' ')) return {};
  for (std::size_t i = 0; i < 10; ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return {};
  }
  return std::string(text.substr(0, 10));
}

EnablementFinding finding_of(const ngc::Enablement& enablement, std::int64_t now) {
  EnablementFinding finding;
  finding.type = enablement.type;
  const std::string start = day_of(enablement.start_date);
  const std::string end = day_of(enablement.expiration);
  const bool dated = !enablement.start_date.empty() || !enablement.expiration.empty();
  const bool readable = start.empty() == enablement.start_date.empty() && end.empty() == enablement.expiration.empty();
  if (dated && (now <= 0 || !readable)) {
    finding.date = enablement.expiration;
    return finding;  // kNotSaid: there is nothing to compare with
  }
  const std::string today = base::format_rfc3339(now).substr(0, 10);
  // "The subscription is invalid after this date" (NVIDIADemo/ngc-go): its last day counts.
  if (!end.empty() && end < today) {
    finding.state = EnablementState::kExpired;
    finding.date = end;
  } else if (!start.empty() && start > today) {
    finding.state = EnablementState::kNotYet;
    finding.date = start;
  } else {
    finding.state = EnablementState::kInForce;
    finding.date = end;
    finding.on_the_day = dated && (end == today || start == today);
  }
  return finding;
}

int rank(EnablementState state) {
  switch (state) {
    case EnablementState::kInForce:
      return 0;
    case EnablementState::kNotYet:
      return 1;
    case EnablementState::kExpired:
      return 2;
    case EnablementState::kNotSaid:
      return 3;
    case EnablementState::kAbsent:
      return 4;
  }
  return 4;
}

bool better(const EnablementFinding& a, const EnablementFinding& b) {
  if (rank(a.state) != rank(b.state)) return rank(a.state) < rank(b.state);
  if (a.in_key_org != b.in_key_org) return a.in_key_org;
  return !a.on_the_day && b.on_the_day;
}

}  // namespace

std::string_view product_of(std::string_view org) {
  const Publisher* found = publisher(org);
  return found == nullptr ? std::string_view() : found->product;
}

bool is_publisher(const Facts& facts, std::string_view org) {
  if (publisher(org) == nullptr || facts.identity.key_org == org) return false;
  return std::none_of(facts.identity.orgs.begin(), facts.identity.orgs.end(),
                      [&](const ngc::Org& one) { return one.name == org; });
}

EnablementState state_of(const ngc::Enablement& enablement, std::int64_t now) {
  return finding_of(enablement, now).state;
}

EnablementFinding find_enablement(const Facts& facts, std::string_view product) {
  const ngc::Identity& identity = facts.identity;
  std::optional<EnablementFinding> best;
  bool all_said = !identity.orgs.empty();
  for (const ngc::Org& org : identity.orgs) {
    if (!org.enablements) all_said = false;
    for (const ngc::Enablement& one : org.enablements.value_or(std::vector<ngc::Enablement>())) {
      if (one.product != product) continue;
      EnablementFinding finding = finding_of(one, facts.now);
      finding.org = org.name;
      finding.in_key_org = identity.key_type == "LEGACY" || org.name == identity.key_org;
      if (!best || better(finding, *best)) best = std::move(finding);
    }
  }
  if (best) return *best;
  EnablementFinding nothing;
  nothing.state = all_said ? EnablementState::kAbsent : EnablementState::kNotSaid;
  return nothing;
}

std::string_view action_name(Action action) noexcept {
  switch (action) {
    case Action::kPull:
      return "pull";
    case Action::kPush:
      return "push";
    case Action::kCreate:
      return "create";
    case Action::kUpdate:
      return "update";
    case Action::kDelete:
      return "delete";
    case Action::kAddUser:
      return "add-user";
    case Action::kAddTeam:
      return "add-team";
  }
  return "";
}

std::string_view thing_name(Thing thing) noexcept {
  switch (thing) {
    case Thing::kImage:
      return "image";
    case Thing::kChart:
      return "chart";
    case Thing::kModel:
      return "model";
    case Thing::kResource:
      return "resource";
    case Thing::kOrg:
      return "org";
  }
  return "";
}

}  // namespace ngcs::entitlement
