#include "images/register_images.h"

#include "commands/help_text.h"
#include "commands/register.h"
#include "images/image_commands.h"

namespace ngcs::docker_ngc {

using commands::add_command;
using commands::add_json;
using commands::examples;

void register_images(CLI::App& app, const commands::Session& session, commands::Selection& selection) {
  CLI::App* ls = add_command<LsOptions>(
      app, selection, "ls", "ls", "List images of NGC, and whether the key may pull them",
      [&](CLI::App& command, LsOptions& options) {
        command.add_option("pattern", options.pattern, "Shell wildcards on ORG/[TEAM/]NAME or NAME; :TAGS lists tags")
            ->type_name("PATTERN");
        command.add_option("--profile", options.profile, "Use the key of this profile")->type_name("NAME");
        add_json(command, selection);
      },
      run_ls);
  ls->footer(
      "Without an org in the pattern, the key's own one is listed. Of a publisher's images those\n"
      "are listed, too, that need a licence; PULL says whether the registry opens them to the\n"
      "key. Sizes are what is downloaded. Quote the pattern, so that the shell leaves it alone.\n\n" +
      examples(session.program, {{"ls", "all of the key's org"},
                                 {"ls 'acme/zoom/*'", "one team's"},
                                 {"ls 'nvidia/*'", "without a key, too"},
                                 {"ls 'nvidia/cuda:12.*'", "tags, with architectures and sizes"}}));

  CLI::App* info = add_command<InfoOptions>(
      app, selection, "info", "info", "Show an image of NGC, and whether the key may pull it",
      [&](CLI::App& command, InfoOptions& options) {
        command.add_option("image", options.image, "[nvcr.io/]ORG/[TEAM/]NAME[:TAG|@DIGEST]")
            ->type_name("IMAGE")
            ->required();
        command.add_option("--profile", options.profile, "Use the key of this profile")->type_name("NAME");
        add_json(command, selection);
      },
      run_info);
  info->footer("Nothing is pulled.\n\n" +
               examples(session.program, {{"info nvcr.io/nvaie/vgpu-guest-driver", "does the licence open it?"},
                                          {"info acme/zoom/app:1 --json", ""}}));
}

}  // namespace ngcs::docker_ngc
