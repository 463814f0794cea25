// A message bus and a keyring of the test's own: nothing of the real session is reachable.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/env.h"
#include "base/process.h"
#include "temp_dir.h"

namespace ngcs::test {

constexpr const char* kSystemPath = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

// A program that runs until this object ends.
class Background {
 public:
  Background() = default;
  // `first_line`: waits for one line of stdout and keeps it.
  Background(const std::vector<std::string>& argv, const std::vector<std::string>& env, const std::string& input,
             bool first_line) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      const int null = ::open("/dev/null", O_WRONLY);  // NOLINT(android-cloexec-open): its warnings are of no interest
      ::dup2(null, 2);
      std::vector<char*> arguments;
      std::vector<char*> variables;
      arguments.reserve(argv.size() + 1);
      variables.reserve(env.size() + 1);
      for (const std::string& text : argv) arguments.push_back(const_cast<char*>(text.c_str()));
      for (const std::string& text : env) variables.push_back(const_cast<char*>(text.c_str()));
      arguments.push_back(nullptr);
      variables.push_back(nullptr);
      ::execvpe(arguments[0], arguments.data(), variables.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    if (::write(in[1], input.data(), input.size()) < 0) ADD_FAILURE() << argv[0] << " takes no input";
    ::close(in[1]);
    char c = 0;
    while (first_line && ::read(out[0], &c, 1) == 1 && c != '\n') line_.push_back(c);
    out_ = out[0];
  }
  Background(Background&& other) noexcept { *this = std::move(other); }
  Background& operator=(Background&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(out_, other.out_);
    std::swap(line_, other.line_);
    return *this;
  }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    if (out_ >= 0) ::close(out_);
  }
  [[nodiscard]] const std::string& line() const { return line_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string line_;
};

class PrivateBus {
 public:
  PrivateBus() {
    // No folder of services: nothing starts by itself.
    write_file(dir_ / "bus.conf",
               "<busconfig><type>session</type><listen>unix:dir=" + dir_.path() +
                   "</listen><policy context='default'><allow send_destination='*' eavesdrop='true'/><allow "
                   "eavesdrop='true'/><allow own='*'/></policy></busconfig>");
    for (const char* name : {"home", "run"}) std::filesystem::create_directory(dir_ / name);
    std::filesystem::permissions(dir_ / "run", std::filesystem::perms::owner_all);
    daemon_ = Background({"dbus-daemon", "--config-file=" + (dir_ / "bus.conf"), "--nofork", "--print-address=1"},
                         variables(), {}, true);
    environment_.set("DBUS_SESSION_BUS_ADDRESS", daemon_.line());
    environment_.set("HOME", dir_ / "home");
    environment_.set("XDG_RUNTIME_DIR", dir_ / "run");
  }

  // gnome-keyring with its login keyring made and unlocked.
  void start_keyring() {
    keyring_ = Background({"gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                           "--control-directory=" + (dir_ / "run/keyring")},
                          variables(), "a password\n", false);
    EXPECT_EQ(tool({"wait", "org.freedesktop.secrets"}).second, 0) << "gnome-keyring did not come up";
  }
  // gnome-keyring as on a machine where nobody ever logged in to a desktop.
  void start_empty_keyring() {
    keyring_ = Background({"gnome-keyring-daemon", "--foreground", "--start", "--components=secrets",
                           "--control-directory=" + (dir_ / "run/keyring")},
                          variables(), {}, false);
    EXPECT_EQ(tool({"wait", "org.freedesktop.secrets"}).second, 0) << "gnome-keyring did not come up";
  }
  void start_service(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), NGCS_TEST_KEYRING_TOOL);
    services_.emplace_back(arguments, variables(), std::string(), true);
    EXPECT_EQ(services_.back().line(), "ready");
  }

  // Output and exit status.
  [[nodiscard]] std::pair<std::string, int> run(std::vector<std::string> argv, std::string_view input = {}) const {
    std::string out;
    base::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.env = variables();
    spec.search_path = true;
    spec.input = input;
    spec.on_out = [&out](std::string_view piece) { out.append(piece); };
    auto exit = base::run_process(spec);
    return {out, exit ? exit->status : -1};
  }
  [[nodiscard]] std::pair<std::string, int> tool(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), NGCS_TEST_KEYRING_TOOL);
    return run(std::move(arguments));
  }

  [[nodiscard]] base::MapEnvironment& environment() { return environment_; }
  [[nodiscard]] const TempDir& dir() const { return dir_; }
  [[nodiscard]] const std::string& address() const { return daemon_.line(); }

 private:
  [[nodiscard]] std::vector<std::string> variables() const {
    std::vector<std::string> env = {std::string("PATH=") + kSystemPath, "HOME=" + (dir_ / "home"),
                                    "XDG_RUNTIME_DIR=" + (dir_ / "run")};
    if (!daemon_.line().empty()) env.push_back("DBUS_SESSION_BUS_ADDRESS=" + daemon_.line());
    return env;
  }

  TempDir dir_;
  base::MapEnvironment environment_;
  Background daemon_;
  Background keyring_;
  std::vector<Background> services_;
};

// The first of the programs that this machine does not have, as a reason to skip; empty where it has all.
inline std::string missing_program(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!base::find_program(name, kSystemPath)) return "needs " + name;
  }
  return {};
}

}  // namespace ngcs::test
