#include "base/memory_directory.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/file.h"

namespace ngcs::base {
namespace {

constexpr const char* kPrefix = "ngc-auth-run.";
constexpr const char* kLock = "/lock";
// Younger ones may be between their making and their lock.
constexpr std::time_t kYoungSeconds = 60;

void remove_all(const std::string& path) {
  std::error_code failed;
  std::filesystem::remove_all(path, failed);  // symbolic links inside are removed, not followed
}

bool usable(const std::string& place) {
  struct stat status {};
  if (!place.starts_with('/') || ::stat(place.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return false;
  const bool open_to_all = (status.st_mode & S_IWOTH) != 0;
  if (open_to_all ? (status.st_mode & S_ISVTX) == 0 : status.st_uid != ::geteuid()) return false;
  return ::access(place.c_str(), W_OK | X_OK) == 0;
}

// True where nobody uses it any more.
bool abandoned(const std::string& directory) {
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) {
    return false;
  }
  const UniqueFd lock(::open((directory + kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!lock) return errno == ENOENT && ::time(nullptr) - status.st_mtime > kYoungSeconds;
  return ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

void collect_abandoned(const std::string& place) {
  std::vector<std::string> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(place, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().filename().string().starts_with(kPrefix)) found.push_back(entry->path().string());
  }
  for (const std::string& directory : found) {
    if (abandoned(directory)) remove_all(directory);
  }
}

// What is left of this process in the watcher: nothing but the two descriptors. It is in no process group and session
// of its caller, so that neither ^C nor the end of a terminal reaches it.
[[noreturn]] void watch(const std::string& directory, int alive, int lock) {
  ::setsid();
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGTSTP}) {
    ::signal(number, SIG_IGN);
  }
  ::prctl(PR_SET_NAME, "ngc-auth-watch");
  // A caller that reads our output to its end does not wait for the watcher.
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; ++fd) ::dup2(null, fd);
  for (const int fd : {alive, lock}) ::fcntl(fd, F_SETFD, 0);
  const auto low = static_cast<unsigned>(alive < lock ? alive : lock);
  const auto high = static_cast<unsigned>(alive < lock ? lock : alive);
  if (low > 3) ::close_range(3, low - 1, 0);
  if (high > low + 1) ::close_range(low + 1, high - 1, 0);
  ::close_range(high + 1, ~0U, 0);
  if (::chdir("/") != 0) ::_exit(1);
  char byte = 0;
  while (::read(alive, &byte, 1) < 0 && errno == EINTR) {
  }
  remove_all(directory);
  ::_exit(0);
}

}  // namespace

bool is_in_memory(const std::string& directory) {
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) != 0) return false;
  const auto type = static_cast<unsigned long>(status.f_type);
  return type == TMPFS_MAGIC || type == RAMFS_MAGIC;
}

Result<MemoryDirectory> MemoryDirectory::make(const std::vector<std::string>& places,
                                              const std::function<bool(const std::string&)>& in_memory) {
  for (const std::string& place : places) {
    if (!usable(place) || !in_memory(place)) continue;
    collect_abandoned(place);
    std::string path = place + "/" + kPrefix + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return errno_error(errno, "cannot make a directory in " + place);
    UniqueFd lock(::open((path + kLock).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      const int number = errno;
      remove_all(path);
      return errno_error(number, "cannot lock " + path);
    }
    MemoryDirectory directory(std::move(path), std::move(lock));
    if (auto started = directory.start_watcher(); !started) return std::move(started).error();
    return directory;
  }
  return Error(Errc::kUnavailable, "no directory was found whose files stay in memory, so keys would touch a disk",
               "set XDG_RUNTIME_DIR to a directory of yours on a tmpfs; /dev/shm would do, too");
}

Result<void> MemoryDirectory::start_watcher() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error(errno, "cannot make a pipe");
  const UniqueFd watched(ends[0]);
  UniqueFd alive(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error(errno, "cannot start the watcher");
  if (pid == 0) {
    alive.reset();
    watch(path_, watched.get(), lock_.get());
  }
  watcher_ = pid;
  alive_ = std::move(alive);
  return {};
}

MemoryDirectory::MemoryDirectory(MemoryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      lock_(std::move(other.lock_)),
      alive_(std::move(other.alive_)),
      watcher_(std::exchange(other.watcher_, -1)) {}

MemoryDirectory::~MemoryDirectory() {
  if (path_.empty()) return;
  remove_all(path_);
  alive_.reset();
  if (watcher_ <= 0) return;
  while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace ngcs::base
