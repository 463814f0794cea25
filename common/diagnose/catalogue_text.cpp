#include "diagnose/catalogue_text.h"

#include <array>

namespace ngcs::diagnose {
namespace {

struct Range {
  char digit;  // the first one of its codes
  std::string_view title;
};

constexpr std::array<Range, 10> kRanges = {{{'0', "The tool itself"},
                                            {'1', "User name and key as texts"},
                                            {'2', "Set-up of the clients"},
                                            {'3', "Network"},
                                            {'4', "The service"},
                                            {'5', "The key"},
                                            {'6', "Org, team, role"},
                                            {'7', "Entitlement, terms, region"},
                                            {'8', "The artefact"},
                                            {'9', "Stores of this machine"}}};

// Plain text as Markdown: what would be taken for a tag, for emphasis or for a cell's end is escaped, except in code.
std::string prose(std::string_view text) {
  std::string result;
  bool code = false;
  for (const char c : text) {
    if (c == '`') code = !code;
    if (!code && (c == '<' || c == '*' || c == '|')) result += '\\';
    result += c;
  }
  return result;
}

// Line ends within a paragraph stay.
std::string paragraphs(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool single =
        text[i] == '\n' && (i == 0 || text[i - 1] != '\n') && (i + 1 == text.size() || text[i + 1] != '\n');
    result += single ? "\\\n" : std::string(1, text[i]);
  }
  return prose(result);
}

std::string overview() {
  std::string text = "| code | name | level | cause |\n| --- | --- | --- | --- |\n";
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.retired) continue;
    std::string anchor = entry.code + "-" + entry.name;
    for (char& c : anchor) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    text += "| [" + entry.code + "](#" + anchor + ") | " + entry.name + " | " + std::string(level_name(entry.level)) +
            " | " + prose(entry.cause) + " |\n";
  }
  return text;
}

void add_entry(std::string& text, const CatalogueEntry& entry) {
  text += "\n### " + entry.code + " " + entry.name + "\n\n";
  text += "*" + std::string(level_name(entry.level)) + "*: " + prose(entry.cause) + "\n\n";
  text += paragraphs(entry.explain) + "\n\n";
  text += "Proof: " + prose(entry.evidence) + "\n";
  // A fix text holds its own Markdown.
  if (!entry.fix.empty()) text += "\nFix: " + entry.fix + "\n";
  if (!entry.command.empty()) text += "\n    " + entry.command + "\n";
}

}  // namespace

std::string_view level_name(Level level) noexcept {
  return level == Level::kFail ? "fail" : level == Level::kWarn ? "warn" : "info";
}

std::string codes_markdown() {
  std::string text =
      "# Codes\n\n"
      "What `diagnose` says. One code is one cause and one fix; codes are never renumbered or used again. This page is "
      "made\n"
      "from `common/diagnose/catalogue.json`; `explain CODE` prints the same. Names in braces are replaced by what was "
      "seen:\n"
      "`{program}` by `docker ngc`, `helm ngc` or `podman-auth`, `{login_command}` by the command that gives this "
      "client the\n"
      "stored key.\n\n" +
      overview();
  std::string retired;
  for (const Range& range : kRanges) {
    bool heading = false;
    for (const CatalogueEntry& entry : catalogue()) {
      if (entry.code[3] != range.digit) continue;
      if (entry.retired) {
        retired += "\n* " + entry.code;
        continue;
      }
      if (!heading) text += "\n## " + std::string(range.title) + "\n";
      heading = true;
      add_entry(text, entry);
    }
  }
  if (!retired.empty()) text += "\n## Retired\n" + retired + "\n";
  text += "\n## The road to NVIDIA AI Enterprise\n\n" + prose(explain_nvaie()) + "\n";
  return text;
}

}  // namespace ngcs::diagnose
