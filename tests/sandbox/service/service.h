// The half of the sandbox that imitates NGC: the fronts, the policy behind them, faults, images, and their control.
//
// The runner starts `service` inside the namespaces; `set` and `log` are typed by whoever runs inside them.
#pragma once

#include <string>

#include "base/result.h"

namespace ngcs::sandbox {

// `service --run-dir DIR [--helm PROGRAM] [--ready-fd N]`: reads DIR/world.json, makes the world's images in the
// registry, serves all fronts, and writes the line "ready" to descriptor N once they answer. Charts are made by
// PROGRAM when they are first asked for. Ends with SIGTERM or SIGINT. argv[0] is the
// subcommand's name. Exit codes of the design.
int service_main(int argc, char** argv);

// `set [--no-wait] --world FILE` and `log --json [--follow]`. argv[0] is the subcommand's name.
int control_main(int argc, char** argv);

// Whether the file is a world; the error is one line that names the place in it.
[[nodiscard]] base::Result<void> check_world_file(const std::string& path);

}  // namespace ngcs::sandbox
