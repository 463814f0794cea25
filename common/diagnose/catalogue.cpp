#include "diagnose/catalogue.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "diagnose/embedded.h"
#include "json/value.h"

namespace ngcs::diagnose {
namespace {

Level level_of(std::string_view letter) {
  return letter == "F" ? Level::kFail : letter == "W" ? Level::kWarn : Level::kInfo;
}

struct Catalogue {
  std::vector<CatalogueEntry> entries;
  std::string nvaie;
};

Catalogue read_catalogue() {
  const auto document = json::parse(kCatalogue);
  if (!document) throw std::logic_error("catalogue.json: " + document.error().message);
  Catalogue catalogue;
  catalogue.nvaie = json::string_or(*document, "explain_nvaie");
  for (const json::Value& one : document->at("entries")) {
    CatalogueEntry entry;
    entry.code = json::string_or(one, "code");
    entry.name = json::string_or(one, "name");
    entry.level = level_of(json::string_or(one, "level"));
    entry.cause = json::string_or(one, "cause");
    entry.evidence = json::string_or(one, "evidence");
    entry.fix = json::string_or(one, "fix");
    entry.command = json::string_or(one, "command");
    entry.explain = json::string_or(one, "explain");
    catalogue.entries.push_back(std::move(entry));
  }
  for (const json::Value& code : document->at("retired")) {
    CatalogueEntry entry;
    entry.code = code.get<std::string>();
    entry.retired = true;
    catalogue.entries.push_back(std::move(entry));
  }
  std::sort(catalogue.entries.begin(), catalogue.entries.end(),
            [](const CatalogueEntry& a, const CatalogueEntry& b) { return a.code < b.code; });
  return catalogue;
}

const Catalogue& the_catalogue() {
  static const Catalogue catalogue = read_catalogue();
  return catalogue;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

const std::vector<CatalogueEntry>& catalogue() { return the_catalogue().entries; }

const CatalogueEntry* find_entry(std::string_view code_or_name) {
  const std::string wanted = base::lower(base::trim(code_or_name));
  if (wanted.empty()) return nullptr;
  for (const CatalogueEntry& entry : catalogue()) {
    const std::string code = base::lower(entry.code);
    if (wanted == code || wanted == code.substr(3) || wanted == entry.name) return &entry;
  }
  return nullptr;
}

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
    if (!is_name(name)) {  // a brace of the text itself, as in JSON
      result += '{';
      text.remove_prefix(1);
      continue;
    }
    const auto value = values.find(std::string(name));
    result += value == values.end() || value->second.empty() ? "<" + std::string(name) + ">"
                                                             : base::printable(value->second, 1024);
    text.remove_prefix(close + 1);
  }
  return result;
}

std::string_view explain_nvaie() { return the_catalogue().nvaie; }

}  // namespace ngcs::diagnose
