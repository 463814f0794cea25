#include "runner/mounts.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "runner/files.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

// A user namespace may not drop the flags that a mount came with.
unsigned long kept_flags(const std::string& target) {
  struct statvfs info {};
  if (statvfs(target.c_str(), &info) != 0) return 0;
  unsigned long flags = 0;
  if ((info.f_flag & ST_NOSUID) != 0) flags |= MS_NOSUID;
  if ((info.f_flag & ST_NODEV) != 0) flags |= MS_NODEV;
  if ((info.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((info.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((info.f_flag & ST_NODIRATIME) != 0) flags |= MS_NODIRATIME;
  if ((info.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

// The file behind `path`, each link followed by hand so that a missing last target still has a name.
std::string link_target(std::string path) {
  constexpr int kMostLinks = 16;
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code code;
    const fs::path target = fs::read_symlink(path, code);
    if (code) return path;
    path = (target.is_absolute() ? target : fs::path(path).parent_path() / target).lexically_normal().string();
  }
  return path;
}

}  // namespace

base::Result<void> mount_tmpfs(const std::string& target, const std::string& options) {
  if (mount("ngc-sandbox", target.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return base::errno_error(errno, "cannot mount a tmpfs on " + target);
  }
  return {};
}

base::Result<void> bind(const std::string& source, const std::string& target, bool writable) {
  if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) {
    return base::errno_error(errno, "cannot bind over " + target);
  }
  if (!writable &&
      mount(nullptr, target.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | kept_flags(target), nullptr) != 0) {
    return base::errno_error(errno, "cannot make " + target + " read-only");
  }
  return {};
}

base::Result<void> bind_from(const base::UniqueFd& source, const std::string& target, bool writable) {
  return bind("/proc/self/fd/" + std::to_string(source.get()), target, writable);
}

base::Result<void> overlay_in_place(const std::string& target, const std::string& upper, const std::string& work) {
  const std::string options = "lowerdir=" + target + ",upperdir=" + upper + ",workdir=" + work;
  if (mount("ngc-sandbox", target.c_str(), "overlay", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return base::errno_error(errno, "cannot mount an overlay on " + target);
  }
  return {};
}

base::Result<bool> cover_file(const std::string& source, const std::string& target) {
  const std::string real = link_target(target);
  if (access(real.c_str(), F_OK) != 0) {
    if (!make_path(fs::path(real).parent_path().string()) || !write_small_file(real, "")) return false;
  }
  auto done = bind(source, real);
  if (!done) return done.error();
  return true;
}

}  // namespace ngcs::sandbox
