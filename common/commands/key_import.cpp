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

// The profile that holds exactly this key.
base::Result<std::optional<std::string>> holder_of(const Session& session, const Config& config,
                                                   const secret::SecretString& key) {
  for (const config::Profile& profile : config.profiles()) {
    if (profile.logged_out) continue;
    auto held = current_key(session, profile);
    if (!held) return std::move(held).error().with_context("profile " + profile.name);
    if (*held && **held == key) return std::optional<std::string>(profile.name);
  }
  return std::optional<std::string>();
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
  auto holder = holder_of(session, *config, plain.key);
  if (!holder) return std::move(holder).error();
  if (*holder) return std::move(**holder);

  SaveRequest request;
  request.org = plain.org;
  request.kind = key::kind_name(key::classify(plain.key));
  request.store = config->settings().store.value;
  if (options.online) ask_whose(session, plain.key, request);

  request.profile = request.org;
  if (request.profile.empty()) request.profile = options.preferred.value_or(config->default_profile());
  if (config->find(request.profile) != nullptr) request.profile = free_name(*config, "imported");
  auto saved = save_key(session, request, plain.key);
  if (!saved) return std::move(saved).error();
  return request.profile;
}

}  // namespace ngcs::commands
