#include "ngc/chart_error.h"

#include <string>

namespace ngcs::ngc {
namespace {

using base::Errc;

// Roles as NVIDIA's registry guide names them.
std::string needed_role(ChartAction action, std::string_view space) {
  const std::string where = space.empty() ? std::string() : " in " + std::string(space);
  switch (action) {
    case ChartAction::kRead:
      return "the key must belong to a member" + where + ", and carry the service that covers this chart";
    case ChartAction::kWrite:
      return "this takes the role Registry User or Registry Admin" + where;
    case ChartAction::kRemove:
      return "this takes the role Registry Admin" + where;
  }
  return {};
}

}  // namespace

base::Error chart_error(base::Error error, ChartAction action, std::string_view space) {
  switch (error.detail) {
    case 401:
      error.code = Errc::kUnexpected;  // unknown org, key or right: only the registry's exchange speaks about a key
      break;
    case 402:
      error.code = Errc::kNotEntitled;
      error.hint = "the key's org has no subscription that covers this; its owner can see and change that";
      break;
    case 403:
      error.code = Errc::kNotEntitled;
      error.hint = needed_role(action, space);
      break;
    case 404:
      error.code = Errc::kNotFound;
      break;
    case 409:
      error.code = Errc::kConflict;
      break;
    case 413:
      error.code = Errc::kTooLarge;
      error.hint = "the service takes no file of that size";
      break;
    case 451:
      error.code = Errc::kNotEntitled;
      error.hint = "not available in this region for legal reasons; no key changes that";
      break;
    default:
      break;
  }
  return error;
}

}  // namespace ngcs::ngc
