// How a program adds its commands: one struct of options, one function that runs them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/output.h"
#include "commands/command_line.h"

namespace ngcs::commands {

// Registers one subcommand: `fill` adds its options to the struct that `run` gets. `schema` is the command's part of
// the JSON schema's name.
template <typename Options>
CLI::App* add_command(CLI::App& parent, Selection& selection, const std::string& name, const std::string& schema,
                      const std::string& description, const std::function<void(CLI::App&, Options&)>& fill,
                      cli::ExitCode (*run)(Session&, cli::Output&, const Options&)) {
  CLI::App* command = parent.add_subcommand(name, description);
  auto options = std::make_shared<Options>();
  fill(*command, *options);
  command->callback([&selection, options, schema, run] {
    selection.schema = schema;
    selection.run = [options, run](Session& session, cli::Output& output) { return run(session, output, *options); };
  });
  return command;
}

struct NoOptions {};

template <cli::ExitCode (*kRun)(Session&, cli::Output&)>
cli::ExitCode without_options(Session& session, cli::Output& output, const NoOptions& /*options*/) {
  return kRun(session, output);
}

inline void add_json(CLI::App& command, Selection& selection) {
  command.add_flag("--json", selection.json, "Print one JSON object, also on failure");
}

}  // namespace ngcs::commands
