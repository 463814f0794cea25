#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include "base/process.h"
#include "base/text.h"
#include "commands/code_list.h"
#include "commands/diagnose_fix.h"
#include "commands/diagnose_gather.h"
#include "commands/diagnose_report.h"
#include "commands/diagnose_witness.h"
#include "commands/register_diagnose.h"
#include "diagnose/prober.h"
#include "secret/secret_string.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxPasted = std::size_t{256} * 1024;
constexpr std::size_t kMaxProbedKeys = 3;

base::Result<DiagnoseInput> read_input(const Session& session, const DiagnoseOptions& options) {
  const auto repositories = helm_repository_names(session);
  DiagnoseInput input;
  if (options.has_command) {
    auto invocation = diagnose::parse_invocation(options.command, repositories);
    if (!invocation) return std::move(invocation).error();
    input.target = invocation->target;
    input.invocation = std::move(*invocation);
    return input;
  }
  if (options.from_stdin) {
    auto text = secret::read_secret(session.in, kMaxPasted);
    if (!text) return std::move(text).error();
    auto pasted = diagnose::parse_pasted(*text, repositories);
    if (!pasted) return std::move(pasted).error();
    if (pasted->command) {
      input.target = pasted->command->target;
      input.invocation = std::move(*pasted->command);
    } else if (pasted->target) {
      input.target = *pasted->target;
    }
    input.pasted = std::move(pasted->errors);
    return input;
  }
  diagnose::TargetWords words{options.target, options.client.value_or(""), repositories};
  if (words.client == "all") words.client.clear();
  auto target = diagnose::parse_target(words);
  if (!target) return std::move(target).error();
  input.target = std::move(*target);
  return input;
}

diagnose::Licence licence_of(const std::optional<std::string>& word) {
  if (!word) return diagnose::Licence::kNotSaid;
  if (*word == "nfr") return diagnose::Licence::kNfr;
  return *word == "eval" ? diagnose::Licence::kEvaluation : diagnose::Licence::kCommercial;
}

base::Result<void> check_options(const Session& session, const DiagnoseOptions& options) {
  const auto usage = [&session](std::string message) {
    return Error(Errc::kUsage, std::move(message), "see " + session.command("diagnose --help"));
  };
  const int inputs = (options.has_command ? 1 : 0) + (options.from_stdin ? 1 : 0) + (options.target.empty() ? 0 : 1);
  if (inputs > 1) return usage("a target, a command behind -- and --stdin exclude each other");
  if (options.has_command && options.command.empty()) return usage("no command stands behind --");
  if (options.run && !options.has_command) return usage("--run needs the command behind --");
  if (options.target.size() > 2) return usage("at most two words name a target: URL CHART[:VERSION]");
  if (options.yes && !options.fix) return usage("--yes belongs to --fix");
  if (options.timeout_s < 1 || options.timeout_s > 600) return usage("--timeout takes 1 to 600 seconds");
  return {};
}

// Which key is asked about most: what the first client sends, else what it would send, else any.
std::string main_key(const diagnose::LocalView& local) {
  for (const diagnose::ClientView& client : local.clients) {
    if (!client.label.empty()) return client.label;
  }
  if (!local.suite.label.empty()) return local.suite.label;
  return local.keys.empty() ? std::string() : local.keys.front().label;
}

class Run {
 public:
  Run(Session& session, cli::Output& output, const DiagnoseOptions& options)
      : session_(session), output_(output), options_(options) {}

  cli::ExitCode run() {
    if (const auto checked = check_options(session_, options_); !checked) return refuse(checked.error());
    auto input = read_input(session_, options_);
    if (!input) return refuse(input.error());
    result_.input = std::move(*input);
    if (options_.run) witness_ = run_witness(session_, *result_.input.invocation, options_.timeout_s);
    if (auto found = look(); !found) return refuse(found.error());
    if (options_.fix) mend();
    return report();
  }

 private:
  // A usage error, and data from outside that names no target: exit code 2, no verdict.
  cli::ExitCode refuse(Error error) {
    if (error.code == Errc::kInvalidInput) error.code = Errc::kUsage;
    json::Value data = {{"verdict", nullptr}};
    return output_.fail("diagnose", error, std::move(data));
  }

  base::Result<void> look() {
    const std::int64_t start = session_.clock.monotonic_ms();
    result_.started = base::format_rfc3339(session_.clock.now());
    result_.question = {result_.input.target,
                        options_.push || (result_.input.invocation && result_.input.invocation->push),
                        result_.input.invocation && result_.input.invocation->devel};
    auto local = look_at_machine(session_, options_, result_.input);
    if (!local) return local.error();
    result_.local = std::move(*local);
    result_.seen = {};
    result_.seen.keys = std::move(result_.local.keys);
    ask(start);
    give_back_names();
    diagnose::DecideOptions decide{licence_of(options_.licence), options_.offline, options_.no_key, {}, {}};
    TypedFindings typed = look_at_command(session_, result_.input);
    decide.typed_causes = std::move(typed.causes);
    decide.typed_remarks = std::move(typed.remarks);
    for (const diagnose::PastedError& error : result_.input.pasted) {
      if (error.code.empty()) continue;
      diagnose::Cause cause;
      cause.codes = {error.code};
      cause.evidence = {error.text};
      decide.typed_causes.push_back(std::move(cause));
    }
    result_.diagnosis = diagnose::decide(result_.question, result_.local, result_.seen, decide);
    exit_ = diagnose::exit_code_of(result_.diagnosis, decide);
    add_told_evidence();
    result_.duration_ms = session_.clock.monotonic_ms() - start;
    return {};
  }

