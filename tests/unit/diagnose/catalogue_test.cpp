#include "diagnose/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "diagnose/catalogue_text.h"
#include "json/value.h"
#include "temp_dir.h"

namespace ngcs::diagnose {
namespace {

using testing::HasSubstr;
using testing::Not;

// Every code that was ever published, retired ones included. A line is only ever added here.
const std::vector<std::string>& published() {
  static const std::vector<std::string> codes = {
      "NGC0001", "NGC0002", "NGC1101", "NGC1102", "NGC1103", "NGC1201", "NGC1202", "NGC1203", "NGC1204", "NGC1205",
      "NGC1206", "NGC1207", "NGC1208", "NGC1209", "NGC1210", "NGC1211", "NGC2101", "NGC2102", "NGC2103", "NGC2104",
      "NGC2105", "NGC2106", "NGC2107", "NGC2108", "NGC2109", "NGC2201", "NGC2202", "NGC2301", "NGC2302", "NGC2303",
      "NGC2304", "NGC2305", "NGC2306", "NGC2307", "NGC2401", "NGC2402", "NGC3101", "NGC3102", "NGC3103", "NGC3104",
      "NGC3105", "NGC3106", "NGC3201", "NGC3202", "NGC3203", "NGC3204", "NGC3205", "NGC3301", "NGC3302", "NGC3303",
      "NGC3304", "NGC3305", "NGC3401", "NGC3501", "NGC4101", "NGC4102", "NGC4103", "NGC4104", "NGC4105", "NGC4106",
      "NGC5101", "NGC5102", "NGC5103", "NGC5201", "NGC5202", "NGC5203", "NGC5204", "NGC5205", "NGC5301", "NGC6101",
      "NGC6102", "NGC6201", "NGC6202", "NGC6301", "NGC6302", "NGC6303", "NGC6304", "NGC7101", "NGC7102", "NGC7103",
      "NGC7104", "NGC7105", "NGC7106", "NGC7107", "NGC7201", "NGC7301", "NGC8101", "NGC8102", "NGC8103", "NGC8104",
      "NGC8105", "NGC8201", "NGC8301", "NGC8302", "NGC9101", "NGC9102", "NGC9103", "NGC9104", "NGC9105", "NGC9106"};
  return codes;
}

// What stands between braces, where it is a name.
std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    const std::string name = text.substr(at + 1, end - at - 1);
    if (!name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos) {
      names.insert(name);
    }
  }
  return names;
}

TEST(Catalogue, IsUniqueAndInOrder) {
  std::set<std::string> names;
  std::string before;
  for (const CatalogueEntry& entry : catalogue()) {
    EXPECT_LT(before, entry.code);
    before = entry.code;
    if (entry.retired) continue;
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " is the name of two codes";
    EXPECT_THAT(entry.code, testing::MatchesRegex("NGC[0-9][0-9][0-9][0-9]"));
    EXPECT_THAT(entry.name, testing::MatchesRegex("[a-z0-9-]+"));
  }
}

// The file itself, since the reader sorts: a person has to find a code in it.
TEST(Catalogue, StandsInTheFileInOrderAndUsesNoRetiredCode) {
  const auto document = json::parse(test::slurp(NGCS_CATALOGUE));
  ASSERT_TRUE(document);
  std::set<std::string> retired;
  for (const json::Value& code : document->at("retired")) EXPECT_TRUE(retired.insert(code.get<std::string>()).second);
  std::string before;
  for (const json::Value& entry : document->at("entries")) {
    const std::string code = entry.at("code");
    EXPECT_LT(before, code);
    EXPECT_EQ(retired.count(code), 0U) << code << " is retired: give the new cause a new code";
    const std::string level = entry.at("level");
    EXPECT_TRUE(level == "F" || level == "W" || level == "I") << code;
    before = code;
  }
}

TEST(Catalogue, KeepsEveryCodeThatWasPublished) {
  std::vector<std::string> codes;
  for (const CatalogueEntry& entry : catalogue()) codes.push_back(entry.code);
  EXPECT_EQ(codes, published());
}

TEST(Catalogue, EveryTextIsThere) {
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.retired) continue;
    SCOPED_TRACE(entry.code);
    for (const std::string& line : {entry.cause, entry.evidence, entry.command}) {
      EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    }
    EXPECT_FALSE(entry.cause.empty());
    EXPECT_FALSE(entry.evidence.empty());
    EXPECT_NE(entry.cause.back(), '.');
    const bool all_is_well = entry.code == "NGC8301" || entry.code == "NGC8302";
    EXPECT_EQ(entry.fix.empty(), all_is_well);
    // Two lines of a terminal, values not counted.
    EXPECT_LE(std::count(entry.fix.begin(), entry.fix.end(), '\n'), 1);
    EXPECT_LE(entry.fix.size(), 160U) << entry.fix;
  }
}

