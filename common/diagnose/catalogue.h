// The catalogue of causes: one file, catalogue.json, compiled in. Codes are never renumbered or reused.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::diagnose {

enum class Level { kFail, kWarn, kInfo };

struct CatalogueEntry {
  std::string code;  // "NGC1101"
  std::string name;  // "username-empty"
  Level level = Level::kFail;
  std::string cause;     // one line, {placeholders} for values
  std::string evidence;  // what proves it, one line
  std::string fix;       // what to do, at most two lines, {placeholders}
  std::string command;   // the command to copy, {placeholders}; may be empty
  std::string explain;   // long text, paragraphs separated by an empty line, with an example that triggers it
  bool retired = false;
};

// In the order of codes.
[[nodiscard]] const std::vector<CatalogueEntry>& catalogue();
// nullptr for an unknown code. "NGC1101", "ngc1101", "1101" and the name are the same.
[[nodiscard]] const CatalogueEntry* find_entry(std::string_view code_or_name);

// `text` with every {placeholder} replaced by its value; one without a value becomes the word of its name in angle
// brackets ("<client>"). Values are made printable.
[[nodiscard]] std::string fill(std::string_view text, const std::map<std::string, std::string>& values);

// The road from licence to key, for `explain nvaie`.
[[nodiscard]] std::string_view explain_nvaie();

}  // namespace ngcs::diagnose
