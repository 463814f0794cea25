// The command line of `ngc-sandbox run`.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace ngcs::sandbox {

struct RunOptions {
  std::string world;               // path; empty = the built-in world
  bool docker = true;              // start dockerd where it is installed
  std::string keep_log;            // the request log is copied here at the end; empty = not
  std::vector<std::string> share;  // directories below a private place that stay readable
  bool verbose = false;
  std::vector<std::string> command;
};

// What to print and with which exit code, when there is nothing to run.
struct Answer {
  int exit_code = 0;
  std::string text;
};

[[nodiscard]] std::variant<RunOptions, Answer> parse_run_options(const std::vector<std::string>& arguments);

}  // namespace ngcs::sandbox
