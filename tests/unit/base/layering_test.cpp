// The order of the folders of common/, and who may include which library: read from the sources themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"

namespace ngcs::base {
namespace {

struct Include {
  std::string folder;
  std::string file;
  std::string target;  // between the quotes or brackets
  bool quoted;
};

std::vector<std::string> module_order() {
  std::vector<std::string> order;
  for (const std::string_view name : split(NGCS_TEST_MODULE_ORDER, ',')) order.emplace_back(name);
  return order;
}

std::vector<Include> all_includes() {
  std::vector<Include> includes;
  const std::filesystem::path common = std::filesystem::path(NGCS_TEST_SOURCE_DIR) / "common";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(common)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    const auto relative = std::filesystem::relative(entry.path(), common);
    std::ifstream in(entry.path());
    std::string line;
    while (std::getline(in, line)) {
      std::string_view text = trim(line);
      if (!text.starts_with('#')) continue;
      text = trim(text.substr(1));
      if (!text.starts_with("include")) continue;
      text = trim(text.substr(7));
      if (text.size() < 2) continue;
      const char close = text[0] == '"' ? '"' : '>';
      includes.push_back({relative.begin()->string(), relative.string(),
                          std::string(text.substr(1, text.find(close, 1) - 1)), close == '"'});
    }
  }
  return includes;
}

std::size_t position(const std::vector<std::string>& order, const std::string& name) {
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), name) - order.begin());
}

TEST(Layering, EveryFolderIncludesOnlyItselfAndFoldersAboveIt) {
  const auto order = module_order();
  ASSERT_GT(order.size(), 10U);
  const auto includes = all_includes();
  ASSERT_GT(includes.size(), 50U);
  for (const Include& include : includes) {
    const std::size_t own = position(order, include.folder);
    EXPECT_LT(own, order.size()) << "common/" << include.folder << " is in no order";
    if (!include.quoted) continue;
    const std::string target = include.target.substr(0, include.target.find('/'));
    const std::size_t other = position(order, target);
    EXPECT_LT(other, order.size()) << include.file << " includes \"" << include.target
                                   << "\": write it as \"folder/file.h\"";
    EXPECT_LE(other, own) << include.file << " includes " << include.target << ", which lies below it";
  }
}

TEST(Layering, LibrariesStayInTheirFolders) {
  const std::map<std::string, std::string> only = {
      {"nlohmann/", "json"}, {"curl/", "http"}, {"libsecret/", "nowhere in common"}, {"gio/", "nowhere in common"}};
  for (const Include& include : all_includes()) {
    for (const auto& [prefix, folder] : only) {
      if (include.target.starts_with(prefix)) {
        EXPECT_EQ(include.folder, folder) << include.file << " includes <" << include.target << ">";
      }
    }
  }
}

TEST(Layering, WhatTheHelperLinksStaysFast) {
  // These pull in locale initialisation or compile state machines at start-up.
  const std::vector<std::string> slow = {"iostream", "fstream", "sstream", "iomanip",
                                         "regex",    "locale",  "pwd.h",   "netdb.h"};
  const auto order = module_order();
  for (const Include& include : all_includes()) {
    if (position(order, include.folder) > position(order, "protocol")) continue;
    EXPECT_EQ(std::find(slow.begin(), slow.end(), include.target), slow.end())
        << include.file << " includes <" << include.target << ">";
  }
}

}  // namespace
}  // namespace ngcs::base
