#include "commands/command_line.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "commands/help_text.h"
#include "commands/usage_error.h"

namespace ngcs::commands {
namespace {

// CLI11's layout with air around the usage line, and a line end below the footer.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(36);
    label("SUBCOMMAND", "COMMAND");
    label("REQUIRED", "");
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    return "\n" + CLI::Formatter::make_usage(app, std::move(name));
  }
  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = CLI::Formatter::make_footer(app);
    return footer.empty() || footer.ends_with('\n') ? footer : footer + "\n";
  }
};

void name_groups(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    command->group("Commands");
    name_groups(*command);
  }
}

void build(CLI::App& app, const Session& session, const Program& program, Selection& selection) {
  app.set_help_flag("-h,--help", "Print this help");
  app.require_subcommand(0, 1);
  app.formatter(std::make_shared<HelpFormatter>());
  for (const Register& commands : program.commands) commands(app, session, selection);
  name_groups(app);
  app.footer(program_footer(session.program));  // last: commands inherit what is there when they are added
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

CLI::App* subcommand(CLI::App& app, const std::string& name) {
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

// The command that the words in front name, as far as they do.
struct Position {
  CLI::App* app;
  std::string words;   // "docker ngc profile"
  std::string schema;  // "profile", "profile-list"
  std::size_t used = 0;
};

Position locate(CLI::App& app, const std::string& program, const std::vector<std::string>& args) {
  Position position{&app, program, {}, 0};
  for (const std::string& word : args) {
    CLI::App* next = subcommand(*position.app, word);
    if (next == nullptr) break;
    position.app = next;
    position.words += " " + word;
    // "configure docker" has the schema "configure": the client is a member of its data.
    if (position.schema != "configure" && position.schema != "unconfigure") {
      position.schema += (position.schema.empty() ? "" : "-") + word;
    }
    ++position.used;
  }
  return position;
}

base::Error explain(const CLI::ParseError& error, const Position& position, const std::vector<std::string>& args) {
  const bool wants_command = !subcommand_names(*position.app).empty();
  if (wants_command && position.used < args.size() && !args[position.used].starts_with("-")) {
    return unknown_command(position.words, args[position.used], subcommand_names(*position.app));
  }
  if (position.app->get_require_subcommand_min() > 0 && position.used > 0) {
    std::string names;
    for (const std::string& name : subcommand_names(*position.app)) names += (names.empty() ? "" : ", ") + name;
    return {base::Errc::kUsage, "\"" + position.words + "\" needs one of: " + names,
            "see " + position.words + " --help"};
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return unexpected_arguments(position.words, position.app->remaining(true), long_options(*position.app));
  }
  return other_usage_error(position.words, error.what(), args);
}

bool has_json_flag(const std::vector<std::string>& args) {
  return std::find(args.begin(), args.end(), "--json") != args.end();
}

cli::ExitCode print_help(Session& session, const Position& position, cli::ExitCode code) {
  // The words in front of the command's own name, which CLI11 does not know.
  const std::size_t blank = position.used == 0 ? 0 : position.words.rfind(' ');
  const std::string text = position.app->help(position.words.substr(0, blank));
  (void)std::fwrite(text.data(), 1, text.size(), session.out);
  return std::fflush(session.out) == 0 ? code : cli::kFailed;
}

// CLI11 reports by exceptions; none of them leaves this function.
std::optional<base::Error> parse(CLI::App& app, const Position& position, const std::vector<std::string>& args,
                                 bool& help) {
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());  // CLI11 takes words from the back
    app.parse(std::move(reversed));
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    help = true;
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return explain(error, position, args);
  }
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

void print_candidate(Session& session, const std::string& word, const std::string& name, const std::string& meaning,
                     bool descriptions) {
  if (!name.starts_with(word)) return;
  const std::string line = descriptions && !meaning.empty() ? name + "\t" + first_line(meaning) + "\n" : name + "\n";
  (void)std::fwrite(line.data(), 1, line.size(), session.out);
}

const CLI::Option* option_of(const CLI::App& app, const std::string& word) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (word == "--" + name) return option;
    }
  }
  return nullptr;
}

