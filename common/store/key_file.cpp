#include "store/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/fd.h"
#include "base/text.h"
#include "key/key.h"

namespace ngcs::store {

namespace {

using base::Errc;
using base::Error;

// Trimmed, and refused where it could not be a header value: it goes to clients as it is.
base::Result<ProvidedKey> take(std::string_view text, const std::string& where) {
  const std::string_view trimmed = base::trim(text);
  if (trimmed.empty()) return Error{Errc::kInvalidInput, where + " is empty", "put the NGC key there, or unset it"};
  if (trimmed.size() > key::kMaxKeyBytes) return Error{Errc::kTooLarge, where + " is too long for a key"};
  for (const char c : trimmed) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x21 || byte > 0x7E) {
      return Error{Errc::kInvalidInput, where + " holds a blank, control or non-ASCII character",
                   "put the NGC key there and nothing else"};
    }
  }
  return ProvidedKey{secret::SecretString(trimmed), {}};
}

}  // namespace

base::Result<ProvidedKey> read_key_file(const std::string& path) {
  const std::string shown = "the key file " + base::printable(path, 200);
  // O_NONBLOCK: a named pipe without a writer must not hold up a pull.
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) {
    Error error = base::errno_error(errno, "cannot read " + shown);
    error.hint = "check NGC_API_KEY_FILE";
    return error;
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::errno_error(errno, "cannot read " + shown);
  if (S_ISDIR(info.st_mode)) return Error{Errc::kInvalidInput, shown + " is a directory"};
  auto content = secret::read_secret(fd.get(), key::kMaxKeyBytes + 64);
  if (!content) return content.error().with_context(shown);
  auto provided = take(content->reveal(), shown);
  if (provided && (info.st_mode & S_IROTH) != 0) {
    provided->warning = shown + " is readable by everybody; chmod o-r would keep the key to you";
  }
  return provided;
}

base::Result<ProvidedKey> take_variable(std::string_view name, std::string_view value) {
  return take(value, std::string(name));
}

}  // namespace ngcs::store
