#include "diagnose/decide.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "diagnose/catalogue.h"
#include "diagnose/client_cause.h"

namespace ngcs::diagnose {
namespace {

constexpr std::int64_t kSkewFails = 300;
constexpr std::int64_t kSkewWarns = 60;

// Rule 12: which of several causes stands first. A 9xxx ranks where the failing helper would (rule 23).
int rank(const Cause& cause) {
  if (cause.codes.empty()) return 99;
  const std::string& code = cause.codes.front();
  switch (code.size() > 3 ? code[3] : '0') {
    case '3':
    case '4':
      return 0;
    case '1':
    case '2':
    case '9':
      return 1;
    case '5':
      return 2;
    case '6':
      return 3;
    case '7':
      return 4;
    case '8':
      return 5;
    default:
      return 6;
  }
}

bool same_codes(const Cause& a, const Cause& b) { return a.codes == b.codes; }

void add_once(std::vector<Cause>& causes, Cause cause) {
  if (std::none_of(causes.begin(), causes.end(), [&](const Cause& one) { return same_codes(one, cause); })) {
    causes.push_back(std::move(cause));
  }
}

Cause plain(std::string code) {
  Cause cause;
  cause.codes = {std::move(code)};
  return cause;
}

// A machine, or a registry as a whole, opens where the login is accepted.
bool has_artefact(const Question& question) {
  return question.target.kind != Target::Kind::kMachine && !question.target.space.org.empty();
}

// A key opens a target where the table has no cause for it.
std::vector<std::string> opening_keys(const Question& question, const Observations& seen, Licence licence) {
  std::vector<std::string> labels;
  for (const KeyView& key : seen.keys) {
    if (!key.sendable || !(key.login.asked() || key.target.asked())) continue;
    if (has_artefact(question) && !key.target.ok() && !question.push) continue;
    if (!service_cause(question, seen, &key, licence)) labels.push_back(key.label);
  }
  return labels;
}

class Decider {
 public:
  Decider(const Question& question, const LocalView& local, const Observations& seen, const DecideOptions& options)
      : question_(question), local_(local), seen_(seen), options_(options) {}

  Diagnosis run() {
    for (const Cause& cause : options_.typed_causes) add_once(causes_, cause);
    diagnosis_.remarks = options_.typed_remarks;
    if (question_.target.kind == Target::Kind::kWebHost) return only("NGC2307");
    if (question_.target.kind == Target::Kind::kHelmForm) return only("NGC2304");
    judge_clients();
    judge_service();
    add_clock();
    add_remarks();
    choose();
    return std::move(diagnosis_);
  }

 private:
  Diagnosis only(const char* code) {
    Cause cause = plain(code);
    cause.values["given"] = cause.values["target"] = question_.target.typed;
    diagnosis_.verdict = std::move(cause);
    return std::move(diagnosis_);
  }

  [[nodiscard]] bool machine() const { return question_.target.kind == Target::Kind::kMachine; }

  void judge_clients() {
    const ClientQuestion asked{question_, local_, seen_, opening_keys(question_, seen_, options_.licence)};
    for (const ClientView& client : local_.clients) {
      ClientJudgement judgement = judge_client(asked, client);
      any_client_ = true;
      all_open_ = all_open_ && judgement.opens;
      if (diagnosis_.key.empty() || (!judgement.opens && !client.label.empty())) diagnosis_.key = judgement.key;
      if (!judgement.opens) failing_keys_.push_back(judgement.key);
      for (Cause& cause : judgement.causes) add_once(causes_, std::move(cause));
      for (Cause& cause : judgement.remarks) add_once(diagnosis_.remarks, std::move(cause));
    }
    if (any_client_) return;
    // No client is set up here: the suite's own key, or none.
    diagnosis_.key = local_.suite.label;
    if (diagnosis_.key.empty() && !local_.keys.empty()) diagnosis_.key = local_.keys.front().label;
    if (diagnosis_.key.empty() && !(seen_.controls.target.ok())) {
      if (local_.suite.error && !store_code(*local_.suite.error).empty()) {
        Cause cause = plain(store_code(*local_.suite.error));
        cause.values["reason"] = local_.suite.error->message;
        add_once(causes_, std::move(cause));
      } else {
        Cause cause = plain("NGC1201");
        cause.values["client"] = "any client";
        add_once(causes_, std::move(cause));
      }
      all_open_ = false;
      return;
    }
    failing_keys_.push_back(diagnosis_.key);
  }

