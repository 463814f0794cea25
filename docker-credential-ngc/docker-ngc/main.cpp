// docker-ngc: the Docker CLI plugin behind `docker ngc …`, also usable by its own name.
#include <cstdio>
#include <string>
#include <vector>

#include "commands/command_line.h"
#include "commands/full_program.h"
#include "docker_arguments.h"
#include "images/register_images.h"
#include "metadata.h"

namespace {

using namespace ngcs;

constexpr const char* kDescription =
    "Log in to NVIDIA NGC once; docker, podman and Helm take the key from one encrypted store.";

int write_metadata() {
  const std::string_view text = docker_ngc::kMetadata;
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0 ? 0 : 1;
}

int run(const docker_ngc::Arguments& arguments) {
  const commands::Launch launch{.program = arguments.as_plugin ? "docker ngc" : "docker-ngc",
                                .client = commands::Client::kDocker,
                                .docker_config_dir = arguments.config_dir};
  return commands::run_with_session(launch, [&arguments](commands::Session& session) {
    const commands::Program program{kDescription, {commands::register_common, docker_ngc::register_images}};
    if (arguments.mode == docker_ngc::Mode::kRun) {
      return commands::run_command_line(session, program, arguments.words);
    }
    return commands::complete_command_line(session, program, arguments.words,
                                           arguments.mode == docker_ngc::Mode::kComplete);
  });
}

}  // namespace

int main(int argc, char** argv) {
  return commands::guarded_main("docker-ngc", [argc, argv] {
    const docker_ngc::Arguments arguments =
        docker_ngc::parse_arguments(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    // docker asks at every `docker --help`: nothing else is touched.
    if (arguments.mode == docker_ngc::Mode::kMetadata) return write_metadata();
    return run(arguments);
  });
}
