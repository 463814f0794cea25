#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <limits>
#include <memory>
#include <utility>

#include "base/text.h"

namespace ngcs::base {

namespace {

constexpr int kMaxSymlinks = 40;  // what the kernel follows
// A temporary file of ours that is older than this belongs to a process that was killed.
constexpr std::time_t kStaleSeconds = 600;
constexpr std::string_view kTemporarySuffix = ".ngc-tmp";

std::string quoted(const std::string& path) { return printable(path, 1024); }

Error system_error(const char* action, const std::string& path) {
  const int number = errno;
  return errno_error(number, std::string(action) + " " + quoted(path));
}

std::string base_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Result<UniqueFd> open_directory(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return system_error("cannot open directory", path);
  return fd;
}

// Some file systems (FUSE, old network ones) cannot sync a directory and say EINVAL; nothing more can be done there.
bool sync_directory(int fd) { return ::fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP; }

bool wait_for(int fd, short events) {
  pollfd entry{fd, events, 0};
  return ::poll(&entry, 1, -1) >= 0 || errno == EINTR;
}

std::string random_name(std::string_view stem) {
  std::array<unsigned char, 12> bytes{};
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::getrandom(bytes.data() + have, bytes.size() - have, 0);
    if (got > 0) have += static_cast<std::size_t>(got);
    if (got < 0 && errno != EINTR) break;  // O_EXCL still guards the name; see make_temporary
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string name = ".";
  // A name component may have 255 bytes.
  name.append(stem.substr(0, 200));
  name += '.';
  for (const unsigned char byte : bytes) {
    name += kDigits[byte >> 4];
    name += kDigits[byte & 0xF];
  }
  name += kTemporarySuffix;
  return name;
}

struct DirectoryCloser {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

// Removes what replace_file of a killed process left behind for the same target: it may hold what the target held.
void remove_stale_temporaries(int directory_fd, const std::string& stem, std::time_t older_than) {
  UniqueFd copy(::openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!copy) return;
  const std::unique_ptr<DIR, DirectoryCloser> directory(::fdopendir(copy.get()));
  if (!directory) return;
  (void)copy.release();  // owned by the stream now
  const std::string prefix = "." + stem.substr(0, 200) + ".";
  const std::time_t now = std::time(nullptr);
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is local
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name(entry->d_name);
    if (name.size() != prefix.size() + 24 + kTemporarySuffix.size() || !name.starts_with(prefix) ||
        !name.ends_with(kTemporarySuffix)) {
      continue;
    }
    struct stat status {};
    if (::fstatat(directory_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
        status.st_uid == ::geteuid() && now - status.st_mtime > older_than) {
      ::unlinkat(directory_fd, entry->d_name, 0);
    }
  }
}

// A temporary file that removes itself unless it was renamed.
class Temporary {
 public:
  Temporary(int directory_fd, std::string name, UniqueFd fd)
      : directory_fd_(directory_fd), name_(std::move(name)), fd_(std::move(fd)) {}
  Temporary(Temporary&& other) noexcept
      : directory_fd_(std::exchange(other.directory_fd_, -1)),
        name_(std::move(other.name_)),
        fd_(std::move(other.fd_)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  Temporary& operator=(Temporary&&) = delete;
  ~Temporary() {
    if (directory_fd_ >= 0) ::unlinkat(directory_fd_, name_.c_str(), 0);
  }

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] bool rename_to(const char* name, bool only_new) noexcept {
    if (!(only_new ? rename_if_new(name) : rename(name))) return false;
    directory_fd_ = -1;
    return true;
  }

