// The decision table: decision_table.json, compiled in. Pure data; what its words mean is situation.h's.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/cause.h"

namespace ngcs::diagnose {

// "S3" -> "401". Names and words: docs/diagnosis.md.
using Situation = std::map<std::string, std::string, std::less<>>;

struct Row {
  std::string row;
  std::map<std::string, std::vector<std::string>> when;
  std::vector<std::string> codes;
  std::string use;  // a rule of decide.cpp instead of codes: "host-fault", "open", "entitlement"
  Certainty certainty = Certainty::kProven;
};

[[nodiscard]] const std::vector<Row>& decision_table();

// The first row that fits; the last one of the table fits everything.
[[nodiscard]] const Row& match(const Situation& situation);

}  // namespace ngcs::diagnose
