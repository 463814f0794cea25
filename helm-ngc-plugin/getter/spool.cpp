#include "getter/spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/file.h"

namespace ngcs::helm_ngc {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;

base::UniqueFd open_in(const std::string& directory) {
  base::UniqueFd file(::open(directory.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR));
  if (file) return file;
  // Not every file system can make a file without a name.
  std::string name = directory + "/helm-ngc-XXXXXX";
  file.reset(::mkostemp(name.data(), O_CLOEXEC));
  if (file) ::unlink(name.c_str());
  return file;
}

}  // namespace

base::Result<base::UniqueFd> open_spool(const base::Environment& environment) {
  if (const auto wanted = environment.get("TMPDIR")) {
    if (auto file = open_in(std::string(*wanted))) return file;
  }
  if (auto file = open_in("/tmp")) return file;
  base::UniqueFd file(::memfd_create("helm-ngc", MFD_CLOEXEC));
  if (!file) return base::errno_error(errno, "cannot make a temporary file");
  return file;
}

base::Result<void> copy_all(int from, int to) {
  if (::lseek(from, 0, SEEK_SET) != 0) return base::errno_error(errno, "cannot read the temporary file");
  std::array<char, kBuffer> buffer{};
  while (true) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::errno_error(errno, "cannot read the temporary file");
    if (got == 0) return {};
    if (auto written = base::write_all(to, {buffer.data(), static_cast<std::size_t>(got)}); !written) return written;
  }
}

}  // namespace ngcs::helm_ngc