 private:
  [[nodiscard]] bool rename(const char* name) const noexcept {
    return ::renameat(directory_fd_, name_.c_str(), directory_fd_, name) == 0;
  }
  [[nodiscard]] bool rename_if_new(const char* name) const noexcept {
    if (::renameat2(directory_fd_, name_.c_str(), directory_fd_, name, RENAME_NOREPLACE) == 0) return true;
    // Network file systems do not know it: a look first is the best there is.
    if (errno != EINVAL && errno != ENOSYS) return false;
    if (::faccessat(directory_fd_, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT && rename(name);
    errno = EEXIST;
    return false;
  }

  int directory_fd_;
  std::string name_;
  UniqueFd fd_;
};

Result<Temporary> make_temporary(int directory_fd, const std::string& stem, const std::string& target) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    std::string name = random_name(stem);
    UniqueFd fd(
        ::openat(directory_fd, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (fd) return Temporary(directory_fd, std::move(name), std::move(fd));
    if (errno != EEXIST) return system_error("cannot write", target);
  }
  return system_error("cannot write", target);
}

// Gives the new file the old one's owner where the system lets us. Returns the mode to set: a group that is not the
// old file's gets none of its rights.
mode_t keep_owner(int fd, const struct stat& old) {
  const mode_t mode = old.st_mode & 07777;
  if (::fchown(fd, old.st_uid, old.st_gid) == 0) return mode;
  if (::fchown(fd, static_cast<uid_t>(-1), old.st_gid) == 0) return mode;
  return mode & ~static_cast<mode_t>(S_IRWXG);
}

}  // namespace

Result<void> drain(int fd, std::size_t limit, const std::function<void(std::string_view)>& sink) {
  struct WipedBuffer {
    std::array<char, 16384> bytes;
    ~WipedBuffer() { ::explicit_bzero(bytes.data(), bytes.size()); }
  } buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
  std::size_t total = 0;
  for (;;) {
    const ssize_t got = ::read(fd, buffer.bytes.data(), buffer.bytes.size());
    if (got == 0) return {};
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN && wait_for(fd, POLLIN)) continue;
      return errno_error(errno, "cannot read");
    }
    const auto count = static_cast<std::size_t>(got);
    if (count > limit - total) {
      return Error(Errc::kTooLarge, "more than " + std::to_string(limit) + " bytes");
    }
    total += count;
    sink(std::string_view(buffer.bytes.data(), count));
  }
}

Result<void> write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t put = ::write(fd, data.data(), data.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN && wait_for(fd, POLLOUT)) continue;
      return errno_error(errno, "cannot write");
    }
    data.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return system_error("cannot open", path);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error("cannot read", path);
  const bool is_null = S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);  // REGISTRY_AUTH_FILE=/dev/null
  if (!S_ISREG(status.st_mode) && !is_null) {
    return Error(Errc::kInvalidInput, quoted(path) + " is not a regular file");
  }
  std::string content;
  if (status.st_size > 0) content.reserve(std::min(static_cast<std::size_t>(status.st_size), limit));
  const auto read = drain(fd.get(), limit, [&content](std::string_view piece) { content.append(piece); });
  if (!read) return read.error().with_context(quoted(path));
  return std::optional<std::string>(std::move(content));
}

Result<std::optional<UniqueFd>> open_private_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<UniqueFd>();
    if (errno == ELOOP) {
      return Error(Errc::kPermission, quoted(path) + " is a symbolic link; it must be a regular file",
                   "rm " + printable(shell_quote(path), 2048), ELOOP);
    }
    return system_error("cannot open", path);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error("cannot read", path);
  if (!S_ISREG(status.st_mode)) return Error(Errc::kInvalidInput, quoted(path) + " is not a regular file");
  const std::string word = printable(shell_quote(path), 2048);
  if (status.st_uid != ::geteuid()) {
    return Error(Errc::kPermission,
                 quoted(path) + " belongs to user " + std::to_string(status.st_uid) + ", not to user " +
                     std::to_string(::geteuid()),
                 "sudo chown " + std::to_string(::geteuid()) + " " + word);
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error(Errc::kTooOpen, quoted(path) + " can be read or written by others", "chmod 600 " + word);
  }
  // None is fine: the file was replaced since it was opened, and what was opened is whole.
  if (status.st_nlink > 1) {
    return Error(Errc::kPermission,
                 quoted(path) + " has " + std::to_string(status.st_nlink) + " hard links; it must have only one",
                 "find the others with: find / -xdev -samefile " + word);
  }
  const std::string directory = parent_directory(path);
  struct stat parent {};
  if (::stat(directory.c_str(), &parent) != 0) return system_error("cannot examine", directory);
  if ((parent.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (parent.st_mode & S_ISVTX) == 0) {
    return Error(Errc::kTooOpen, "others can replace files in " + quoted(directory),
                 "chmod go-w " + printable(shell_quote(directory), 2048));
  }
  return std::optional<UniqueFd>(std::move(fd));
}

