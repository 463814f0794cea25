#include "base/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <string_view>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"

namespace ngcs::base {

namespace {

enum class Attempt { kTaken, kBusy, kFailed };

Attempt try_lock(int fd) {
  struct flock request {};
  request.l_type = F_WRLCK;
  request.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &request) == 0) return Attempt::kTaken;
  if (errno == EINVAL || errno == ENOLCK || errno == ENOTSUP) {
    // Old network file systems without byte-range locks.
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return Attempt::kTaken;
    return errno == EWOULDBLOCK ? Attempt::kBusy : Attempt::kFailed;
  }
  return errno == EAGAIN || errno == EACCES || errno == EINTR ? Attempt::kBusy : Attempt::kFailed;
}

// The lock's content is the holder's pid, for people: the kernel does not tell who holds an OFD lock.
void write_holder(int fd) {
  const std::string text = std::to_string(::getpid()) + "\n";
  // Best effort: on a full disk the lock holds all the same.
  if (::ftruncate(fd, 0) == 0 && ::pwrite(fd, text.data(), text.size(), 0) < 0) return;
}

long read_holder(int fd) {
  std::array<char, 32> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  long pid = 0;
  if (got > 0) std::from_chars(text.data(), text.data() + got, pid);
  return pid;
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path, int timeout_ms) {
  if (auto made = make_directories(parent_directory(path)); !made) return made.error();
  const std::string shown = printable(path, 1024);
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600));
  if (!fd) return errno_error(errno, "cannot open lock file " + shown);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return errno_error(errno, "cannot examine lock file " + shown);
  if (!S_ISREG(status.st_mode)) return Error(Errc::kInvalidInput, shown + " is not a regular file");

  const SystemClock clock;
  const std::int64_t deadline = clock.monotonic_ms() + timeout_ms;
  for (std::int64_t pause_ms = 1;; pause_ms = std::min<std::int64_t>(pause_ms * 2, 25)) {
    const Attempt attempt = try_lock(fd.get());
    if (attempt == Attempt::kTaken) {
      write_holder(fd.get());
      return FileLock(std::move(fd));
    }
    if (attempt == Attempt::kFailed) return errno_error(errno, "cannot lock " + shown);
    const std::int64_t left = deadline - clock.monotonic_ms();
    if (left <= 0) break;
    const std::int64_t sleep_ms = std::min(pause_ms, left);
    const timespec pause{0, static_cast<long>(sleep_ms) * 1000000};
    ::nanosleep(&pause, nullptr);
  }
  const long holder = read_holder(fd.get());
  if (holder > 0) {
    return Error(Errc::kTimeout, shown + " is held by process " + std::to_string(holder),
                 "wait for it, or look at it with: ps -fp " + std::to_string(holder));
  }
  return Error(Errc::kTimeout, shown + " is held by another process", "try again in a moment");
}

}  // namespace ngcs::base
