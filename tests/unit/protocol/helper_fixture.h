// The protocol over memory, with an environment that notices being read.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/paths.h"
#include "config/settings.h"
#include "memory_stores.h"
#include "protocol/helper.h"
#include "temp_dir.h"

namespace ngcs::protocol {

const std::string kKey = "nvapi-" + std::string(64, 'k');
const std::string kOther = "nvapi-" + std::string(64, 'o');

// A foreign host must be answered without the environment.
class WatchedEnvironment final : public base::Environment {
 public:
  [[nodiscard]] std::optional<std::string_view> get(const char* name) const override {
    ++reads;
    return values.get(name);
  }
  base::MapEnvironment values;
  mutable int reads = 0;
};

class HelperTest : public testing::Test {
 protected:
  HelperTest() { environment_.values.set("NGC_AUTH_HOME", dir_.path()); }

  Answer ask(Action action, std::string_view input, const std::optional<std::string>& profile = {}) {
    return answer(action, secret::SecretString(input), profile, {environment_, clock_, stores_});
  }
  std::string get(std::string_view server = "nvcr.io", const std::optional<std::string>& profile = {}) {
    const Answer answer = ask(Action::kGet, server, profile);
    EXPECT_EQ(answer.exit_code == 0, answer.out.reveal().starts_with("{"));
    return std::string(answer.out.reveal());
  }
  Answer store(std::string_view key, std::string_view server = "nvcr.io", std::string_view user = "$oauthtoken",
               const std::optional<std::string>& profile = {}) {
    return ask(Action::kStore,
               "{\"ServerURL\":\"" + std::string(server) + "\",\"Username\":\"" + std::string(user) +
                   "\",\"Secret\":\"" + std::string(key) + "\"}\n",
               profile);
  }
  config::Config load() {
    const auto paths = base::resolve_paths(environment_.values);
    auto config = config::Config::load(*paths, environment_.values);
    EXPECT_TRUE(config);
    return std::move(*config);
  }
  // Changes the index as `docker ngc` would.
  template <typename Change>
  void change_index(Change change) {
    const auto paths = base::resolve_paths(environment_.values);
    ASSERT_TRUE(config::update(*paths, environment_.values, [&](config::Config& config) -> base::Result<void> {
      change(config);
      return {};
    }));
  }
  // A profile with a known org and a key, as `docker ngc login` leaves it.
  void log_in(const std::string& name, const std::string& org, const std::string& key) {
    change_index([&](config::Config& config) {
      config::Profile profile;
      profile.name = name;
      profile.org = org;
      config.put(profile);
    });
    ASSERT_TRUE(stores_.vault.put(name, secret::SecretString(key)));
  }

  test::TempDir dir_;
  WatchedEnvironment environment_;
  base::FixedClock clock_{1764072000};
  test::MemoryStores stores_;
};

inline std::string answer_for(std::string_view server, std::string_view key) {
  return "{\"ServerURL\":\"" + std::string(server) + "\",\"Username\":\"$oauthtoken\",\"Secret\":\"" +
         std::string(key) + "\"}\n";
}

constexpr std::string_view kNotFoundLine = "credentials not found in native keychain\n";

}  // namespace ngcs::protocol
