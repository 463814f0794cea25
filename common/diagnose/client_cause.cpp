#include "diagnose/client_cause.h"

#include <algorithm>
#include <utility>

#include "diagnose/hygiene.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using clients::Trace;
using clients::TraceFinding;

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

const TraceFinding* finding(const Trace& trace, std::string_view code) {
  const auto found = std::find_if(trace.findings.begin(), trace.findings.end(),
                                  [code](const TraceFinding& one) { return one.code == code; });
  return found == trace.findings.end() ? nullptr : &*found;
}

class Judge {
 public:
  Judge(const ClientQuestion& asked, const ClientView& client) : asked_(asked), client_(client), trace_(client.trace) {}

  ClientJudgement run() {
    judgement_.key = candidate();
    judgement_.opens = opens();
    if (!judgement_.opens) find_causes();
    remark();
    return std::move(judgement_);
  }

 private:
  [[nodiscard]] bool asked_service() const { return asked_.seen.asked_service && !machine(); }
  [[nodiscard]] bool machine() const { return asked_.question.target.kind == Target::Kind::kMachine; }
  [[nodiscard]] bool helm() const { return trace_.host != "nvcr.io"; }

  // The key that the service's side is judged by: what the client sends, else what it would send once it is mended.
  [[nodiscard]] std::string candidate() const {
    if (!client_.label.empty()) return client_.label;
    if (!asked_.local.suite.label.empty()) return asked_.local.suite.label;
    return asked_.local.keys.empty() ? std::string() : asked_.local.keys.front().label;
  }

  [[nodiscard]] bool sound() const {
    return client_.sends && !client_.user_defect && !client_.key_defect && !client_.empty_password &&
           !client_.label.empty();
  }

  [[nodiscard]] bool opens() const {
    if (client_.sends && (client_.user_defect || client_.key_defect)) return false;
    if (sound()) return contains(asked_.opening, client_.label);
    // Nothing is sent: an open artefact is open without a key, too. A typed password is not seen here.
    if (client_.typed) return !client_.empty_password && contains(asked_.opening, judgement_.key);
    return asked_.seen.controls.target.ok() && !asked_.question.push && !missing_without_key();
  }

  // The index opens for everybody, and what was asked for is not in it.
  [[nodiscard]] bool missing_without_key() const {
    return asked_.question.target.kind == Target::Kind::kHelmChart && !asked_.seen.controls.artefact.version_exists;
  }

  Cause& add(std::string code, Certainty certainty = Certainty::kProven) {
    Cause cause;
    cause.codes = {std::move(code)};
    cause.certainty = certainty;
    cause.client = trace_.client;
    cause.values = common_values();
    judgement_.causes.push_back(std::move(cause));
    return judgement_.causes.back();
  }
  void add(const TraceFinding& from, std::string code) {
    Cause& cause = add(std::move(code));
    for (const auto& [name, value] : from.values) cause.values[name] = value;
  }

  // Helm's name of the repository that the credentials come from.
  [[nodiscard]] std::string repository_sent() const {
    constexpr std::string_view kEntry = "repository ";
    if (!helm() || !trace_.sends || trace_.sends->entry.rfind(kEntry, 0) != 0) return {};
    return trace_.sends->entry.substr(kEntry.size());
  }

  [[nodiscard]] std::map<std::string, std::string> common_values() const {
    std::map<std::string, std::string> values{{"client", trace_.client}, {"host", trace_.host}};
    const Target& target = asked_.question.target;
    if (!target.typed.empty()) values["target"] = target.typed;
    if (!target.space.org.empty()) {
      values["space"] = target.space.path();
      values["org"] = target.space.org;
    }
    if (!target.repository.empty()) values["repo"] = target.repository;
    if (const std::string repository = repository_sent(); !repository.empty()) values["repo"] = repository;
    if (trace_.sends) {
      values["file"] = trace_.sends->file;
      values["entry"] = trace_.sends->entry;
      values["helper"] = trace_.sends->helper;
    }
    if (!client_.label.empty()) values["key"] = client_.label;
    return values;
  }

