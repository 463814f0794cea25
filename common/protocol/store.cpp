#include "protocol/store.h"

#include <utility>

#include "auth/choice.h"
#include "base/paths.h"
#include "base/text.h"
#include "config/settings.h"
#include "key/key.h"
#include "protocol/shadow.h"
#include "registry/server_name.h"

namespace ngcs::protocol {

namespace {

using base::Errc;
using base::Error;
using registry::ServerKind;

base::Result<registry::ServerName> check_server(std::string_view asked) {
  registry::ServerName server = registry::parse_server(asked);
  if (server.kind == ServerKind::kInvalid) {
    return Error{Errc::kInvalidInput, "the server name is not valid", "it must be a host such as nvcr.io"};
  }
  if (server.kind == ServerKind::kForeign) {
    return Error{Errc::kInvalidInput,
                 "docker-credential-ngc keeps keys for nvcr.io only, not for " + base::printable(server.host, 100),
                 "in the client's configuration name it under credHelpers for nvcr.io, not as credsStore"};
  }
  return server;
}

base::Result<void> check_user(std::string_view user) {
  if (user == registry::kUserName) return {};
  if (user == "<token>") {
    return Error{Errc::kInvalidInput, "nvcr.io has no identity tokens",
                 "log in with the user name $oauthtoken and an NGC API key as password"};
  }
  return Error{Errc::kInvalidInput, "the user name for nvcr.io is always the literal $oauthtoken",
               "write it in single quotes so that the shell keeps it: -u '$oauthtoken', or use docker ngc login"};
}

// Where a key goes, and whether its owner said which org it is for.
struct Target {
  std::string profile;
  bool by_org = false;
};

Target find_target(const auth::Request& request, const auth::Context& context, const config::Config& config,
                   std::optional<auth::Choice> chosen) {
  if (chosen) return {std::move(chosen->profile), false};
  auth::Choice choice = auth::implicit_choice(request, context, config);
  return {std::move(choice.profile), choice.why != auth::kDefaultProfileReason};
}

// The index line after a store. A changed key may belong to another org than the one before it, and nobody has asked
// the service: what was known of the old one counts only where the org was named with this one.
config::Profile indexed(const config::Profile* known, const Target& target, const config::Settings& settings,
                        const key::CleanKey& clean, bool changed, std::int64_t now) {
  config::Profile profile;
  if (known != nullptr && !known->logged_out) {
    profile = *known;
    if (!changed) return profile;
    if (!target.by_org) {
      profile.org.clear();
      profile.org_display_name.clear();
      profile.team.clear();
    }
    profile.has_previous = true;
  } else {
    profile.name = target.profile;
    profile.store = known != nullptr ? known->store : settings.store.value;
  }
  profile.kind = key::kind_name(clean.kind);
  profile.stored_at = base::format_rfc3339(now);
  return profile;
}

}  // namespace

base::Result<void> store_key(json::HelperCredentials credentials, const std::optional<std::string>& profile,
                             const Outside& outside, const std::function<void(std::string_view)>& note) {
  auto server = check_server(credentials.server);
  if (!server) return server.error();
  if (auto user = check_user(credentials.username); !user) return user;
  auto clean = key::clean(std::move(credentials.secret));
  if (!clean) return clean.error();
  for (const std::string& text : clean->notes) note(text);

  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  if (!paths) return paths.error();
  const auth::Context context{outside.environment, paths, outside.stores};
  const auth::Request request{server->org, server->team, profile};
  auto chosen = auth::explicit_choice(request, context);
  if (!chosen) return chosen.error();
  auto config = config::Config::load(*paths, outside.environment);
  if (!config) return config.error();

  const Target target = find_target(request, context, *config, std::move(*chosen));
  const config::Profile* known = config->find(target.profile);
  auto store = outside.stores.open(known != nullptr ? known->store : config->settings().store.value);
  if (!store) return store.error();
  if (known != nullptr && known->logged_out) {
    // The user erased that key and the store refused. It must not come back as this one's previous key.
    if (auto erased = (*store)->erase(target.profile); !erased) return erased.error();
  }
  auto changed = (*store)->put(target.profile, clean->key);
  if (!changed) return changed.error();
  if (*changed || known == nullptr || known->logged_out) {
    const std::int64_t now = outside.clock.now();
    auto updated = config::update(*paths, outside.environment, [&](config::Config& current) -> base::Result<void> {
      current.put(indexed(current.find(target.profile), target, current.settings(), *clean, *changed, now));
      return {};
    });
    if (!updated) return updated.error();
  }
  if (const auto variable = shadowing_variable(profile, outside.environment)) {
    note("the key is stored; while " + std::string(*variable) + " is set, that one is used instead");
  }
  return {};
}

}  // namespace ngcs::protocol
