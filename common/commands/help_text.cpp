#include "commands/help_text.h"

#include <algorithm>

namespace ngcs::commands {

std::string examples(const std::string& program, const std::vector<std::pair<std::string, std::string>>& lines) {
  std::size_t width = 0;
  for (const auto& [command, unused] : lines) width = std::max(width, command.size());
  std::string text = "Examples:";
  for (const auto& [command, meaning] : lines) {
    text.append("\n  ").append(program).append(" ").append(command);
    if (!meaning.empty()) text.append(width - command.size() + 2, ' ').append(meaning);
  }
  return text;
}

std::string program_footer(const std::string& program) {
  return "Run `" + program +
         " COMMAND --help` for the options and examples of a command.\n"
         "\n"
         "Environment:\n"
         "  NGC_PROFILE           the profile to use, instead of the default one\n"
         "  NGC_API_KEY_FILE      a file that holds the key; asked before the stored keys\n"
         "  NGC_CLI_API_KEY       the key itself; asked before the stored keys\n"
         "  NGC_API_KEY           the same, asked after NGC_CLI_API_KEY\n"
         "  CREDENTIALS_DIRECTORY systemd's credentials; the file ngc-api-key in it holds the key\n"
         "  NGC_CLI_ORG           the org (and NGC_CLI_TEAM the team) whose profile is used\n"
         "  NGC_AUTH_HOME         one directory for all files below\n"
         "  DOCKER_CONFIG         where docker's config.json is\n"
         "\n"
         "Files:\n"
         "  ~/.config/ngc-auth/config.json       settings and the list of profiles, no secret\n"
         "  ~/.local/share/ngc-auth/vault        the keys, encrypted\n"
         "  ~/.local/state/ngc-auth/machine.key  what the vault is encrypted with\n"
         "  ~/.docker/config.json                changed by `configure docker` only\n"
         "  ~/.config/containers/auth.json       changed by `configure podman` only\n"
         "\n"
         "Exit codes:\n"
         "  0 done   1 failed   2 wrong usage   3 could not verify   4 NGC is at fault\n"
         "  5 not logged in   6 not entitled   70 internal error";
}

}  // namespace ngcs::commands
