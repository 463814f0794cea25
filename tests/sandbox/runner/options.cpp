#include "runner/options.h"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

namespace ngcs::sandbox {

std::variant<RunOptions, Answer> parse_run_options(const std::vector<std::string>& arguments) {
  RunOptions options;
  bool without_docker = false;

  CLI::App app(
      "ngc-sandbox run [OPTIONS] -- COMMAND [ARGUMENTS...]\n\n"
      "Starts a local NGC and runs COMMAND in private namespaces, where nvcr.io, layers.nvcr.io,\n"
      "authn.nvidia.com, api.ngc.nvidia.com, helm.ngc.nvidia.com and xfiles.ngc.nvidia.com are that local\n"
      "NGC, with TLS that everything inside trusts. Nothing outside is reachable, and what COMMAND leaves in HOME, "
      "/tmp,\n"
      "/etc, /var/lib or /usr/local vanishes with it. The exit code is COMMAND's.",
      "ngc-sandbox run");
  app.footer(
      "Examples:\n"
      "  ngc-sandbox run -- docker pull nvcr.io/nvidia/cuda:12.4.1-base\n"
      "  ngc-sandbox run --world world.json --keep-log requests.jsonl -- ./story.sh\n"
      "  ngc-sandbox run -- bash\n"
      "Exit codes of its own: 2 wrong command line, 3 this machine lacks something the sandbox needs, 70 internal.");
  app.prefix_command();
  app.add_option("--world", options.world, "The world to serve (ngc-world/1, JSON); default: the built-in example")
      ->type_name("FILE");
  app.add_flag("--without-docker", without_docker, "Do not start a docker daemon");
  app.add_option("--keep-log", options.keep_log, "Copy the log of all requests here at the end")->type_name("FILE");
  app.add_option("--share", options.share,
                 "Keep DIR, below a place that is private inside (HOME, /tmp ...), readable; repeatable")
      ->type_name("DIR")
      ->expected(1)
      ->take_all();
  app.add_flag("--verbose", options.verbose, "Say on stderr what is done and how long it takes");

  // Everything after the first "--" belongs to COMMAND untouched, also another "--".
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> own(arguments.begin(), separator);
  std::reverse(own.begin(), own.end());  // the order CLI11's vector interface wants
  try {
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    if (code == 0) return Answer{0, out.str()};
    return Answer{2,
                  "ngc-sandbox: error: " + std::string(error.what()) + "\nngc-sandbox: hint: ngc-sandbox run --help\n"};
  }
  options.docker = !without_docker;
  options.command = app.remaining();
  if (separator != arguments.end()) {
    if (!options.command.empty()) {
      return Answer{2, "ngc-sandbox: error: \"" + options.command.front() +
                           "\" is no option\nngc-sandbox: hint: ngc-sandbox run --help\n"};
    }
    options.command.assign(separator + 1, arguments.end());
  }
  if (options.command.empty()) {
    return Answer{
        2, "ngc-sandbox: error: no COMMAND to run\nngc-sandbox: hint: ngc-sandbox run -- COMMAND [ARGUMENTS...]\n"};
  }
  if (options.command.front().starts_with("-")) {
    return Answer{2, "ngc-sandbox: error: unknown option " + options.command.front() +
                         "\nngc-sandbox: hint: ngc-sandbox run --help\n"};
  }
  return options;
}

}  // namespace ngcs::sandbox
