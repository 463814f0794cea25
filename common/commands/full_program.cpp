#include "commands/full_program.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <thread>

#include "base/process.h"
#include "commands/sudo_environment.h"
#include "http/curl_transport.h"
#include "secret/prompt.h"
#include "secret_service/stores.h"

namespace ngcs::commands {
namespace {

constexpr int kQuickDeadlineMs = 1500;   // as the helper's own
constexpr int kLoginDeadlineMs = 60000;  // a person may have to unlock the keyring

int internal_error(const char* name) {
  std::fprintf(stderr, "%s: error: internal error\n", name);
  return cli::kInternal;
}

}  // namespace

cli::ExitCode run_with_session(const Launch& launch, const std::function<cli::ExitCode(Session&)>& use) {
  if (auto hardened = base::harden_process(); !hardened) {
    std::fprintf(stderr, "%s: error: %s\n", launch.program.c_str(), hardened.error().message.c_str());
    return cli::kFailed;
  }
  const base::ProcessEnvironment process_environment;
  const SudoView view = sudo_view(process_environment, ::geteuid(), directory_owner);
  const base::Environment& environment = *view.environment;
  const base::SystemClock clock;
  const base::Result<base::Paths> paths = base::resolve_paths(environment);
  secret_service::Stores stores(environment, clock, {.deadline_ms = kLoginDeadlineMs, .may_prompt = true, .child = {}});
  secret_service::Stores quick_stores(environment, clock,
                                      {.deadline_ms = kQuickDeadlineMs, .may_prompt = false, .child = {}});
  std::unique_ptr<http::Transport> transport;

  Session session{
      .program = launch.program,
      .environment = environment,
      .paths = paths,
      .clock = clock,
      .stores = stores,
      .quick_stores = &quick_stores,
      .transport = [&transport]() -> http::Transport& {
        if (!transport) transport = http::make_curl_transport();
        return *transport;
      },
      .new_transport = [] { return http::make_curl_transport(); },
      .sleep = [](int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); },
      .prompt = [](std::string_view question) { return secret::prompt_secret(question); },
      .probe_helper = clients::run_helper_version,
      .keyring_answers =
          [&environment] { return secret_service::SecretServiceStore(environment, {}).probe().has_value(); },
      .in = STDIN_FILENO,
      .out = stdout,
      .err = stderr,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .uid = ::geteuid(),
      .under_sudo = view.under_sudo,
      .docker_config_dir = launch.docker_config_dir,
      .client = launch.client,
      .notes = view.notes,
  };
  return use(session);
}

int guarded_main(const char* name, const std::function<int()>& body) {
  try {
    return body();
  } catch (const std::exception&) {
    return internal_error(name);
  } catch (...) {
    return internal_error(name);
  }
}

}  // namespace ngcs::commands
