#include "commands/code_list.h"

#include "diagnose/catalogue.h"
#include "diagnose/catalogue_text.h"

namespace ngcs::commands {

cli::ExitCode list_codes(const Session& session, cli::Output& output) {
  json::Value codes = json::Value::array();
  std::vector<std::vector<std::string>> rows = {{"CODE", "LEVEL", "NAME", "CAUSE"}};
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    const std::string level(diagnose::level_name(entry.level));
    codes.push_back({{"code", entry.code},
                     {"name", entry.name},
                     {"level", level},
                     {"cause", entry.cause},
                     {"fix", entry.fix},
                     {"retired", entry.retired}});
    // No case is at hand: a value that only a diagnosis knows stands as its name, "<client>".
    rows.push_back({entry.code, entry.retired ? "retired" : level, entry.name, diagnose::fill(entry.cause, {})});
  }
  output.table(rows);
  output.line();
  output.line("One of them: " + session.command("explain NGC1101"));
  return output.succeed("diagnose", {{"verdict", nullptr}, {"codes", std::move(codes)}});
}

}  // namespace ngcs::commands
