#include "cli/confirm.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/fd.h"
#include "base/file.h"
#include "base/text.h"

namespace ngcs::cli {

base::Result<bool> confirm(std::string_view question, bool assume_yes) {
  if (assume_yes) return true;
  const base::UniqueFd tty(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!tty) {
    return base::Error(base::Errc::kUnavailable, "there is no terminal to ask on", "add --yes to go on without asking",
                       errno);
  }
  auto asked = base::write_all(tty.get(), base::printable(question, 1024) + " [y/N] ");
  if (!asked) return std::move(asked).error();
  std::string answer;
  for (;;) {
    std::array<char, 256> piece{};
    const ssize_t got = ::read(tty.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::errno_error(errno, "cannot read from the terminal");
    if (got == 0) break;  // end of input is no yes
    answer.append(piece.data(), static_cast<std::size_t>(got));
    if (answer.find('\n') != std::string::npos || answer.size() > 4096) break;
  }
  const std::string_view word = base::trim(answer);
  return base::iequals(word, "y") || base::iequals(word, "yes");
}

}  // namespace ngcs::cli
