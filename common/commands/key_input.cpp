#include "commands/key_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxInput = 64 * 1024;

base::Result<RawKey> read_file_key(const std::string& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return base::errno_error(errno, "cannot open the key file " + path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return base::errno_error(errno, "cannot look at the key file " + path);
  if (S_ISDIR(status.st_mode)) return Error(Errc::kInvalidInput, "the key file " + path + " is a directory");
  auto key = secret::read_secret(fd.get(), kMaxInput);
  if (!key) return std::move(key).error().with_context(path);
  RawKey raw{std::move(*key), {}};
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) != 0) {
    raw.warnings.push_back("everybody on this machine may read " + path + ": chmod 600 " + path);
  }
  return raw;
}

}  // namespace

base::Result<RawKey> read_key(const Session& session, const KeyInput& input) {
  if (input.file) return read_file_key(*input.file);
  // A person who types --key-stdin at a terminal is asked like everybody else: what is typed must not be echoed.
  if (input.from_stdin && ::isatty(session.in) == 0) {
    auto key = secret::read_secret(session.in, kMaxInput);
    if (!key) return std::move(key).error();
    return RawKey{std::move(*key), {}};
  }
  auto key = session.prompt("NGC API key (not shown while you type or paste): ");
  if (!key) {
    Error error = std::move(key).error();
    if (error.code == Errc::kUnavailable && error.hint.empty()) {
      error.hint = "without a terminal, give the key on stdin: " + session.command("login --key-stdin < FILE");
    }
    return error;
  }
  return RawKey{std::move(*key), {}};
}

}  // namespace ngcs::commands
