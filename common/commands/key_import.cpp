#include "commands/key_import.h"

#include "commands/identity_text.h"
#include "commands/login_space.h"
#include "commands/profile_store.h"
#include "key/key.h"
#include "ngc/identity.h"

namespace ngcs::commands {
namespace {

using config::Config;
using store::Slot;

base::Result<std::optional<secret::SecretString>> current_key(const Session& session, const config::Profile& profile) {
  auto store = session.stores.open(profile.store);
  if (!store) return std::move(store).error();
  return (*store)->get(profile.name, Slot::kCurrent);
}

// The profile that holds exactly this key. An entry of an org takes none of another org: a legacy key opens several,
// and each of them is to be found by its name.
base::Result<std::optional<config::Profile>> holder_of(const Session& session, const Config& config,
                                                       const clients::PlainKey& plain) {
  for (const config::Profile& profile : config.profiles()) {
    if (profile.logged_out) continue;
    if (!plain.org.empty() && !profile.org.empty() && profile.org != plain.org) continue;
    auto held = current_key(session, profile);
    if (!held) return std::move(held).error().with_context("profile " + profile.name);
    if (*held && **held == plain.key) return std::optional<config::Profile>(profile);
  }
  return std::optional<config::Profile>();
}

// The entry says whose the key is, and the profile did not yet.
base::Result<void> note_org(const Session& session, const config::Profile& profile, const clients::PlainKey& plain) {
  if (plain.org.empty() || !profile.org.empty()) return {};
  auto paths = require_paths(session);
  if (!paths) return std::move(paths).error();
  return config::update(*paths, session.environment, [&](Config& config) -> base::Result<void> {
    config::Profile changed = profile;
    changed.org = plain.org;
    changed.team = plain.team;
    config.put(changed);
    return {};
  });
}

std::string free_name(const Config& config, const std::string& wanted) {
  std::string name = wanted;
  for (int i = 2; config.find(name) != nullptr; ++i) name = wanted + "-" + std::to_string(i);
  return name;
}

// Fills in what NGC says. A key that NGC does not know any more, or no network, is no reason to leave it in plain text.
void ask_whose(const Session& session, const secret::SecretString& key, SaveRequest& request) {
  const auto identity = ngc::who_am_i(session.transport(), key, key::classify(key));
  if (!identity) return;
  if (const std::string kind = kind_from_service(*identity); !kind.empty()) request.kind = kind;
  SpaceRequest wanted;
  if (!request.org.empty()) wanted.org = request.org;
  const auto space = choose_space(wanted, *identity);
  if (!space || space->org.empty()) return;
  request.org = space->org;
  request.display_name = space->display_name;
}

}  // namespace

base::Result<std::string> import_key(const Session& session, const clients::PlainKey& plain,
                                     const ImportOptions& options) {
  auto config = load_config(session);
  if (!config) return std::move(config).error();
  auto holder = holder_of(session, *config, plain);
  if (!holder) return std::move(holder).error();
  if (*holder) {
    if (auto noted = note_org(session, **holder, plain); !noted) return std::move(noted).error();
    return (*holder)->name;
  }

  SaveRequest request;
  request.org = plain.org;
  request.team = plain.team;
  request.kind = key::kind_name(key::classify(plain.key));
  request.store = config->settings().store.value;
  if (options.online) ask_whose(session, plain.key, request);

  request.profile = request.org + (request.team.empty() ? "" : "." + request.team);
  if (request.profile.empty()) request.profile = options.preferred.value_or(config->default_profile());
  if (!config::valid_profile_name(request.profile) || config->find(request.profile) != nullptr) {
    request.profile = free_name(*config, "imported");
  }
  auto saved = save_key(session, request, plain.key);
  if (!saved) return std::move(saved).error();
  return request.profile;
}

}  // namespace ngcs::commands