void complete_profiles(Session& session, const std::string& word, bool descriptions) {
  if (!session.paths) return;
  const auto config = config::Config::load(*session.paths, session.environment);
  if (!config) return;
  for (const config::Profile& profile : config->profiles()) {
    print_candidate(session, word, profile.name, profile.org_display_name, descriptions);
  }
}

// True where the value of that option could be completed by us; false: the shell completes file names.
bool complete_value(Session& session, const std::string& option, const std::string& word, bool descriptions) {
  if (option == "--profile" || option == "--from" || option == "--to") {
    complete_profiles(session, word, descriptions);
  } else if (option == "--store") {
    print_candidate(session, word, "vault", "an encrypted file", descriptions);
    print_candidate(session, word, "secret-service", "the desktop keyring", descriptions);
  } else {
    return option != "--key-file" && option != "--config" && option != "--output" && option != "--list";
  }
  return true;
}

// The words in front of "--"; those behind it go into the selection.
std::vector<std::string> set_aside(const std::vector<std::string>& args, Selection& selection) {
  if (args.empty() || (args.front() != "diagnose" && args.front() != "exec")) return args;
  const auto dashes = std::find(args.begin(), args.end(), "--");
  if (dashes == args.end()) return args;
  selection.has_behind = true;
  selection.behind.assign(dashes + 1, args.end());
  return {args.begin(), dashes};
}

// Values of ShellCompDirective.
constexpr const char* kNoFiles = ":4\n";
constexpr const char* kFiles = ":0\n";

}  // namespace

cli::ExitCode run_command_line(Session& session, const Program& program, const std::vector<std::string>& all_args) {
  Selection selection;
  const std::vector<std::string> args = set_aside(all_args, selection);
  CLI::App app(program.description, session.program);
  build(app, session, program, selection);
  const Position position = locate(app, session.program, args);
  bool help = false;
  auto error = key_among(position.words, args);
  if (!error) error = parse(app, position, args, help);
  if (help) return print_help(session, position, cli::kDone);
  if (error) {
    cli::Output output(session.program, session.out, session.err, has_json_flag(args));
    json::Value data;
    if (position.schema == "diagnose") data = {{"verdict", nullptr}};  // as every answer of diagnose without a verdict
    return output.fail(position.schema.empty() ? "usage" : position.schema, *error, std::move(data));
  }
  if (!selection.run) return print_help(session, position, cli::kDone);
  cli::Output output(session.program, session.out, session.err, selection.json);
  for (const std::string& note : session.notes) output.warn("sudo", note);
  return selection.run(session, output);
}

cli::ExitCode complete_command_line(Session& session, const Program& program, const std::vector<std::string>& words,
                                    bool descriptions) {
  Selection selection;
  CLI::App app(program.description, session.program);
  build(app, session, program, selection);
  const std::vector<std::string> before(words.begin(), words.empty() ? words.end() : words.end() - 1);
  const std::string word = words.empty() ? std::string() : words.back();
  const Position position = locate(app, session.program, before);

  const CLI::Option* pending = before.empty() ? nullptr : option_of(*position.app, before.back());
  bool no_files = true;
  if (pending != nullptr && pending->get_type_size() > 0) {
    no_files = complete_value(session, before.back(), word, descriptions);
  } else if (word.starts_with("-")) {
    for (const CLI::Option* option : position.app->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        print_candidate(session, word, "--" + name, option->get_description(), descriptions);
      }
    }
  } else {
    for (const CLI::App* command : position.app->get_subcommands([](const CLI::App*) { return true; })) {
      print_candidate(session, word, command->get_name(), command->get_description(), descriptions);
    }
    const bool takes_profile = position.schema == "use" || position.schema.starts_with("profile-");
    if (takes_profile && position.schema != "profile-list") complete_profiles(session, word, descriptions);
  }
  const char* directive = no_files ? kNoFiles : kFiles;
  (void)std::fputs(directive, session.out);
  return std::fflush(session.out) == 0 ? cli::kDone : cli::kFailed;
}

}  // namespace ngcs::commands
