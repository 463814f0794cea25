#include "commands/explain_command.h"

#include <map>
#include <memory>

#include "base/text.h"
#include "cli/suggest.h"
#include "commands/help_text.h"
#include "commands/register.h"
#include "commands/usage_error.h"
#include "commands/wrapped_text.h"
#include "diagnose/catalogue.h"
#include "diagnose/catalogue_text.h"

namespace ngcs::commands {
namespace {

constexpr const char* kRoad = "nvaie";

base::Error unknown_topic(const Session& session, const std::string& topic) {
  std::vector<std::string> known = {kRoad};
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    known.push_back(entry.code);
    known.push_back(entry.name);
  }
  std::string hint = "all of them: " + session.command("diagnose --list-codes");
  if (const auto near = cli::suggest(topic, known)) hint = "did you mean " + *near + "? " + hint;
  return {base::Errc::kUsage, quoted(topic) + " is no code of the catalogue", hint};
}

}  // namespace

cli::ExitCode run_explain(Session& session, cli::Output& output, const std::string& topic) {
  if (base::iequals(topic, kRoad)) {
    const std::string road(diagnose::explain_nvaie());
    print_wrapped(output, road, "");
    return output.succeed("explain", {{"code", nullptr}, {"name", kRoad}, {"explain", road}});
  }
  const diagnose::CatalogueEntry* entry = diagnose::find_entry(topic);
  if (entry == nullptr) return output.fail("explain", unknown_topic(session, topic));
  if (entry->retired) {
    output.line(entry->code + " is retired: no diagnosis gives it any more");
    return output.succeed("explain", {{"code", entry->code}, {"name", nullptr}, {"explain", nullptr}});
  }
  // No case is at hand here: a value that only a diagnosis knows shows as its name, "<client>".
  const std::map<std::string, std::string> values{{"program", session.program},
                                                  {"login_command", session.command("login")}};
  const std::string cause = diagnose::fill(entry->cause, values);
  const std::string evidence = diagnose::fill(entry->evidence, values);
  const std::string fix = diagnose::fill(entry->fix, values);
  const std::string level(diagnose::level_name(entry->level));
  output.line(output.styled(entry->code + " " + entry->name, cli::Style::kBold) + " (" + level + ")");
  print_wrapped(output, cause, "");
  output.line();
  print_wrapped(output, entry->explain, "");
  output.line();
  print_wrapped(output, "Proof: " + evidence, "");
  if (!fix.empty()) print_wrapped(output, "Fix: " + fix, "");
  const std::string command = diagnose::fill(entry->command, values);
  if (!command.empty()) output.line("  " + command);
  return output.succeed("explain", {{"code", entry->code},
                                    {"name", entry->name},
                                    {"level", level},
                                    {"cause", cause},
                                    {"evidence", evidence},
                                    {"fix", json::or_null(fix)},
                                    {"command", json::or_null(command)},
                                    {"explain", entry->explain}});
}

void add_explain(CLI::App& app, const Session& session, Selection& selection) {
  CLI::App* command = app.add_subcommand("explain", "Explain a code of diagnose, or the road to NVIDIA AI Enterprise");
  auto topic = std::make_shared<std::string>();
  command->add_option("topic", *topic, "A code, its name, or nvaie")->type_name("CODE|nvaie")->required();
  add_json(*command, selection);
  command->callback([&selection, topic] {
    selection.schema = "explain";
    selection.run = [topic](Session& inner, cli::Output& output) { return run_explain(inner, output, *topic); };
  });
  command->footer(examples(session.program, {{"explain NGC1101", ""},
                                             {"explain username-empty", "the same by its name"},
                                             {"explain nvaie", "from the entitlement certificate to a key"}}));
}

}  // namespace ngcs::commands