  void find_causes() {
    if (client_.sends) {
      if (add_defects()) return;
      if (sound()) {
        add_other_key_opens();
        return;
      }
    }
    add_nothing_sent();
  }

  // Of the text itself: whatever the key is worth, this cannot work.
  bool add_defects() {
    if (client_.user_defect) {
      Cause& cause = add(client_.user_defect->code);
      cause.values["given"] = client_.user.empty() ? "(nothing)" : clients::shown_user(client_.user);
      if (client_.empty_password) return true;
    }
    if (client_.key_defect) {
      Cause& cause = add(client_.key_defect->code);
      cause.values["where"] = client_.key_defect->where;
      cause.values["n"] = std::to_string(client_.key_defect->position);
      cause.values["position"] = std::to_string(client_.key_defect->position);
    }
    if (client_.empty_password && !client_.user_defect) {
      add(helm() ? "NGC2301" : "NGC1201");
      return true;
    }
    return client_.user_defect.has_value() || client_.key_defect.has_value();
  }

  // Row 18: the client sends a key that does not open the target, another one that lies here does.
  void add_other_key_opens() {
    const auto other = std::find_if(asked_.opening.begin(), asked_.opening.end(),
                                    [&](const std::string& label) { return label != client_.label; });
    if (other == asked_.opening.end()) return;
    const std::string& better = *other;
    if (add_failed_helper()) return;
    if (const TraceFinding* variable = finding(trace_, "NGC2106"); variable != nullptr && from_variable()) {
      add(*variable, "NGC2106");
    } else if (trace_.uses_suite) {
      add_suite_chose(better);
    } else if (helm()) {
      add("NGC2302").values["other_key"] = better;
      remark_disagreement(trace_.sends ? place_of(*trace_.sends) : trace_.client, source_of(better));
    } else if (const TraceFinding* shadowed = finding(trace_, "NGC2201"); shadowed != nullptr) {
      add(*shadowed, "NGC2201");
    } else if (trace_.sends && !trace_.sends->helper.empty() && finding(trace_, "NGC2102") != nullptr) {
      add(*finding(trace_, "NGC2102"), "NGC2102");
    } else {
      Cause& cause = add("NGC1208");
      cause.values["other_key"] = better;
      cause.values["a"] = trace_.sends ? place_of(*trace_.sends) : trace_.client;
      cause.values["b"] = source_of(better);
    }
    judgement_.causes.back().evidence.push_back(trace_.client + " sends " + client_.label + "; " + better + " (" +
                                                source_of(better) + ") opens it");
  }

  [[nodiscard]] bool from_variable() const { return trace_.sends && trace_.sends->entry == "DOCKER_AUTH_CONFIG"; }

  [[nodiscard]] std::string source_of(const std::string& label) const {
    const auto found = std::find_if(asked_.local.keys.begin(), asked_.local.keys.end(),
                                    [&](const KeyView& key) { return key.label == label; });
    return found == asked_.local.keys.end() || found->sources.empty() ? std::string("another place")
                                                                      : found->sources.front();
  }

  void remark_disagreement(std::string a, std::string b) {
    Cause cause;
    cause.codes = {"NGC1208"};
    cause.client = trace_.client;
    cause.values = common_values();
    cause.values["a"] = std::move(a);
    cause.values["b"] = std::move(b);
    judgement_.remarks.push_back(std::move(cause));
  }

  // The suite itself picked a key that does not open the target.
  void add_suite_chose(const std::string& better) {
    const auto& source = asked_.local.suite.source;
    const auto profile = asked_.local.suite.profiles.find(better);
    const bool from_store = source && source->kind == auth::SourceKind::kStore;
    if (!from_store || profile == asked_.local.suite.profiles.end()) {
      Cause& cause = add("NGC1208");
      cause.values["other_key"] = better;
      cause.values["a"] = source ? source->name : trace_.client;
      cause.values["b"] = source_of(better);
      return;
    }
    Cause& cause = add("NGC1211");
    cause.values["variable"] = source->why;
    cause.values["a"] = source->profile;
    cause.values["profile"] = source->profile;
    cause.values["b"] = profile->second;
    cause.values["other_profile"] = profile->second;
  }

