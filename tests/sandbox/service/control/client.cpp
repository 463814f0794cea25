// `ngc-sandbox set` and `ngc-sandbox log`.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

#include "base/fd.h"
#include "base/file.h"
#include "layout.h"
#include "service/control/protocol.h"
#include "service/service.h"
#include "service/world/parse.h"

namespace ngcs::sandbox {

namespace {

// Go programs read the hosts file again after five seconds at the earliest (net/hosts.go, cacheMaxAge); dockerd is one
// and runs through a change.
constexpr auto kNamesSettle = std::chrono::milliseconds(5100);

int fail(const base::Error& error) {
  std::fprintf(stderr, "ngc-sandbox: error: %s\n", error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "ngc-sandbox: hint: %s\n", error.hint.c_str());
  return error.code == base::Errc::kUsage ? 2 : 1;
}

base::Error not_inside() {
  return {base::Errc::kUnavailable, "no sandbox is running here", "run this inside: ngc-sandbox run -- COMMAND"};
}

base::Result<base::UniqueFd> connect_control() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, kControlSocket.data(), kControlSocket.size());
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // Socket addresses of all families are passed as sockaddr.
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return not_inside();
  }
  return fd;
}

base::Result<SetAnswer> send_world(const std::string& path) {
  auto text = base::read_file(path, kMaxWorldBytes);
  if (!text) return text.error();
  if (!*text) return base::Error(base::Errc::kNotFound, path + " does not exist");
  auto socket = connect_control();
  if (!socket) return socket.error();
  if (auto sent = base::write_all(socket->get(), format_set_request(**text)); !sent) return sent.error();
  const auto line = read_line(socket->get(), kMaxControlLine);
  if (!line) return line.error();
  auto answer = parse_set_answer(*line);
  if (!answer) return answer.error().with_context(path);
  return answer;
}

int set(const std::string& path, bool wait) {
  const auto answer = send_world(path);
  if (!answer) return fail(answer.error());
  for (const std::string& warning : answer->warnings) {
    std::fprintf(stderr, "ngc-sandbox: warning: %s: %s\n", path.c_str(), warning.c_str());
  }
  if (!answer->proxy.empty()) std::printf("HTTPS_PROXY=%s\n", answer->proxy.c_str());
  if (answer->names_changed && wait) std::this_thread::sleep_for(kNamesSettle);
  return 0;
}

int show_log(bool follow) {
  const base::UniqueFd fd(::open(std::string(kLogFile).c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail(not_inside());
  std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = ::read(fd.get(), piece.data(), piece.size());
    if (count < 0) return fail(base::errno_error(errno, "cannot read the log"));
    if (count > 0) {
      if (std::fwrite(piece.data(), 1, static_cast<std::size_t>(count), stdout) != static_cast<std::size_t>(count)) {
        return 1;
      }
      std::fflush(stdout);
      continue;
    }
    if (!follow) return 0;
    pollfd reader{STDOUT_FILENO, 0, 0};  // ends with whoever reads it
    if (::poll(&reader, 1, 100) > 0 && (reader.revents & (POLLERR | POLLHUP)) != 0) return 0;
  }
}

}  // namespace

int control_main(int argc, char** argv) {
  const std::string command = argc > 0 ? argv[0] : "";
  const bool is_set = command == "set";
  CLI::App app(is_set ? "Replace the world of the running sandbox" : "One line per request that reached the local NGC",
               "ngc-sandbox " + command);
  std::string world;
  bool no_wait = false;
  bool as_json = false;
  bool follow = false;
  if (is_set) {
    app.add_option("--world", world, "The new world (ngc-world/1, JSON)")->required();
    app.add_flag("--no-wait", no_wait,
                 "Return at once also where names change; programs that run on may know the old ones for five seconds");
    app.footer("Example:\n  ngc-sandbox set --world outage.json");
  } else {
    app.add_flag("--json", as_json, "One JSON object a line (the only form)")->required();
    app.add_flag("--follow", follow, "Go on as requests come");
    app.footer("Example:\n  ngc-sandbox log --json | jq 'select(.form == \"key\")'");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail({base::Errc::kUsage, error.what(), "ngc-sandbox " + command + " --help"});
  }
  return is_set ? set(world, !no_wait) : show_log(follow);
}

}  // namespace ngcs::sandbox
