#include "commands/commands.h"

namespace ngcs::commands {

cli::ExitCode run_version(Session& session, cli::Output& output) {
  output.line(session.program + " " NGCS_VERSION);
  return output.succeed("version", {{"program", session.program}, {"version", NGCS_VERSION}});
}

}  // namespace ngcs::commands
