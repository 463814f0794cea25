// The one error type of the suite.
//
// An Error says what happened in one printable line, and what the user can do about it in another. Neither ever holds
// a secret. Absence ("no key recorded") is a value, not an Error.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ngcs::base {

// Closed set. The names (see errc_name) are part of the JSON contract: a failed command without a verdict reports one
// of them as its `code`. Only add.
enum class Errc {
  kInternal,       // a bug of ours
  kUsage,          // the command line is wrong
  kInvalidInput,   // data from outside does not have the required form
  kNotFound,       // something named explicitly does not exist
  kPermission,     // the system refuses access
  kTooOpen,        // a file of ours is readable or writable by others
  kTooLarge,       // a limit of ours is exceeded
  kDamaged,        // a file of ours fails its integrity check
  kWrongKey,       // the machine key does not belong to this vault
  kLocked,         // a keyring is locked
  kUnavailable,    // a store, bus or directory that is needed does not exist here
  kTimeout,        // a deadline of ours passed: for a lock or a child; the network's are kNetwork or kService
  kNetwork,        // no connection, TLS failure, connection lost
  kUnexpected,     // a server answered something we do not understand
  kService,        // the service is at fault: 429, 5xx, connected but no answer in time
  kRejected,       // the service refused the key
  kNotEntitled,    // the key is good, access is refused
  kForbiddenHost,  // a request with a key to a host outside the fixed set
  kConflict,       // the state changed under us, or exists already
  kNotLoggedIn,    // a key is needed and none is recorded
  kNoSpace,        // disk full or quota
  kReadOnly,       // read-only file system
  kIo,             // any other system error
  kUnsupported,    // not possible with this kind of key, file or system
};

// "invalid-input" for kInvalidInput and so on.
[[nodiscard]] std::string_view errc_name(Errc code) noexcept;

struct Error {
  Errc code = Errc::kInternal;
  std::string message;  // one line, printable, no secret
  std::string hint;     // what to do, best a command to type; may be empty
  int detail = 0;       // errno, HTTP status or a library's own number; 0 = none

  Error() = default;
  Error(Errc error_code, std::string text, std::string remedy = {}, int number = 0)
      : code(error_code), message(std::move(text)), hint(std::move(remedy)), detail(number) {}

  // The same error with "context: " before its message.
  [[nodiscard]] Error with_context(std::string_view context) const;
};

// Maps an errno to an Error; `action` is the start of the sentence ("cannot write /path/file").
[[nodiscard]] Error errno_error(int number, std::string_view action);

}  // namespace ngcs::base