  // What stands behind the clients' causes: the same request, corrected, with the key that would then be sent.
  void judge_service() {
    if (!seen_.asked_service) return;
    if (machine()) {
      for (const KeyView& key : seen_.keys) {
        if (!key.sendable) continue;
        if (auto cause = service_cause(question_, seen_, &key, options_.licence)) note_service(std::move(*cause));
      }
      if (seen_.keys.empty() || !seen_.asked_with_key) judge_controls();
      return;
    }
    std::vector<std::string> labels = failing_keys_;
    if (labels.empty() && !any_client_) labels.push_back(diagnosis_.key);
    bool judged = false;
    for (const std::string& label : labels) {
      const KeyView* key = seen_.key(label);
      if (key == nullptr || !key->sendable || !(key->login.asked() || key->target.asked())) continue;
      judged = true;
      if (auto cause = service_cause(question_, seen_, key, options_.licence)) note_service(std::move(*cause));
    }
    if (!judged && !all_open_) judge_controls();
    if (all_open_) remark_on_controls();
  }

  // A cause of the service's side that another opening key makes irrelevant is not told: row 18 won.
  void note_service(Cause cause) {
    const int order = rank(cause);
    const bool other_key_opens =
        order >= 2 && order <= 4 && std::any_of(causes_.begin(), causes_.end(), [](const Cause& one) {
          return one.is("NGC1208") || one.is("NGC1211") || one.is("NGC2101") || one.is("NGC2102") ||
                 one.is("NGC2106") || one.is("NGC2201") || one.is("NGC2302");
        });
    if (!other_key_opens) add_once(causes_, std::move(cause));
  }

  void judge_controls() {
    const Row& row = match(situation_of(question_, seen_, nullptr));
    if (row.use == "host-fault" || (row.use.empty() && !row.codes.empty() && row.codes.front()[3] != '0')) {
      if (auto cause = service_cause(question_, seen_, nullptr, options_.licence)) add_once(causes_, std::move(*cause));
    }
  }

  void remark_on_controls() {
    for (const Outcome* one : {&seen_.controls.public_index, &seen_.controls.api, &seen_.controls.registry}) {
      if (!one->fault()) continue;
      Cause cause = plain(one->code);
      cause.values = one->values;
      add_once(diagnosis_.remarks, std::move(cause));
    }
    if (seen_.controls.public_index.kind == Outcome::Kind::kUnauthorized) {
      add_once(diagnosis_.remarks, plain("NGC4101"));
    }
  }

  void add_clock() {
    if (!seen_.skew_s || std::llabs(*seen_.skew_s) <= kSkewWarns) return;
    Cause cause = plain("NGC3501");
    cause.values["n"] = std::to_string(std::llabs(*seen_.skew_s));
    if (std::llabs(*seen_.skew_s) > kSkewFails && !causes_.empty()) {
      causes_.push_back(std::move(cause));
    } else {
      diagnosis_.remarks.push_back(std::move(cause));
    }
  }

  // NGC2402: the NGC CLI would send another key than the client in question.
  void compare_with_cli() {
    for (const ClientView& client : local_.clients) {
      if (local_.ngc_cli_label.empty() || client.label.empty() || client.label == local_.ngc_cli_label) continue;
      Cause cause = plain("NGC2402");
      cause.client = client.trace.client;
      cause.values["client"] = client.trace.client;
      add_once(diagnosis_.remarks, std::move(cause));
    }
  }

