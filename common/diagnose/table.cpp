#include "diagnose/table.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "diagnose/embedded.h"
#include "json/value.h"

namespace ngcs::diagnose {
namespace {

Row read_row(const json::Value& entry) {
  Row row;
  row.row = json::string_or(entry, "row");
  row.use = json::string_or(entry, "use");
  if (json::string_or(entry, "certainty") == "likely") row.certainty = Certainty::kLikely;
  for (const auto& [name, cell] : entry.at("when").items()) {
    const auto words = cell.get<std::string>();
    for (const std::string_view word : base::split(words, '|')) row.when[name].emplace_back(word);
  }
  if (const json::Value* codes = json::member(entry, "codes")) {
    for (const json::Value& code : *codes) row.codes.push_back(code.get<std::string>());
  }
  return row;
}

std::vector<Row> read_table() {
  const auto document = json::parse(kDecisionTable);
  if (!document) throw std::logic_error("decision_table.json: " + document.error().message);
  std::vector<Row> rows;
  for (const json::Value& entry : document->at("rows")) rows.push_back(read_row(entry));
  return rows;
}

bool fits(const Row& row, const Situation& situation) {
  return std::all_of(row.when.begin(), row.when.end(), [&](const auto& cell) {
    const auto found = situation.find(cell.first);
    const std::string word = found == situation.end() ? "none" : found->second;
    return std::find(cell.second.begin(), cell.second.end(), word) != cell.second.end();
  });
}

}  // namespace

const std::vector<Row>& decision_table() {
  static const std::vector<Row> table = read_table();
  return table;
}

const Row& match(const Situation& situation) {
  const std::vector<Row>& table = decision_table();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Row& row) { return fits(row, situation); });
  return found == table.end() ? table.back() : *found;
}

}  // namespace ngcs::diagnose