TEST(Catalogue, EveryExplanationSaysWhatItIsShowsAnExampleAndWhatToDo) {
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.retired) continue;
    SCOPED_TRACE(entry.code);
    std::vector<std::string> parts;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t end = entry.explain.find("\n\n", at);
      parts.push_back(entry.explain.substr(at, end == std::string::npos ? end : end - at));
      at = end == std::string::npos ? end : end + 2;
    }
    ASSERT_EQ(parts.size(), 3U) << entry.explain;
    for (const std::string& part : parts) EXPECT_GE(part.size(), 8U);
    EXPECT_EQ(parts[1].rfind("Example: ", 0), 0U) << parts[1];
    EXPECT_NE(entry.explain.back(), '\n');
  }
}

// A name that nobody fills would be shown as "<name>". The explanation is read without a case at hand: none there.
TEST(Catalogue, EveryPlaceholderIsKnown) {
  const std::set<std::string> known = {
      "a",       "available", "b",         "chart",      "client",    "date",          "enablement_org", "entry",
      "facts",   "file",      "file1",     "file2",      "given",     "helper",        "home",           "host",
      "id",      "ip",        "key",       "key_org",    "kind",      "login_command", "message",        "n",
      "name",    "names",     "org",       "other_home", "other_key", "other_profile", "path",           "profile",
      "program", "reason",    "reference", "repo",       "resources", "retry_after",   "roles",          "service",
      "space",   "target",    "team",      "type",       "url",       "user",          "variable",       "version",
      "where"};
  std::set<std::string> used;
  for (const CatalogueEntry& entry : catalogue()) {
    SCOPED_TRACE(entry.code);
    EXPECT_TRUE(placeholders(entry.explain).empty()) << entry.explain;
    for (const std::string& text : {entry.cause, entry.evidence, entry.fix, entry.command}) {
      EXPECT_EQ(text.find('<'), std::string::npos) << "write {name}: " << text;
      for (const std::string& name : placeholders(text)) {
        EXPECT_EQ(known.count(name), 1U) << "{" << name << "} in: " << text;
        used.insert(name);
      }
    }
  }
  EXPECT_EQ(used, known);
}

TEST(Catalogue, IsFoundByCodeNumberAndName) {
  const CatalogueEntry* entry = find_entry("NGC1101");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->name, "username-empty");
  EXPECT_EQ(entry->level, Level::kFail);
  for (const char* other : {"ngc1101", "1101", " 1101 ", "Username-Empty"})
    EXPECT_EQ(find_entry(other), entry) << other;
  for (const char* none : {"", " ", "NGC", "110", "11011", "NGC1100", "username", "nvaie"}) {
    EXPECT_EQ(find_entry(none), nullptr) << none;
  }
}

TEST(Catalogue, FillsPlaceholders) {
  const std::map<std::string, std::string> values = {{"client", "docker"}, {"file", "a\x1b[31m\nb"}, {"empty", ""}};
  EXPECT_EQ(fill("{client} reads {other} {client}", values), "docker reads <other> docker");
  EXPECT_EQ(fill("{empty}", values), "<empty>");
  EXPECT_THAT(fill("{file}", values), Not(HasSubstr("\x1b")));
  EXPECT_THAT(fill("{file}", values), Not(HasSubstr("\n")));
  // Braces of the text itself, and a value that looks like a placeholder.
  EXPECT_EQ(fill("add `\"credHelpers\": {\"nvcr.io\": \"ngc\"}`", values),
            "add `\"credHelpers\": {\"nvcr.io\": \"ngc\"}`");
  EXPECT_EQ(fill("{ {} {A} {client", values), "{ {} {A} {client");
  EXPECT_EQ(fill("{client}", {{"client", "{file}"}, {"file", "x"}}), "{file}");
  EXPECT_EQ(fill("", values), "");
}

TEST(Catalogue, ShowsTheRoadFromLicenceToKey) {
  const std::string road(explain_nvaie());
  for (const char* word : {"NVIDIA Entitlement Certificate", "Welcome to NVIDIA NGC", "Enterprise Catalog",
                           "Private Registry", "Generate API Key", "one NGC org", "helm repo add"}) {
    EXPECT_THAT(road, HasSubstr(word));
  }
}

// docs/codes.md is made from the catalogue; NGCS_UPDATE_GOLDEN=1 writes it anew.
TEST(CatalogueText, IsThePageInDocs) {
  if (std::getenv("NGCS_UPDATE_GOLDEN") != nullptr) test::write_file(NGCS_CODES_PAGE, codes_markdown(), 0644);
  EXPECT_EQ(codes_markdown(), test::slurp(NGCS_CODES_PAGE)) << "the catalogue changed; run with NGCS_UPDATE_GOLDEN=1";
}

TEST(CatalogueText, HoldsEveryCodeOnce) {
  const std::string page = codes_markdown();
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.retired) continue;
    const std::string heading = "\n### " + entry.code + " " + entry.name + "\n";
    const std::size_t at = page.find(heading);
    EXPECT_NE(at, std::string::npos) << heading;
    EXPECT_EQ(page.find(heading, at + 1), std::string::npos) << heading;
  }
  // Nothing in it is taken for a tag.
  EXPECT_THAT(page, HasSubstr("\\<YOUR-KEY>"));
}

}  // namespace
}  // namespace ngcs::diagnose