Result<void> replace_file(const std::string& path, std::string_view content, const ReplaceOptions& options) {
  std::string target = path;
  if (options.follow_symlink) {
    auto resolved = resolve_symlink(path);
    if (!resolved) return std::move(resolved).error();
    target = std::move(resolved).value();
  }
  const std::string directory = parent_directory(target);
  const std::string name = base_name(target);
  if (name.empty() || name == "." || name == "..") {
    return Error(Errc::kInvalidInput, quoted(path) + " does not name a file");
  }
  if (options.make_directories) {
    if (auto made = make_directories(directory); !made) return made;
  }
  auto directory_fd = open_directory(directory);
  if (!directory_fd) return std::move(directory_fd).error();

  struct stat old {};
  const bool exists = ::fstatat(directory_fd->get(), name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0;
  if (!exists && errno != ENOENT) return system_error("cannot write", target);
  if (exists && S_ISLNK(old.st_mode)) {
    return Error(Errc::kPermission, quoted(target) + " is a symbolic link; it must be a regular file",
                 "rm " + printable(shell_quote(target), 2048), ELOOP);
  }
  if (exists && !S_ISREG(old.st_mode)) {
    return Error(Errc::kInvalidInput, quoted(target) + " is not a regular file");
  }

  remove_stale_temporaries(directory_fd->get(), name, kStaleSeconds);
  auto temporary = make_temporary(directory_fd->get(), name, target);
  if (!temporary) return std::move(temporary).error();
  if (auto written = write_all(temporary->fd(), content); !written) {
    return errno_error(written.error().detail, "cannot write " + quoted(target));
  }
  const mode_t mode = exists && options.keep_mode ? keep_owner(temporary->fd(), old) : options.mode;
  if (::fchmod(temporary->fd(), mode) != 0) return system_error("cannot set the mode of", target);
  // A failed fsync is final: a second one may report success although pages were lost.
  if (::fsync(temporary->fd()) != 0) return system_error("cannot write", target);
  if (!temporary->rename_to(name.c_str(), options.only_new)) {
    if (options.only_new && errno == EEXIST) return Error(Errc::kConflict, quoted(target) + " exists already");
    return system_error("cannot write", target);
  }
  if (!sync_directory(directory_fd->get())) return system_error("cannot make durable", target);
  return {};
}

void remove_leftovers(const std::string& path) {
  const UniqueFd directory(::open(parent_directory(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Also those that a clock set back dates into the future.
  if (directory) remove_stale_temporaries(directory.get(), base_name(path), std::numeric_limits<std::time_t>::min());
}

Result<bool> remove_file(const std::string& path) {
  const std::string directory = parent_directory(path);
  UniqueFd directory_fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_fd) {
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return system_error("cannot remove", path);
  }
  if (::unlinkat(directory_fd.get(), base_name(path).c_str(), 0) != 0) {
    if (errno == ENOENT) return false;
    return system_error("cannot remove", path);
  }
  if (!sync_directory(directory_fd.get())) return system_error("cannot make durable the removal of", path);
  return true;
}

Result<void> make_directories(const std::string& path, mode_t mode) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return {};
    return Error(Errc::kInvalidInput, quoted(path) + " is not a directory");
  }
  if (errno != ENOENT) return system_error("cannot make directory", path);
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(0, end);
    const bool is_step = end > at;  // not the root, not a doubled slash
    at = end + 1;
    if (!is_step) continue;
    if (::mkdir(part.c_str(), mode) != 0) {
      // An existing directory may say EROFS or EACCES before EEXIST.
      const int number = errno;
      if (::stat(part.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
      return errno_error(number, "cannot make directory " + quoted(part));
    }
    if (::chmod(part.c_str(), mode) != 0) return system_error("cannot set the mode of", part);  // whatever the umask
    const UniqueFd parent(::open(parent_directory(part).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent && !sync_directory(parent.get())) return system_error("cannot make durable", part);
  }
  return {};
}

std::string parent_directory(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  const std::size_t end = path.find_last_not_of('/', slash);
  return end == std::string::npos ? "/" : path.substr(0, end + 1);
}

Result<std::string> resolve_symlink(const std::string& path) {
  std::string current = path;
  for (int hop = 0; hop < kMaxSymlinks; ++hop) {
    std::array<char, 4096> target{};
    const ssize_t length = ::readlink(current.c_str(), target.data(), target.size());
    if (length < 0) {
      if (errno == EINVAL || errno == ENOENT || errno == ENOTDIR) return current;
      return system_error("cannot follow", current);
    }
    if (static_cast<std::size_t>(length) == target.size()) {
      return errno_error(ENAMETOOLONG, "cannot follow " + quoted(current));
    }
    const std::string_view link(target.data(), static_cast<std::size_t>(length));
    if (link.starts_with('/')) {
      current = link;
    } else {
      current = parent_directory(current) + "/" + std::string(link);
    }
  }
  return errno_error(ELOOP, "cannot follow " + quoted(path));
}

}  // namespace ngcs::base
