#include "config/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/fd.h"
#include "base/file.h"
#include "base/text.h"

namespace ngcs::config {

namespace {

using base::Errc;
using base::Error;

base::Result<std::optional<std::string>> read_open(int fd, const std::string& path) {
  std::string text;
  auto drained = base::drain(fd, kMaxFileBytes, [&text](std::string_view piece) { text.append(piece); });
  if (!drained) return drained.error().with_context(path);
  return std::optional<std::string>(std::move(text));
}

// True where uid 0 of this process is not the machine's root, so that files of the real root show as the overflow uid.
bool in_user_namespace() {
  auto map = base::read_file("/proc/self/uid_map", 4096);
  if (!map || !*map) return false;
  // The initial namespace maps everything: "0 0 4294967295".
  return (*map)->find("4294967295") == std::string::npos;
}

}  // namespace

bool is_root_owner(uid_t owner) {
  constexpr uid_t kOverflowUid = 65534;
  return owner == 0 || (owner == kOverflowUid && in_user_namespace());
}

base::Result<std::optional<std::string>> read_user_file(const std::string& path) {
  auto opened = base::open_private_file(path);
  if (!opened) return opened.error();
  if (!*opened) return std::optional<std::string>();
  return read_open((*opened)->get(), path);
}

base::Result<std::optional<std::string>> read_system_file(const std::string& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return base::errno_error(errno, "cannot read " + path);
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::errno_error(errno, "cannot read " + path);
  if (!S_ISREG(info.st_mode)) return Error{Errc::kPermission, path + " is not a regular file", "remove it"};
  if (!is_root_owner(info.st_uid))
    return Error{Errc::kPermission, path + " is not owned by root", "sudo chown root " + path};
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Error{Errc::kTooOpen, path + " is writable by others", "sudo chmod go-w " + path};
  }
  return read_open(fd.get(), path);
}

}  // namespace ngcs::config
