#include "clients/docker_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "clients/containers_files.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using base::MapEnvironment;
using test::TempDir;

void make_program(const std::string& path, std::string_view script) { test::write_file(path, script, 0755); }

base::Result<void> runs(const std::string& /*path*/) { return {}; }

TEST(DockerLocation, FollowsDockersOrder) {
  MapEnvironment environment;
  environment.set("HOME", "/home/ada");
  EXPECT_EQ(locate_docker(environment, std::nullopt)->file, "/home/ada/.docker/config.json");
  environment.set("DOCKER_CONFIG", "/etc/d/");
  EXPECT_EQ(locate_docker(environment, std::nullopt)->file, "/etc/d/config.json");
  EXPECT_EQ(locate_docker(environment, "/x//")->file, "/x/config.json");
  EXPECT_EQ(locate_docker(environment, "y")->file, std::filesystem::current_path().string() + "/y/config.json");
  EXPECT_EQ(locate_docker(environment, "/x")->why, "--config");
  EXPECT_EQ(locate_docker(environment, "")->why, "DOCKER_CONFIG");
}

TEST(AutomaticStore, IsWhatDockerWouldChoose) {
  const TempDir dir;
  MapEnvironment environment;
  environment.set("PATH", dir.path());
  EXPECT_FALSE(automatic_store(environment));
  make_program(dir / "docker-credential-secretservice", "#!/bin/sh\n");
  EXPECT_EQ(automatic_store(environment), "secretservice");
  make_program(dir / "pass", "#!/bin/sh\n");  // pass is preferred, but its helper is missing: plain text
  EXPECT_FALSE(automatic_store(environment));
  make_program(dir / "docker-credential-pass", "#!/bin/sh\n");
  EXPECT_EQ(automatic_store(environment), "pass");
}

TEST(RequireHelper, NamesTheRemedy) {
  const TempDir dir;
  MapEnvironment environment;
  EXPECT_EQ(require_helper(environment, "ngc", runs).error().code, base::Errc::kNotFound);
  environment.set("PATH", dir.path());
  EXPECT_EQ(require_helper(environment, "ngc", runs).error().code, base::Errc::kNotFound);
  make_program(dir / "docker-credential-ngc", "#!/bin/sh\n");
  EXPECT_EQ(*require_helper(environment, "ngc", runs), dir / "docker-credential-ngc");
  const auto linked = require_helper(environment, "ngc-work", runs);
  ASSERT_FALSE(linked);
  EXPECT_EQ(linked.error().hint, "make the link: ln -s docker-credential-ngc " + (dir / "docker-credential-ngc-work"));
  const auto broken = require_helper(environment, "ngc", [](const std::string&) -> base::Result<void> {
    return base::Error(base::Errc::kUnavailable, "no");
  });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, base::Errc::kUnavailable);
}

TEST(RunHelperVersion, TellsOursFromOthers) {
  const TempDir dir;
  make_program(dir / "ours", "#!/bin/sh\necho 'docker-credential-ngc 1.0'\n");
  make_program(dir / "other", "#!/bin/sh\necho 'docker-credential-pass v1'\n");
  make_program(dir / "fails", "#!/bin/sh\nexit 3\n");
  EXPECT_TRUE(run_helper_version(dir / "ours"));
  EXPECT_EQ(run_helper_version(dir / "other").error().code, base::Errc::kUnexpected);
  EXPECT_EQ(run_helper_version(dir / "fails").error().detail, 3);
  EXPECT_FALSE(run_helper_version(dir / "absent"));
}

TEST(ContainersFiles, AreAskedInContainersImagesOrder) {
  MapEnvironment environment;
  environment.set("HOME", "/home/ada");
  auto files = containers_files(environment, 1000);
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].path, "/run/containers/1000/auth.json");
  EXPECT_TRUE(files[0].writable);
  EXPECT_EQ(files[1].path, "/home/ada/.config/containers/auth.json");
  EXPECT_EQ(files[2].path, "/home/ada/.docker/config.json");
  environment.set("XDG_RUNTIME_DIR", "/run/user/1000");
  environment.set("XDG_CONFIG_HOME", "/c");
  environment.set("DOCKER_CONFIG", "/d");
  files = containers_files(environment, 1000);
  EXPECT_EQ(files[0].path, "/run/user/1000/containers/auth.json");
  EXPECT_EQ(files[1].path, "/c/containers/auth.json");
  EXPECT_EQ(files[2].path, "/d/config.json");
  environment.set("REGISTRY_AUTH_FILE", "/a.json");
  EXPECT_EQ(containers_files(environment, 1000)[0].path, "/a.json");
}

TEST(AnswerOf, HelperBeforePlainEntryOfTheHost) {
  const auto file = [](const char* text) { return std::move(*inspect_auth_file(*json::parse(text), "f")); };
  const AuthFile both = file(R"({"auths":{"nvcr.io":{"auth":"YTpi"}},"credHelpers":{"nvcr.io":"ngc"}})");
  EXPECT_EQ(answer_of(both).kind, Answer::Kind::kHelper);
  EXPECT_EQ(answer_of(both).helper, "ngc");
  const AuthFile plain = file(R"({"auths":{"nvcr.io/org":{"auth":"eDp5"},"https://nvcr.io":{"auth":"YTpi"}}})");
  ASSERT_EQ(answer_of(plain).kind, Answer::Kind::kPlain);
  EXPECT_EQ(answer_of(plain).entry->user, "a");
  EXPECT_EQ(answer_of(file(R"({"auths":{"nvcr.io":{}}})")).kind, Answer::Kind::kNothing);
}

}  // namespace
}  // namespace ngcs::clients
