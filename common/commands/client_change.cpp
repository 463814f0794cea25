#include "commands/client_change.h"

#include "cli/diff.h"
#include "commands/profile_store.h"

namespace ngcs::commands {

void show_diff(cli::Output& output, const std::string& file, const std::string& before, const std::string& after,
               json::Value& data) {
  const std::string diff = cli::unified_diff(file, file + " (after)", before, after);
  data["diff"] = diff;
  for (std::string_view rest = diff; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    output.line(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
}

json::Value keys_json(const clients::Journal& journal) {
  json::Value list = json::Value::array();
  for (const clients::MovedKey& key : journal.keys) {
    list.push_back(
        {{"entry", key.entry}, {"profile", key.profile.empty() ? json::Value(nullptr) : json::Value(key.profile)}});
  }
  return list;
}

clients::KeyLookup stored_keys(const Session& session, bool restore_plain) {
  if (!restore_plain) return {};
  return [&session](const std::string& name) -> base::Result<std::optional<secret::SecretString>> {
    auto config = load_config(session);
    if (!config) return std::move(config).error();
    const config::Profile* profile = config->find(name);
    if (profile == nullptr || profile->logged_out) return std::optional<secret::SecretString>();
    auto store = session.stores.open(profile->store);
    if (!store) return std::move(store).error();
    return (*store)->get(name, store::Slot::kCurrent);
  };
}

}  // namespace ngcs::commands
