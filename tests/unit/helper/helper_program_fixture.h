// The built helper with a home of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "program.h"
#include "temp_dir.h"

namespace ngcs::test {

inline const std::string kHelper = NGCS_TEST_HELPER;
inline const std::string kKey = "nvapi-" + std::string(64, 'k');
inline const std::string kOther = "nvapi-" + std::string(64, 'o');
inline constexpr std::string_view kNotFoundLine = "credentials not found in native keychain\n";

inline std::string pair_of(std::string_view server, std::string_view key) {
  return "{\"ServerURL\":\"" + std::string(server) + "\",\"Username\":\"$oauthtoken\",\"Secret\":\"" +
         std::string(key) + "\"}\n";
}

class HelperProgram : public testing::Test {
 protected:
  HelperProgram() {
    start_.argv = {kHelper, "get"};
    start_.environment = {{"HOME", home_.path()}, {"PATH", "/usr/bin:/bin"}};
  }

  // `words` are the arguments.
  Outcome ask(std::vector<std::string> words, std::string input = {}) {
    Start start = start_;
    start.argv = {kHelper};
    start.argv.insert(start.argv.end(), words.begin(), words.end());
    start.input = std::move(input);
    return run(start);
  }
  Outcome get(const std::string& server = "nvcr.io") { return ask({"get"}, server); }
  Outcome store(const std::string& key) { return ask({"store"}, pair_of("nvcr.io", key)); }

  [[nodiscard]] std::string vault() const { return home_ / ".local/share/ngc-auth/vault"; }
  [[nodiscard]] std::string index() const { return home_ / ".config/ngc-auth/config.json"; }

  TempDir home_;
  Start start_;
};

}  // namespace ngcs::test
