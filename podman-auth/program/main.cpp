// podman-auth: NGC's keys for podman, buildah and skopeo. podman has no plugins of its own, so it stands beside them.
#include <string>
#include <vector>

#include "commands/command_line.h"
#include "commands/full_program.h"
#include "commands/register_authfile.h"

namespace {

using namespace ngcs;

constexpr const char* kDescription =
    "Log in to NVIDIA NGC once; podman, buildah and skopeo take the key from one encrypted store.";

int run(std::vector<std::string> words) {
  const commands::Launch launch{.program = "podman-auth", .client = commands::Client::kPodman};
  return commands::run_with_session(launch, [&words](commands::Session& session) {
    const commands::Program program{kDescription, {commands::register_common, podman_auth::register_authfile}};
    // The shell's completion asks as cobra's programs are asked.
    const bool described = !words.empty() && words.front() == "__complete";
    if (described || (!words.empty() && words.front() == "__completeNoDesc")) {
      words.erase(words.begin());
      return commands::complete_command_line(session, program, words, described);
    }
    return commands::run_command_line(session, program, words);
  });
}

}  // namespace

int main(int argc, char** argv) {
  return commands::guarded_main(
      "podman-auth", [argc, argv] { return run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc)); });
}
