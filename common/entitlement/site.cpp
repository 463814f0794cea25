#include "entitlement/site.h"

#include <utility>
#include <vector>

#include "entitlement/roles.h"

namespace ngcs::entitlement {
namespace {

constexpr const char* kNvaie = "nv-ai-enterprise";
// NVIDIA's own code takes this role for "uses NVIDIA AI Enterprise" (NVIDIA/tao_front_end_services).
constexpr const char* kNvaieRole = "NVIDIA_AI_ENTERPRISE_VIEWER";

class Viewer {
 public:
  explicit Viewer(const Facts& facts) : facts_(facts) {
    const ngc::Identity& key = facts.identity;
    for (const ngc::Org& org : key.orgs) {
      if (key.key_type == "LEGACY" || org.name == key.key_org) orgs_.push_back(&org);
    }
  }

  [[nodiscard]] SiteEntry catalog() const {
    const EnablementFinding found = find_enablement(facts_, kNvaie);
    if (auto entry = by_enablement(found, kNvaie)) return std::move(*entry);
    for (const ngc::Org* org : orgs_) {
      for (const std::string& role : org->roles) {
        if (role == kNvaieRole) return {Allowed::kYes, "you have " + role + " in " + org->name};
      }
    }
    if (!all_said()) return {Allowed::kUnknown, "NGC does not say what is enabled"};
    return {Allowed::kNo, std::string("no org of this key has ") + kNvaie};
  }

  [[nodiscard]] SiteEntry registry() const {
    for (const char* product : {"private-registry", kNvaie}) {
      if (const auto entry = by_enablement(find_enablement(facts_, product), product);
          entry && entry->shown == Allowed::kYes) {
        return *entry;
      }
    }
    for (const ngc::Org* org : orgs_) {
      if (org->type == "INDIVIDUAL") continue;
      for (const std::string& role : org->roles) {
        const auto grants = grants_of(role);
        if (grants && grants->artifacts >= Level::kRead)
          return {Allowed::kYes, "you have " + role + " in " + org->name};
      }
    }
    if (!all_said() || !facts_.identity.roles_listed) return {Allowed::kUnknown, "NGC does not say what is enabled"};
    return {Allowed::kNo, "no org of this key has a private registry, nor have you a role in one"};
  }

  [[nodiscard]] SiteEntry organization() const {
    bool said = !orgs_.empty();
    for (const ngc::Org* org : orgs_) {
      if (org->type == "ENTERPRISE") return {Allowed::kYes, org->name + " is an enterprise org"};
      if (org->type != "INDIVIDUAL") said = false;
    }
    if (!said) return {Allowed::kUnknown, "NGC does not say what kind of org it is"};
    return {Allowed::kNo, "an individual org only: " + orgs_.front()->name};
  }

 private:
  [[nodiscard]] bool all_said() const {
    for (const ngc::Org* org : orgs_) {
      if (!org->enablements) return false;
    }
    return !orgs_.empty();
  }

  // Nothing where the product was not found.
  [[nodiscard]] std::optional<SiteEntry> by_enablement(const EnablementFinding& found,
                                                       const std::string& product) const {
    const std::string where = product + (found.type.empty() ? "" : " (" + found.type + ")") + " in " + found.org;
    if (found.org.empty()) return std::nullopt;
    if (found.state == EnablementState::kNotSaid) {
      return SiteEntry{Allowed::kUnknown, where + ": its dates cannot be compared"};
    }
    if (!found.in_key_org) {
      if (!all_said()) return std::nullopt;
      return SiteEntry{Allowed::kNo, where + ", and the key belongs to " + facts_.identity.key_org};
    }
    if (found.on_the_day) return SiteEntry{Allowed::kUnknown, where + " begins or ends today"};
    if (found.state == EnablementState::kExpired) return SiteEntry{Allowed::kNo, where + " ended on " + found.date};
    if (found.state == EnablementState::kNotYet) return SiteEntry{Allowed::kNo, where + " begins on " + found.date};
    return SiteEntry{Allowed::kYes, where + (found.date.empty() ? ", no end date" : " until " + found.date)};
  }

  const Facts& facts_;
  std::vector<const ngc::Org*> orgs_;
};

}  // namespace

SiteView site_view(const Facts& facts) {
  const Viewer viewer(facts);
  return {viewer.catalog(), viewer.registry(), viewer.organization()};
}

}  // namespace ngcs::entitlement
