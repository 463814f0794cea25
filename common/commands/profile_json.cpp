#include "commands/profile_json.h"

namespace ngcs::commands {
json::Value profile_json(const config::Profile& profile, bool is_default) {
  return {{"name", profile.name},
          {"is_default", is_default},
          {"org", json::or_null(profile.org)},
          {"org_display_name", json::or_null(profile.org_display_name)},
          {"team", json::or_null(profile.team)},
          {"store", config::store_name(profile.store)},
          {"kind", profile.kind},
          {"stored_at", json::or_null(profile.stored_at)},
          {"has_previous", profile.has_previous},
          {"logged_out", profile.logged_out}};
}

}  // namespace ngcs::commands
