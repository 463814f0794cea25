// ngc-sandbox: a local NGC under the real host names.
#include <cstdio>
#include <exception>
#include <string_view>

#include "runner/run.h"
#include "service/service.h"

namespace {

constexpr const char* kHelp =
    "Usage: ngc-sandbox COMMAND [OPTIONS]\n"
    "\n"
    "A local NGC for trying and testing: nvcr.io, layers.nvcr.io, authn.nvidia.com, api.ngc.nvidia.com,\n"
    "helm.ngc.nvidia.com and xfiles.ngc.nvidia.com by their real names over verified TLS, with a real registry\n"
    "and a real Helm behind them, in private namespaces that reach nothing outside and leave nothing behind.\n"
    "\n"
    "Commands:\n"
    "  run [--world FILE] -- COMMAND...   start a local NGC and run COMMAND in it\n"
    "  set --world FILE                   inside: replace the world of the running sandbox\n"
    "  log --json [--follow]              inside: one line per request that reached the local NGC\n"
    "  version                            print the version\n"
    "\n"
    "First steps:\n"
    "  ngc-sandbox run -- docker pull nvcr.io/nvidia/cuda:12.4.1-base\n"
    "  ngc-sandbox run --world world.json -- bash\n"
    "\n"
    "A world is one JSON file: organisations, users, keys, images, and the faults NGC shall show. Without --world the\n"
    "built-in example is served. ngc-sandbox COMMAND --help says more.\n";

int dispatch(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "--help" || command == "-h" || command == "help") {
    std::fputs(kHelp, stdout);
    return 0;
  }
  if (command == "version" || command == "--version") {
    std::puts("ngc-sandbox " NGCS_VERSION);
    return 0;
  }
  if (command == "run") return ngcs::sandbox::run_main(argc - 1, argv + 1);
  if (command == "service") return ngcs::sandbox::service_main(argc - 1, argv + 1);
  if (command == "set" || command == "log") return ngcs::sandbox::control_main(argc - 1, argv + 1);
  if (command.empty()) {
    std::fputs(kHelp, stderr);
  } else {
    std::fprintf(stderr, "ngc-sandbox: error: no command \"%s\"\nngc-sandbox: hint: ngc-sandbox --help\n", argv[1]);
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ngc-sandbox: error: unexpected: %s\n", error.what());
    return 70;
  }
}
