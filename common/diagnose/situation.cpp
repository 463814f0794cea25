#include "diagnose/situation.h"

#include <algorithm>
#include <initializer_list>

namespace ngcs::diagnose {
namespace {

using TargetKind = Target::Kind;

std::string kind_word(const Target& target) {
  switch (target.kind) {
    case TargetKind::kImage:
      return "image";
    case TargetKind::kOciChart:
      return "oci";
    case TargetKind::kSpace:
      return "space";
    case TargetKind::kHelmRepository:
    case TargetKind::kHelmChart:
      return "helm";
    default:
      return "machine";
  }
}

std::string artefact_word(const Artefact& artefact) {
  if (artefact.version_exists) return "present";
  if (!artefact.exists) return "none";
  return artefact.only_prereleases ? "prereleases" : "no-version";
}

std::string key_word(const KeyView& key) {
  const auto valid = key.valid();
  if (!valid) return "unchecked";
  return *valid ? "accepted" : "rejected";
}

// Every member may read an org's list of teams (rule 18).
std::string_view team_word(const Target& target, const entitlement::Facts& facts) {
  if (target.space.team.empty()) return "none";
  for (const ngc::Org& org : facts.identity.orgs) {
    if (org.name != target.space.org || !org.teams_listed) continue;
    const bool there = std::any_of(org.teams.begin(), org.teams.end(),
                                   [&](const ngc::Team& team) { return team.name == target.space.team; });
    return there ? "listed" : "absent";
  }
  return "unknown";
}

bool failed(const Outcome& outcome) { return outcome.fault() || outcome.refused(); }

}  // namespace

bool is_registry_target(const Target& target) noexcept {
  return target.kind == TargetKind::kImage || target.kind == TargetKind::kOciChart || target.kind == TargetKind::kSpace;
}

bool is_helm_target(const Target& target) noexcept {
  return target.kind == TargetKind::kHelmRepository || target.kind == TargetKind::kHelmChart;
}

namespace {

const Outcome* first_fault(const Question& question, const Observations& seen, const KeyView* key) {
  const auto first = [](std::initializer_list<const Outcome*> outcomes) -> const Outcome* {
    for (const Outcome* one : outcomes) {
      if (one != nullptr && one->fault()) return one;
    }
    return nullptr;
  };
  const Controls& controls = seen.controls;
  const Outcome* target = key == nullptr ? nullptr : &key->target;
  const Outcome* login = key == nullptr ? nullptr : &key->login;
  if (is_helm_target(question.target)) return first({&controls.public_index, &controls.target, target});
  const Outcome* found =
      first({&controls.registry, &controls.public_image, &controls.target, target, login, &controls.blobs});
  if (found != nullptr || question.target.kind != TargetKind::kMachine) return found;
  return first({&controls.public_index, &controls.api});
}

// The request itself was answered as hoped for, with a login that works.
bool target_opens(const Question& question, const Observations& seen, const KeyView* key) {
  if (question.target.kind == TargetKind::kMachine || question.push) return false;
  return key == nullptr ? seen.controls.target.ok() : key->target.ok() && key->login.ok();
}

}  // namespace

const Outcome* target_fault(const Question& question, const Observations& seen, const KeyView* key) {
  const Outcome* fault = first_fault(question, seen, key);
  // Rules 6 and 17: what opens is open, whatever else the service does; a host that cannot be reached counts all the
  // same.
  const bool of_service = fault != nullptr && fault->code.rfind("NGC3", 0) != 0;
  return of_service && target_opens(question, seen, key) ? nullptr : fault;
}

bool controls_failed(const Question& question, const Observations& seen) {
  const Controls& controls = seen.controls;
  if (failed(controls.registry) || failed(controls.public_image) || controls.api.fault()) return true;
  return is_helm_target(question.target) && failed(controls.public_index);
}

entitlement::Decision allowed_by_facts(const Question& question, const KeyView& key) {
  if (!key.facts) return {};
  const bool chart = is_helm_target(question.target) || question.target.kind == TargetKind::kOciChart;
  // Refused with the key and open without it is another row's business: here the target is closed.
  const entitlement::Target closed{entitlement::Visibility::kClosed, {}};
  return entitlement::may(*key.facts, question.push ? entitlement::Action::kPush : entitlement::Action::kPull,
                          chart ? entitlement::Thing::kChart : entitlement::Thing::kImage, question.target.space,
                          question.target.name, closed);
}

Situation situation_of(const Question& question, const Observations& seen, const KeyView* key) {
  const Controls& controls = seen.controls;
  Situation words;
  const auto set = [&words](const char* name, std::string_view word) { words[name] = std::string(word); };
  set("kind", kind_word(question.target));
  set("org", question.target.space.org.empty() ? "none" : "given");
  set("asks", question.push ? "push" : "pull");
  set("target_host", target_fault(question, seen, key) == nullptr ? "ok" : "fault");
  set("controls", controls_failed(question, seen) ? "failed" : "ok");
  set("S1", controls.registry.word());
  set("S2", controls.public_image.word());
  set("S3", controls.public_index.word());
  set("S4", controls.target.word());
  set("page", controls.public_index.page || controls.public_image.page ? "yes" : "no");
  set("chart", question.target.kind == TargetKind::kHelmChart ? "asked" : "none");
  if (key == nullptr) {
    set("T", controls.target.word());
    set("artefact", artefact_word(controls.artefact));
    set("key", "none");
    return words;
  }
  set("K1", key->caller.word());
  set("K2", key->login.word());
  set("key", key_word(*key));
  set("T", key->target.word());
  set("T4", key->public_index.word());
  set("T5", key->api.word());
  set("push", key->push.word());
  set("record", key->record.word());
  set("artefact", artefact_word(key->artefact));
  if (key->facts) {
    set("team", team_word(question.target, *key->facts));
    const entitlement::Allowed allowed = allowed_by_facts(question, *key).allowed;
    set("may", allowed == entitlement::Allowed::kYes ? "yes" : allowed == entitlement::Allowed::kNo ? "no" : "unknown");
  } else {
    set("may", "unknown");
  }
  return words;
}

}  // namespace ngcs::diagnose
