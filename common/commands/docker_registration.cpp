#include "commands/docker_registration.h"

#include "base/file.h"
#include "commands/key_import.h"
#include "commands/profile_store.h"

namespace ngcs::commands {

base::Result<Registration> register_with_docker(const Session& session, const RegistrationOptions& wanted) {
  auto paths = require_paths(session);
  if (!paths) return std::move(paths).error();
  auto location =
      clients::locate_docker(session.environment, wanted.config_dir ? wanted.config_dir : session.docker_config_dir);
  if (!location) return std::move(location).error();

  clients::ConfigureOptions options;
  if (wanted.repin) options.helper = wanted.profile ? "ngc-" + *wanted.profile : "ngc";
  options.automatic_store = clients::automatic_store(session.environment);
  auto file = clients::read_docker_file(*location);
  if (!file) return std::move(file).error();
  auto plan = clients::plan_configure(std::move(*file), options);
  if (!plan) return std::move(plan).error();
  const json::Value& helpers = plan->document.value().at("credHelpers");
  const std::string helper = json::string_or(helpers, "nvcr.io");
  auto found = clients::require_helper(session.environment, helper, session.probe_helper);
  if (!found) return std::move(found).error();

  Registration registration{std::move(*plan), false};
  if (wanted.dry_run || !registration.plan.changes()) return registration;
  const auto import = [&](const clients::PlainKey& key) {
    return import_key(session, key, {.preferred = wanted.profile, .online = wanted.online});
  };
  auto applied = clients::apply(registration.plan, *paths, import, base::format_rfc3339(session.clock.now()),
                                clients::Record::kMerge);
  if (!applied) return std::move(applied).error();
  // What an earlier `unconfigure` could undo is history now. A record that stays behind harms nothing: it is checked
  // against the file before it is used.
  (void)base::remove_file(clients::journal_path(*paths, "docker", "unconfigure", registration.plan.file.location.file));
  registration.changed = true;
  return registration;
}

}  // namespace ngcs::commands