  // A helper that is missing or fails; what docker falls back to after it is the second cause.
  bool add_failed_helper() {
    const TraceFinding* failing = finding(trace_, "NGC2105");
    const TraceFinding* missing = finding(trace_, "NGC2104");
    if (failing == nullptr && missing == nullptr) return false;
    if (failing != nullptr) {
      std::string code = "NGC2105";
      if (asked_.local.suite.error && !store_code(*asked_.local.suite.error).empty()) {
        code = store_code(*asked_.local.suite.error);
      }
      add(*failing, code);
      if (code != "NGC2105") judgement_.causes.back().values["reason"] = asked_.local.suite.error->message;
    } else {
      add(*missing, "NGC2104");
    }
    if (const TraceFinding* stale = finding(trace_, "NGC2101")) add(*stale, "NGC2101");
    return true;
  }

  void add_nothing_sent() {
    if (add_failed_helper()) return;
    if (asked_.seen.controls.target.ok() && missing_without_key()) return;  // no key would change that
    for (const char* code : {"NGC2103", "NGC2108", "NGC2107", "NGC2202", "NGC2301", "NGC1101", "NGC2401"}) {
      if (const TraceFinding* found = finding(trace_, code)) return add(*found, code);
    }
    const bool known = !asked_.local.keys.empty();
    if (!known && asked_.local.suite.error) {
      const std::string code = store_code(*asked_.local.suite.error);
      if (!code.empty()) {
        add(code).values["reason"] = asked_.local.suite.error->message;
        return;
      }
    }
    if (!known) {
      add("NGC1201");
      return;
    }
    if (const TraceFinding* overridden = finding(trace_, "NGC2102")) return add(*overridden, "NGC2102");
    if (!helm()) {
      add("NGC2109");
      return;
    }
    // `helm repo add` writes its entry only after a success, so that nothing here shows what was typed.
    if (contains(asked_.opening, judgement_.key) || (!asked_service() && !machine()))
      add("NGC1101", Certainty::kLikely);
  }

  void remark_as(const TraceFinding& from) {
    Cause cause;
    cause.codes = {from.code};
    cause.client = trace_.client;
    cause.values = common_values();
    for (const auto& [name, value] : from.values) cause.values[name] = value;
    judgement_.remarks.push_back(std::move(cause));
  }

  // Findings that are no cause here, and that somebody would want to know all the same.
  void remark() {
    const SuiteView& suite = asked_.local.suite;
    if (trace_.uses_suite && judgement_.opens && !suite.shadowed.empty() && suite.source) {
      remark_disagreement(suite.source->name, suite.shadowed);
    }
    for (const TraceFinding& one : trace_.findings) {
      const bool told = std::any_of(judgement_.causes.begin(), judgement_.causes.end(),
                                    [&](const Cause& cause) { return cause.is(one.code); });
      if (told) continue;
      for (const char* code : {"NGC2101", "NGC2103", "NGC2106", "NGC2107", "NGC2108", "NGC2306"}) {
        if (one.code == code) remark_as(one);
      }
    }
  }

  const ClientQuestion& asked_;
  const ClientView& client_;
  const Trace& trace_;
  ClientJudgement judgement_;
};

}  // namespace

ClientJudgement judge_client(const ClientQuestion& asked, const ClientView& client) {
  return Judge(asked, client).run();
}

std::string store_code(const base::Error& error) {
  switch (error.code) {
    case Errc::kLocked:
      return "NGC9101";
    case Errc::kTimeout:
      return "NGC9102";
    case Errc::kUnavailable:
      return "NGC9103";
    case Errc::kTooOpen:
    case Errc::kPermission:
      return "NGC9105";
    case Errc::kDamaged:
    case Errc::kWrongKey:
      return "NGC9106";
    default:
      return {};
  }
}

}  // namespace ngcs::diagnose
