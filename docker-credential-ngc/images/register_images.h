// Registers `ls` and `info` of docker ngc.
#pragma once

#include "commands/command_line.h"

namespace ngcs::docker_ngc {

void register_images(CLI::App& app, const commands::Session& session, commands::Selection& selection);

}  // namespace ngcs::docker_ngc
