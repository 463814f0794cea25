// docker-credential-ngc: the shortest way from a client's question to an answer.
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "arguments.h"
#include "base/clock.h"
#include "base/env.h"
#include "base/file.h"
#include "base/process.h"
#include "help.h"
#include "protocol/helper.h"
#include "protocol/kubelet.h"
#include "protocol/plain_key.h"
#include "quick_stores.h"
#include "secret/secret_string.h"

namespace ngcs::helper {
namespace {

// No client has a time-out of its own. The Secret Service's deadline is below this one.
constexpr int kDeadlineSeconds = 2;
constexpr int kLoginDeadlineMs = 3000;

// What the program is busy with, for the signal handler.
constexpr std::sig_atomic_t kReadsRequest = 0;
constexpr std::sig_atomic_t kReadsKey = 1;
constexpr std::sig_atomic_t kLists = 2;
constexpr std::sig_atomic_t kServesOthers = 3;
volatile std::sig_atomic_t phase = kReadsRequest;

constexpr std::string_view kNoRequest =
    "no request came within 2 seconds: the server name is expected on standard input\n";
constexpr std::string_view kNoKey = "the stored key could not be read within 2 seconds; run docker ngc status\n";
constexpr std::string_view kEmptyList = "{}\n";

void on_deadline(int /*signal*/) {
  const std::sig_atomic_t busy_with = phase;
  // A failing list would break every pull of podman's remote client, from any registry.
  const std::string_view text = busy_with == kLists ? kEmptyList : busy_with == kReadsRequest ? kNoRequest : kNoKey;
  // Only async-signal-safe calls. Nothing was written yet: an answer goes out in one piece, after the timer is off.
  const int out = busy_with == kServesOthers ? STDERR_FILENO : STDOUT_FILENO;
  [[maybe_unused]] const ssize_t written = ::write(out, text.data(), text.size());
  ::_exit(busy_with == kLists ? 0 : 1);
}

void start_deadline() {
  struct sigaction action {};
  action.sa_handler = on_deadline;
  ::sigaction(SIGALRM, &action, nullptr);
  // A client may have blocked it for itself, and children inherit that.
  sigset_t alarm{};
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
  itimerval timer{};
  timer.it_value.tv_sec = kDeadlineSeconds;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

void end_deadline() {
  const itimerval none{};
  ::setitimer(ITIMER_REAL, &none, nullptr);
}

int say(std::string_view text, int exit_code) { return base::write_all(STDOUT_FILENO, text) ? exit_code : 1; }

void hint_for_people(std::string_view action) {
  std::string text = "docker-credential-ngc: ";
  text += action;
  text += " reads a request of the credential-helper protocol from stdin and ends it at Ctrl-D; see --help\n";
  [[maybe_unused]] const auto written = base::write_all(STDERR_FILENO, text);
}

int hand_over(const protocol::Answer& answer) {
  if (!answer.notes.empty()) {
    // A closed stderr is the user's choice and changes nothing.
    [[maybe_unused]] const auto written = base::write_all(STDERR_FILENO, answer.notes);
  }
  return say(answer.out.reveal(), answer.exit_code);
}

int run_action(const Arguments& arguments) {
  const protocol::Action action = *protocol::parse_action(arguments.word);
  const bool has_request = action != protocol::Action::kList;
  const bool reads_only = action == protocol::Action::kGet || action == protocol::Action::kList;
  // A person types as slowly as a person types; the clock starts behind the request then.
  const bool typed = has_request && ::isatty(STDIN_FILENO) != 0;
  if (typed) hint_for_people(arguments.word);
  phase = has_request ? kReadsRequest : kLists;
  if (reads_only && !typed) start_deadline();
  secret::SecretString input;
  if (has_request) {
    auto read = secret::read_secret(STDIN_FILENO, protocol::kMaxInputBytes);
    if (!read) {
      end_deadline();
      return say(protocol::sentence(read.error().with_context("the request")) + "\n", 1);
    }
    input = std::move(*read);
    phase = kReadsKey;
  }
  if (reads_only && typed) start_deadline();

  const base::ProcessEnvironment environment;
  const base::SystemClock clock;
  secret_service::Options options;
  if (!reads_only) options.deadline_ms = kLoginDeadlineMs;
  QuickStores stores(environment, clock, std::move(options));
  protocol::Answer answer = protocol::answer(action, input, arguments.profile, {environment, clock, stores});

  if (reads_only) end_deadline();
  return hand_over(answer);
}

// kubelet and print-key: what is on stdout is taken for the answer, so that every message goes to stderr.
int serve_others(const Arguments& arguments) {
  const bool kubelet = arguments.mode == Mode::kKubelet;
  if (!kubelet && ::isatty(STDOUT_FILENO) != 0) {
    [[maybe_unused]] const auto written = base::write_all(
        STDERR_FILENO, "docker-credential-ngc: a key is not shown on a terminal; docker ngc print-key --show does\n");
    return 1;
  }
  if (kubelet && ::isatty(STDIN_FILENO) != 0) {
    hint_for_people(arguments.word);
  } else {
    phase = kServesOthers;
    start_deadline();
  }
  secret::SecretString input;
  if (kubelet) {
    auto read = secret::read_secret(STDIN_FILENO, protocol::kMaxInputBytes);
    if (!read) {
      end_deadline();
      protocol::Answer answer;
      answer.exit_code = 1;
      answer.notes = protocol::sentence(read.error().with_context("the request")) + "\n";
      return hand_over(answer);
    }
    input = std::move(*read);
  }
  const base::ProcessEnvironment environment;
  const base::SystemClock clock;
  QuickStores stores(environment, clock, {});
  const protocol::Outside outside{environment, clock, stores};
  const protocol::Answer answer = kubelet ? protocol::answer_kubelet(input, arguments.profile, outside)
                                          : protocol::plain_key(arguments.profile, outside);
  end_deadline();
  return hand_over(answer);
}

int run(int argc, char** argv) {
  if (auto hardened = base::harden_process(); !hardened) return say(protocol::sentence(hardened.error()) + "\n", 1);
  const Arguments arguments = parse_arguments(argc, argv);
  switch (arguments.mode) {
    case Mode::kVersion:
      return say(kVersionText, 0);
    case Mode::kHelp:
      return say(kHelpText, 0);
    case Mode::kUsage:
      return say(kUsageText, 1);
    case Mode::kUnknownAction:
      return say(
          protocol::sentence({base::Errc::kUsage, "docker-credential-ngc: unknown action: " + arguments.word}) + "\n",
          1);
    case Mode::kAction:
      return run_action(arguments);
    case Mode::kKubelet:
    case Mode::kPrintKey:
      return serve_others(arguments);
  }
  return 1;
}

}  // namespace
}  // namespace ngcs::helper

int main(int argc, char** argv) {
  int code = 1;
  try {
    code = ngcs::helper::run(argc, argv);
  } catch (...) {
    code = ngcs::helper::say("internal error in docker-credential-ngc\n", 1);
  }
  // All secrets are wiped by now; work at exit would only cost time.
  ::_exit(code);
}
