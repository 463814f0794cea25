#include "base/error.h"

#include <cerrno>
#include <cstring>

namespace ngcs::base {

std::string_view errc_name(Errc code) noexcept {
  switch (code) {
    case Errc::kInternal:
      return "internal";
    case Errc::kUsage:
      return "usage";
    case Errc::kInvalidInput:
      return "invalid-input";
    case Errc::kNotFound:
      return "not-found";
    case Errc::kPermission:
      return "permission";
    case Errc::kTooOpen:
      return "too-open";
    case Errc::kTooLarge:
      return "too-large";
    case Errc::kDamaged:
      return "damaged";
    case Errc::kWrongKey:
      return "wrong-key";
    case Errc::kLocked:
      return "locked";
    case Errc::kUnavailable:
      return "unavailable";
    case Errc::kTimeout:
      return "timeout";
    case Errc::kNetwork:
      return "network";
    case Errc::kUnexpected:
      return "unexpected";
    case Errc::kService:
      return "service";
    case Errc::kRejected:
      return "rejected";
    case Errc::kNotEntitled:
      return "not-entitled";
    case Errc::kForbiddenHost:
      return "forbidden-host";
    case Errc::kConflict:
      return "conflict";
    case Errc::kNotLoggedIn:
      return "not-logged-in";
    case Errc::kNoSpace:
      return "no-space";
    case Errc::kReadOnly:
      return "read-only";
    case Errc::kIo:
      return "io";
    case Errc::kUnsupported:
      return "unsupported";
  }
  return "internal";
}

Error Error::with_context(std::string_view context) const {
  Error copy = *this;
  copy.message.insert(0, ": ");
  copy.message.insert(0, context);
  return copy;
}

namespace {

Errc errc_of(int number) {
  switch (number) {
    case EACCES:
    case EPERM:
      return Errc::kPermission;
    case ENOENT:
    case ENOTDIR:
      return Errc::kNotFound;
    case ENOSPC:
    case EDQUOT:
      return Errc::kNoSpace;
    case EROFS:
      return Errc::kReadOnly;
    case ETIMEDOUT:
      return Errc::kTimeout;
    case EEXIST:
      return Errc::kConflict;
    case EFBIG:
      return Errc::kTooLarge;
    default:
      return Errc::kIo;
  }
}

}  // namespace

Error errno_error(int number, std::string_view action) {
  std::string message(action);
  message += ": ";
  // strerrordesc_np needs no locale data and is thread-safe.
  const char* text = strerrordesc_np(number);
  message += text != nullptr ? text : "unknown system error";
  return {errc_of(number), std::move(message), {}, number};
}

}  // namespace ngcs::base
