// `ngc-sandbox run`: a local NGC in private namespaces around one command.
#pragma once

namespace ngcs::sandbox {

// argv[0] is "run". Returns the exit code of COMMAND (128 + N where signal N ended it; 126 and 127 as a shell does
// where it cannot be started), 2 for a wrong command line, 3 where this machine lacks something the sandbox needs, 70
// for a failure of its own. Each of these says why in one sentence on stderr.
int run_main(int argc, char** argv);

}  // namespace ngcs::sandbox
