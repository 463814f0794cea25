#include "runner/login_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ngcs::sandbox {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class LoginProfiles : public testing::Test {
 protected:
  LoginProfiles() {
    std::string name = testing::TempDir() + "login-profiles.XXXXXX";
    dir_ = mkdtemp(name.data());
    environment_ = {{"HOME", dir_ / "home"}, {"PATH", (dir_ / "p/bin").string() + ":/bin"}};
    fs::create_directories(dir_ / "home");
    world_.keys.push_back({"k1", "nvapi-one", KeyKind::kPersonal, "ada", "acme", {}, {}, false, {}});
    world_.keys.push_back({"k2", "nvapi-two", KeyKind::kPersonal, "ada", "acme", {}, {}, false, {}});
    world_.machine.profiles = {{"old", "k1", false}, {"new", "k2", true}};
  }
  ~LoginProfiles() override { fs::remove_all(dir_); }

  std::string program(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << text;
    chmod(file.c_str(), 0755);
    return file;
  }
  [[nodiscard]] std::string said() const {
    std::ifstream in(dir_ / "home/said");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  fs::path dir_;
  EnvMap environment_;
  World world_;
};

TEST_F(LoginProfiles, FindsTheSuiteWhereItIsInstalled) {
  const std::string beside = program(dir_ / "p/lib/docker/cli-plugins/docker-ngc", "");
  EXPECT_THAT(find_suite(environment_), ElementsAre(beside, "ngc"));
  const std::string own = program(dir_ / "home/.docker/cli-plugins/docker-ngc", "");
  EXPECT_THAT(find_suite(environment_), ElementsAre(own, "ngc"));
  const std::string podman = program(dir_ / "p/bin/podman-auth", "");
  EXPECT_THAT(find_suite(environment_), ElementsAre(podman));
}

TEST_F(LoginProfiles, LogsInWithKeysOnStandardInputAndChoosesTheDefault) {
  program(dir_ / "p/bin/podman-auth", "{ echo \"$@\"; cat; } >>\"$HOME/said\"\n");
  const auto done = login_profiles(world_, environment_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(said(),
            "login --key-stdin --no-configure --profile old\nnvapi-one\n"
            "login --key-stdin --no-configure --profile new\nnvapi-two\nuse new\n");
}

TEST_F(LoginProfiles, ALoginThatFailsEndsIt) {
  program(dir_ / "p/bin/podman-auth", "echo 'error: no service' >&2; exit 3\n");
  const auto done = login_profiles(world_, environment_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Errc::kUnavailable);
  EXPECT_THAT(done.error().message, HasSubstr("login of profile old ended with 3: error: no service"));
}

TEST_F(LoginProfiles, WithoutTheSuiteItSaysSoAndWithoutProfilesNothingIsAsked) {
  environment_["PATH"] = dir_ / "nothing/bin";
  if (!find_suite(environment_).empty()) GTEST_SKIP() << "the suite is installed on this machine";
  const auto done = login_profiles(world_, environment_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("not installed"));
  world_.machine.profiles.clear();
  EXPECT_TRUE(login_profiles(world_, environment_));
}

}  // namespace
}  // namespace ngcs::sandbox
