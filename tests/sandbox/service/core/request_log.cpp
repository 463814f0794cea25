#include "service/core/request_log.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "json/value.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxField = 2048;

std::string clean(const std::string& text, const World& world) {
  std::string result = text;
  for (const Key& key : world.keys) {
    for (auto at = result.find(key.value); at != std::string::npos; at = result.find(key.value)) {
      result.replace(at, key.value.size(), "[key]");
    }
  }
  return base::printable(result, kMaxField);
}

}  // namespace

std::string format_log_line(const LogEntry& entry, const World& world) {
  const json::Value line = {{"t", base::format_rfc3339(entry.time)},
                            {"host", clean(entry.host, world)},
                            {"method", clean(entry.method, world)},
                            {"path", clean(entry.path, world)},
                            {"credential", entry.credential},
                            {"form", entry.form},
                            {"status", entry.status}};
  return line.dump() + "\n";
}

base::Result<void> RequestLog::open(const std::string& path) {
  base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644));
  if (!fd || ::fchmod(fd.get(), 0644) != 0) return base::errno_error(errno, "cannot write " + path);
  fd_ = std::move(fd);
  return {};
}

void RequestLog::append(const LogEntry& entry, const World& world) {
  const auto line = format_log_line(entry, world);
  const std::lock_guard<std::mutex> lock(mutex_);
  // A full disk loses lines of a test's log; the fronts go on.
  if (fd_) static_cast<void>(base::write_all(fd_.get(), line).has_value());
}

}  // namespace ngcs::sandbox
