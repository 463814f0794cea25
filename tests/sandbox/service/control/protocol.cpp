#include "service/control/protocol.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "json/value.h"

namespace ngcs::sandbox {

namespace {

json::Limits line_limits() {
  json::Limits limits;
  limits.bytes = kMaxControlLine;
  limits.string_bytes = kMaxControlLine;
  return limits;
}

}  // namespace

std::string format_set_request(const std::string& world_text) {
  // A file that is not UTF-8 reaches the parser as it is, and the parser says so.
  return json::Value{{"command", "set"}, {"world", world_text}}.dump(-1, ' ', false,
                                                                     json::Value::error_handler_t::replace) +
         "\n";
}

std::string format_set_answer(const base::Result<SetAnswer>& answer) {
  if (!answer) return json::Value{{"ok", false}, {"message", answer.error().message}}.dump() + "\n";
  return json::Value{{"ok", true},
                     {"warnings", answer->warnings},
                     {"namesChanged", answer->names_changed},
                     {"proxy", answer->proxy}}
             .dump() +
         "\n";
}

base::Result<std::string> parse_set_request(const std::string& line) {
  const auto request = json::parse(line, line_limits());
  if (!request) return request.error();
  if (json::string_or(*request, "command") != "set") {
    return base::Error(base::Errc::kInvalidInput, "unknown command");
  }
  return json::string_or(*request, "world");
}

base::Result<SetAnswer> parse_set_answer(const std::string& line) {
  const auto answer = json::parse(line, line_limits());
  if (!answer) return answer.error();
  const json::Value* ok = json::member(*answer, "ok");
  if (ok == nullptr || !ok->is_boolean() || !ok->get<bool>()) {
    return base::Error(base::Errc::kInvalidInput, json::string_or(*answer, "message", "no answer"));
  }
  SetAnswer result;
  if (const json::Value* warnings = json::member(*answer, "warnings"); warnings != nullptr && warnings->is_array()) {
    for (const auto& warning : *warnings) {
      if (warning.is_string()) result.warnings.push_back(warning.get<std::string>());
    }
  }
  const json::Value* changed = json::member(*answer, "namesChanged");
  result.names_changed = changed != nullptr && changed->is_boolean() && changed->get<bool>();
  result.proxy = json::string_or(*answer, "proxy");
  return result;
}

base::Result<std::string> read_line(int fd, std::size_t limit) {
  std::string line;
  std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error(errno, "cannot read");
    if (count == 0) return base::Error(base::Errc::kIo, "the connection ended early");
    line.append(piece.data(), static_cast<std::size_t>(count));
    if (const auto end = line.find('\n'); end != std::string::npos) return line.substr(0, end);
    if (line.size() > limit) return base::Error(base::Errc::kTooLarge, "the line is too long");
  }
}

}  // namespace ngcs::sandbox
