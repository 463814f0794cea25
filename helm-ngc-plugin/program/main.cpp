// helm-ngc: the Helm plugin behind `helm ngc …`, Helm's downloader for ngc://, also usable by its own name.
#include <string>
#include <vector>

#include "base/env.h"
#include "commands/command_line.h"
#include "commands/full_program.h"
#include "commands/register_charts.h"
#include "getter/getter.h"
#include "program/arguments.h"
#include "repos/register_repos.h"

namespace {

using namespace ngcs;

constexpr const char* kDescription = "Charts of NVIDIA NGC: log in once, then ngc:// repositories, push and fetch.";

int run(const helm_ngc::Arguments& arguments) {
  const commands::Launch launch{.program = arguments.as_plugin ? "helm ngc" : "helm-ngc",
                                .client = commands::Client::kHelm};
  return commands::run_with_session(launch, [&arguments](commands::Session& session) {
    const commands::Program program{
        kDescription, {helm_ngc::register_chart_commands, helm_ngc::register_repo_commands, commands::register_common}};
    if (arguments.mode == helm_ngc::Mode::kRun) {
      return commands::run_command_line(session, program, arguments.words);
    }
    return commands::complete_command_line(session, program, arguments.words,
                                           arguments.mode == helm_ngc::Mode::kComplete);
  });
}

}  // namespace

int main(int argc, char** argv) {
  return commands::guarded_main("helm-ngc", [argc, argv] {
    const helm_ngc::Arguments arguments = helm_ngc::parse_arguments(
        std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), base::ProcessEnvironment());
    // Helm waits for its bytes: nothing of the commands is set up.
    if (arguments.mode == helm_ngc::Mode::kGetter) return helm_ngc::run_getter(argc, argv);
    return run(arguments);
  });
}
