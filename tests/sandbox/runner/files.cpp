#include "runner/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ngcs::sandbox {

std::optional<std::string> read_small_file(const std::string& path) {
  constexpr std::size_t kLimit = std::size_t{4} << 20;
  const base::UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::nullopt;
  std::string text;
  for (;;) {
    char buffer[16384];
    const ssize_t count = read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > kLimit) return std::nullopt;
  }
}

base::Result<void> write_small_file(const std::string& path, std::string_view content, mode_t mode) {
  const base::UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!fd) return base::errno_error(errno, "cannot make " + path);
  if (fchmod(fd.get(), mode) != 0) return base::errno_error(errno, "cannot set the mode of " + path);
  while (!content.empty()) {
    const ssize_t count = write(fd.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error(errno, "cannot write " + path);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

base::Result<void> make_path(const std::string& path, mode_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (mkdir(part.c_str(), mode) == 0) {
      if (chmod(part.c_str(), mode) != 0) return base::errno_error(errno, "cannot set the mode of " + part);
    } else if (errno != EEXIST) {
      const int number = errno;
      // A read-only or foreign parent answers so for a directory that is there, too.
      if (!is_directory(part)) return base::errno_error(number, "cannot make the directory " + part);
    }
    if (end == std::string::npos) return {};
  }
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string find_in_path(const std::string& name, std::string_view path_list) {
  const auto executable = [](const std::string& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
  };
  if (name.find('/') != std::string::npos) return executable(name) ? name : std::string();
  std::size_t start = 0;
  while (start <= path_list.size()) {
    const std::size_t end = std::min(path_list.find(':', start), path_list.size());
    std::string candidate = std::string(path_list.substr(start, end - start)) + '/' + name;
    if (candidate.front() == '/' && candidate != '/' + name && executable(candidate)) return candidate;
    start = end + 1;
  }
  return {};
}

std::string last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  const std::size_t start = text.rfind('\n');
  std::string line(start == std::string_view::npos ? text : text.substr(start + 1));
  if (line.size() > 300) line.resize(300);
  std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return line;
}

}  // namespace ngcs::sandbox
