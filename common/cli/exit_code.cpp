#include "cli/exit_code.h"

namespace ngcs::cli {

ExitCode exit_code_of(base::Errc code) noexcept {
  using base::Errc;
  switch (code) {
    case Errc::kUsage:
      return kUsage;
    case Errc::kNetwork:
    case Errc::kUnexpected:
      return kCouldNotVerify;
    case Errc::kService:
      return kServiceSide;
    case Errc::kNotLoggedIn:
      return kNotLoggedIn;
    case Errc::kNotEntitled:
      return kNotEntitled;
    case Errc::kInternal:
      return kInternal;
    case Errc::kInvalidInput:
    case Errc::kNotFound:
    case Errc::kPermission:
    case Errc::kTooOpen:
    case Errc::kTooLarge:
    case Errc::kDamaged:
    case Errc::kWrongKey:
    case Errc::kLocked:
    case Errc::kUnavailable:
    case Errc::kTimeout:
    case Errc::kRejected:
    case Errc::kForbiddenHost:
    case Errc::kConflict:
    case Errc::kNoSpace:
    case Errc::kReadOnly:
    case Errc::kIo:
    case Errc::kUnsupported:
      return kFailed;
  }
  return kInternal;
}

}  // namespace ngcs::cli
