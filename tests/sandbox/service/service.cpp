#include "service/service.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "layout.h"
#include "service/charts/chart_shelf.h"
#include "service/content/seed.h"
#include "service/control/server.h"
#include "service/faults/hosts_file.h"
#include "service/faults/proxy.h"
#include "service/fronts/fronts.h"
#include "service/world/parse.h"

namespace ngcs::sandbox {

namespace {

int fail(const base::Error& error) {
  std::fprintf(stderr, "ngc-sandbox: error: %s\n", error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "ngc-sandbox: hint: %s\n", error.hint.c_str());
  return error.code == base::Errc::kUsage ? 2 : 1;
}

base::Result<std::string> read_world_text(const std::string& path) {
  auto text = base::read_file(path, kMaxWorldBytes);
  if (!text) return text.error();
  if (!*text) return base::Error(base::Errc::kNotFound, path + " does not exist");
  return std::move(**text);
}

class Service {
 public:
  Service(std::string run_dir, const std::string& helm)
      : run_dir_(std::move(run_dir)), state_(clock_), shelf_(run_dir_ + "/charts", helm) {
    registry_.host = kRegistryUrlHost;
    registry_.port = kRegistryPort;
  }

  base::Result<void> start() {
    auto text = read_world_text(run_dir_ + "/world.json");
    if (!text) return text.error();
    if (auto done = state_.log().open(run_dir_ + "/log.jsonl"); !done) return done;
    auto first = set_world(*text);
    if (!first) return first.error();
    auto fronts = Fronts::start(state_, registry_, shelf_, run_dir_ + "/tls");
    if (!fronts) return fronts.error();
    fronts_ = std::move(*fronts);
    auto proxy = Proxy::start(state_, std::string(kProxyAddress), kProxyPort);
    if (!proxy) return proxy.error();
    proxy_ = std::move(*proxy);
    fronts_->apply_faults(*state_.snapshot());
    auto control =
        ControlServer::start(run_dir_ + "/control.sock", [this](const std::string& world) { return set_world(world); });
    if (!control) return control.error();
    control_ = std::move(*control);
    return {};
  }

  void stop() {
    state_.stop();
    control_.reset();
  }

 private:
  base::Result<SetAnswer> set_world(const std::string& text) {
    auto parsed = parse_world(text, clock_.now());
    if (!parsed) return parsed.error();
    // The images first: a world is shown only when it is complete.
    if (auto done = seed_images(parsed->world, state_.pushed(), registry_); !done) return done.error();
    SetAnswer answer;
    answer.warnings = std::move(parsed->warnings);
    if (FaultSet(parsed->world.faults).has(FaultKind::kProxy)) {
      answer.proxy = "http://" + std::string(kProxyAddress) + ":" + std::to_string(kProxyPort);
    }
    const auto hosts = hosts_text(parsed->world);
    state_.set_world(std::move(parsed->world));
    const auto snapshot = state_.snapshot();
    if (fronts_) fronts_->apply_faults(*snapshot);
    auto changed = write_hosts(run_dir_ + "/hosts", hosts);
    if (!changed) return changed.error();
    answer.names_changed = *changed;
    return answer;
  }

  const std::string run_dir_;
  base::SystemClock clock_;
  RegistryAddress registry_;
  State state_;
  ChartShelf shelf_;
  std::unique_ptr<Fronts> fronts_;
  std::unique_ptr<Proxy> proxy_;
  std::unique_ptr<ControlServer> control_;
};

}  // namespace

int service_main(int argc, char** argv) {
  CLI::App app("Serve the local NGC (started by `ngc-sandbox run`)", "ngc-sandbox service");
  std::string run_dir(kRunDir);
  std::string helm;
  int ready_fd = -1;
  app.add_option("--run-dir", run_dir, "Where world, certificates and hosts file are")->required();
  app.add_option("--helm", helm, "The Helm that packages the world's charts; without it there are none");
  app.add_option("--ready-fd", ready_fd, "Descriptor that gets the line \"ready\"");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail({base::Errc::kUsage, error.what(), "ngc-sandbox service --help"});
  }
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGTERM);
  ::sigaddset(&ends, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread: they inherit it
  ::signal(SIGPIPE, SIG_IGN);

  Service service(std::move(run_dir), helm);
  if (auto started = service.start(); !started) return fail(started.error());
  if (ready_fd >= 0) {
    if (auto told = base::write_all(ready_fd, "ready\n"); !told) return fail(told.error());
  }
  int signal = 0;
  while (::sigwait(&ends, &signal) != 0) {
  }
  service.stop();
  // Connections that clients keep open have threads of their own; the log is complete, so nothing waits for them.
  ::_exit(0);
}

base::Result<void> check_world_file(const std::string& path) {
  auto text = read_world_text(path);
  if (!text) return text.error();
  auto parsed = parse_world(*text, base::SystemClock().now());
  if (!parsed) return parsed.error().with_context(path);
  for (const std::string& warning : parsed->warnings) {
    std::fprintf(stderr, "ngc-sandbox: warning: %s: %s\n", path.c_str(), warning.c_str());
  }
  return {};
}

}  // namespace ngcs::sandbox