  void add_remarks() {
    compare_with_cli();
    if (seen_.crashed) add_once(diagnosis_.remarks, plain("NGC0001"));
    for (const KeyView& key : seen_.keys) {
      Cause cause;
      cause.values = {{"key", key.label}, {"where", key.sources.empty() ? "" : key.sources.front()}};
      if (key.kind == key::Kind::kLegacy) {
        cause.codes = {"NGC5205"};
        add_once(diagnosis_.remarks, cause);
      } else if (key.kind == key::Kind::kUnknown) {
        cause.codes = {"NGC1206"};
        add_once(diagnosis_.remarks, cause);
      }
      const bool silent =
          !key.valid() || (key.caller.asked() && !key.caller.ok() && key.caller.kind != Outcome::Kind::kUnauthorized);
      if (key.label == diagnosis_.key && seen_.asked_with_key && all_open_ && silent) {
        cause.codes = {"NGC5103"};
        add_once(diagnosis_.remarks, cause);
      }
    }
  }

  void choose() {
    std::stable_sort(causes_.begin(), causes_.end(), [](const Cause& a, const Cause& b) { return rank(a) < rank(b); });
    // Rule 10: with a control failed nothing is said about the key's worth; `then` names 5101 only with sound controls.
    if (controls_failed(question_, seen_)) {
      causes_.erase(std::remove_if(causes_.begin(), causes_.end(),
                                   [](const Cause& cause) { return cause.is("NGC5101") || cause.is("NGC5102"); }),
                    causes_.end());
    }
    if (!causes_.empty()) {
      diagnosis_.verdict = std::move(causes_.front());
      causes_.erase(causes_.begin());
      diagnosis_.then = std::move(causes_);
      return;
    }
    const bool looked_only = options_.offline || options_.no_key || (machine() && !seen_.asked_with_key);
    if (looked_only) {
      diagnosis_.verdict = plain("NGC8302");
    } else if (all_open_ || machine()) {
      diagnosis_.verdict = plain("NGC8301");
    } else {
      diagnosis_.verdict = plain("NGC0002");
      diagnosis_.verdict.certainty = Certainty::kLikely;
    }
  }

  const Question& question_;
  const LocalView& local_;
  const Observations& seen_;
  const DecideOptions& options_;
  Diagnosis diagnosis_;
  std::vector<Cause> causes_;
  std::vector<std::string> failing_keys_;
  bool any_client_ = false;
  bool all_open_ = true;
};

bool is_service_side(std::string_view code) {
  return code == "NGC4101" || code == "NGC4102" || code == "NGC4103" || code == "NGC4104";
}

bool is_could_not_verify(std::string_view code) {
  return code.rfind("NGC3", 0) == 0 || code == "NGC4105" || code == "NGC4106" || code == "NGC5103" || code == "NGC0002";
}

}  // namespace

Diagnosis decide(const Question& question, const LocalView& local, const Observations& seen,
                 const DecideOptions& options) {
  return Decider(question, local, seen, options).run();
}

cli::ExitCode exit_code_of(const Diagnosis& diagnosis, const DecideOptions& options) {
  const Cause& verdict = diagnosis.verdict;
  if (verdict.certainty != Certainty::kProven) return cli::kCouldNotVerify;
  const std::string& code = verdict.first();
  if (is_service_side(code)) return cli::kServiceSide;
  if (is_could_not_verify(code)) return cli::kCouldNotVerify;
  const CatalogueEntry* entry = find_entry(code);
  const bool cause_by_request = code == "NGC8105" || code == "NGC2303" || code == "NGC1208" || code == "NGC2106";
  if (entry != nullptr && entry->level != Level::kFail && !cause_by_request) {
    return options.offline || options.no_key ? cli::kCouldNotVerify : cli::kDone;
  }
  return cli::kFailed;
}

}  // namespace ngcs::diagnose