  // The keys move between the two views; decide() needs their labels in both.
  void give_back_names() {
    result_.local.keys.clear();
    for (const diagnose::KeyView& key : result_.seen.keys) {
      diagnose::KeyView name;
      name.label = key.label;
      name.kind = key.kind;
      name.sources = key.sources;
      result_.local.keys.push_back(std::move(name));
    }
  }

  void add_told_evidence() {
    for (const diagnose::PastedError& error : result_.input.pasted) {
      if (!error.text.empty()) result_.diagnosis.verdict.evidence.push_back("pasted: " + error.text);
    }
    if (witness_) result_.diagnosis.verdict.evidence.push_back("the command itself: " + *witness_);
  }

  [[nodiscard]] bool is_local_only() const {
    return options_.offline || result_.input.target.kind == diagnose::Target::Kind::kWebHost ||
           result_.input.target.kind == diagnose::Target::Kind::kHelmForm;
  }

  void ask(std::int64_t start) {
    if (is_local_only()) return;
    const diagnose::ProbeTools tools{session_.new_transport, session_.clock, session_.sleep};
    diagnose::ProbeLog log(session_.clock, start + std::int64_t{options_.timeout_s} * 1000, key_requests_left_);
    diagnose::ProbePlan plan{result_.question.target, result_.question.push, !options_.no_key, result_.question.devel,
                             main_key_of_view()};
    if (before_) diagnose::keep_answers(std::move(*before_), result_.seen);
    choose_keys(plan.main_key);
    if (!before_) diagnose::ask_controls(plan, tools, log, result_.seen);
    if (plan.with_keys) {
      before_ ? diagnose::ask_again(plan, tools, log, result_.seen)
              : diagnose::ask_with_keys(plan, tools, log, result_.seen);
    }
    result_.out_of_time = log.ran_out_of_time();
    result_.seen.crashed = log.crashed();
    key_requests_left_ = log.key_requests_left();
    for (diagnose::Probe& probe : log.take()) result_.probes.push_back(std::move(probe));
    read_clock();
  }

  [[nodiscard]] std::string main_key_of_view() const {
    std::string label = main_key(result_.local);
    if (!label.empty()) return label;
    return result_.seen.keys.empty() ? std::string() : result_.seen.keys.front().label;
  }

  // A key with a defect is sent nowhere, and of many keys only a few are: every one of them costs requests.
  void choose_keys(const std::string& main) {
    std::size_t chosen = 0;
    for (diagnose::KeyView& key : result_.seen.keys) {
      const bool is_main = key.label == main;
      key.sendable = key.kind != key::Kind::kStaging && (is_main || chosen + 1 < kMaxProbedKeys);
      if (key.sendable && !is_main) ++chosen;
    }
  }

  // The service's clock decides about dates, not this machine's.
  void read_clock() {
    const std::string host = result_.question.target.host();
    for (const diagnose::Probe& probe : result_.probes) {
      if (!probe.date || !probe.skew_s) continue;
      const bool of_target = probe.host == host;
      if (result_.seen.service_time && !of_target) continue;
      result_.seen.service_time = *probe.date;
      result_.seen.skew_s = *probe.skew_s;
      if (of_target) break;
    }
    if (!result_.seen.service_time) return;
    for (diagnose::KeyView& key : result_.seen.keys) {
      if (key.facts) key.facts->now = *result_.seen.service_time;
    }
  }

  void mend() {
    if (!apply_fix(session_, output_, options_, result_.diagnosis)) return;
    before_ = std::move(result_.seen);
    if (const auto again = look(); !again) output_.warn("fix", again.error().message);
  }

  cli::ExitCode report() {
    print_diagnosis(output_, session_, options_, result_);
    for (const diagnose::Cause& cause : result_.diagnosis.remarks) {
      if (output_.json()) output_.warn(cause.first(), Wording(session_, options_, result_).remark(cause));
    }
    const diagnose::Cause& verdict = result_.diagnosis.verdict;
    const std::string code = verdict.codes.size() == 1 ? verdict.first() : std::string();
    return output_.conclude("diagnose", code, diagnosis_json(session_, options_, result_), exit_);
  }

  Session& session_;
  cli::Output& output_;
  const DiagnoseOptions& options_;
  DiagnoseResult result_;
  std::optional<std::string> witness_;
  std::optional<diagnose::Observations> before_;  // what was seen before --fix changed something
  int key_requests_left_ = diagnose::kMaxKeyRequests;
  cli::ExitCode exit_ = cli::kInternal;
};

}  // namespace

cli::ExitCode run_diagnose(Session& session, cli::Output& output, const DiagnoseOptions& options) {
  if (options.list_codes) return list_codes(session, output);
  return Run(session, output, options).run();
}

}  // namespace ngcs::commands
