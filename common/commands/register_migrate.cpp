#include "commands/register_migrate.h"

#include "commands/help_text.h"
#include "commands/migrate_options.h"
#include "commands/register.h"

namespace ngcs::commands {

void add_migrate(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = add_command<MigrateOptions>(
      app, selection, "migrate", "migrate", "Copy images from one account to another on nvcr.io",
      [&](CLI::App& migrate, MigrateOptions& options) {
        migrate.add_option("--from", options.from, "The profile whose key reads")->type_name("PROFILE")->required();
        migrate.add_option("--to", options.to, "The profile whose key writes")->type_name("PROFILE")->required();
        migrate.add_option("--map", options.map, "Where a path goes; else to the same path in the target's org")
            ->type_name("OLD=NEW")
            ->allow_extra_args(false);
        migrate.add_option("--list", options.list, "Copy the images of this list, one a line; - is standard input")
            ->type_name("FILE");
        migrate.add_flag("--all", options.all, "Copy every image and tag of the source's org and teams");
        migrate.add_flag("--dry-run", options.dry_run, "Show what would be copied, copy nothing");
        migrate.add_option("--jobs", options.jobs, "Images at the same time, 1 to 16 (default 4)")->type_name("N");
        add_json(migrate, selection);
      },
      run_migrate);
  command->footer(
      "Manifests go over byte for byte, with all architectures: digests stay the same. What the\n"
      "target has is not sent again, so that a run that was stopped is simply started again.\n"
      "Before the first byte the right to push is looked at, for every target; where it is\n"
      "missing, nothing is copied. A tag of the target that names another image is left alone.\n"
      "\n"
      "Exit codes: 0 everything is there   1 something was left out   6 no right to push\n\n" +
      examples(session.program, {{"migrate --from old --to new --all --dry-run", "what there is"},
                                 {"migrate --from old --to new --all", "the whole org"},
                                 {"migrate --from old --to new --list images.txt --map oldorg=acme/zoom", ""}}));
}

}  // namespace ngcs::commands
