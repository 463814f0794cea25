// From words to one command: parsing, help, usage errors, completion. The same for every full program of the suite.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/session.h"

namespace CLI {
class App;
}

namespace ngcs::commands {

// What parsing found.
struct Selection {
  std::string schema;  // command part of the JSON schema's name: "login", "profile-list"
  bool json = false;
  // Behind "--" of `diagnose` and `exec`: another program's command line, which may hold a key. Never parsed as
  // options, never echoed.
  std::vector<std::string> behind;
  bool has_behind = false;
  std::function<cli::ExitCode(Session&, cli::Output&)> run;  // empty: nothing was chosen, help is printed
};

// Adds commands to a program. `app` and `selection` outlive the call's callbacks.
using Register = std::function<void(CLI::App& app, const Session& session, Selection& selection)>;

// login, logout, use, profile, status, print-key, token, api, migrate, configure, unconfigure, version.
void register_common(CLI::App& app, const Session& session, Selection& selection);

struct Program {
  std::string description;  // one line
  std::vector<Register> commands;
};

// `args` without the program's name. Prints everything; the answer is the exit code. No argument that could be a key is
// ever echoed.
[[nodiscard]] cli::ExitCode run_command_line(Session& session, const Program& program,
                                             const std::vector<std::string>& args);

// cobra's completion protocol: candidates with descriptions for the last word, one a line, then ":<directive>".
[[nodiscard]] cli::ExitCode complete_command_line(Session& session, const Program& program,
                                                  const std::vector<std::string>& words, bool descriptions);

}  // namespace ngcs::commands
