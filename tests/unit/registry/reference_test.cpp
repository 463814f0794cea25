#include "registry/reference.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using ngcs::base::Errc;
using ngcs::registry::parse_image;
using ngcs::registry::parse_space;

TEST(Space, OrgAndTeam) {
  const auto org = parse_space("mxa8oi8djw7m");
  ASSERT_TRUE(org);
  EXPECT_EQ(org->org, "mxa8oi8djw7m");
  EXPECT_EQ(org->team, "");
  EXPECT_EQ(org->path(), "mxa8oi8djw7m");

  const auto team = parse_space(" acme/zoom \n");
  ASSERT_TRUE(team);
  EXPECT_EQ(team->org, "acme");
  EXPECT_EQ(team->team, "zoom");
  EXPECT_EQ(team->path(), "acme/zoom");
}

TEST(Space, TheErrorNamesThePartThatIsWrong) {
  struct Case {
    std::string text;
    std::string_view part;
  };
  const Case kCases[] = {
      {"", "the org is missing"},
      {"/zoom", "the org is missing"},
      {"acme/", "the team is missing"},
      {"ac me", "the org 'ac me'"},
      {"acme/zo?om", "the team 'zo?om'"},
      {"-acme", "the org '-acme'"},
      {"../x", "the org '..'"},
      {"acme/zoom/app", "more than an org and a team"},
      {std::string(129, 'a'), "the org 'aaa"},
      {std::string("ac\0me", 5), "the org 'ac\\x00me'"},
  };
  for (const Case& test : kCases) {
    const auto space = parse_space(test.text);
    ASSERT_FALSE(space) << test.text;
    EXPECT_EQ(space.error().code, Errc::kInvalidInput);
    EXPECT_NE(space.error().message.find(test.part), std::string::npos) << space.error().message;
  }
}

constexpr std::string_view kDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct Image {
  std::string text;
  std::string_view org;
  std::string_view team;
  std::string_view name;
  std::string_view tag;
  std::string_view digest;
};

TEST(ImageReference, AllForms) {
  const Image kImages[] = {
      {"nvcr.io/nvidia/cuda", "nvidia", "", "cuda", "", ""},
      {"nvcr.io/nvidia/cuda:12.4.1-base", "nvidia", "", "cuda", "12.4.1-base", ""},
      {"nvcr.io/acme/zoom/app:1", "acme", "zoom", "app", "1", ""},
      {"https://nvcr.io/acme/zoom/app:1", "acme", "zoom", "app", "1", ""},
      {"docker://nvcr.io/acme/app", "acme", "", "app", "", ""},
      {"NVCR.IO:443/acme/app", "acme", "", "app", "", ""},
      {"nvcr.io/acme/app@" + std::string(kDigest), "acme", "", "app", "", kDigest},
      {"nvcr.io/acme/app:1@" + std::string(kDigest), "acme", "", "app", "1", kDigest},
      {" nvcr.io/acme/app \n", "acme", "", "app", "", ""},
  };
  for (const Image& expected : kImages) {
    SCOPED_TRACE(expected.text);
    const auto image = parse_image(expected.text, false);
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->space.org, expected.org);
    EXPECT_EQ(image->space.team, expected.team);
    EXPECT_EQ(image->name, expected.name);
    EXPECT_EQ(image->tag, expected.tag);
    EXPECT_EQ(image->digest, expected.digest);
  }
}

TEST(ImageReference, TheRepositoryIsThePath) {
  EXPECT_EQ(parse_image("nvcr.io/acme/zoom/app:1", false)->repository(), "acme/zoom/app");
  EXPECT_EQ(parse_image("nvcr.io/acme/app", false)->repository(), "acme/app");
}

TEST(ImageReference, TheHostMayBeLeftOutWhereAllowed) {
  const auto image = parse_image("acme/zoom/app:1", true);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->repository(), "acme/zoom/app");
  EXPECT_FALSE(parse_image("acme/zoom/app:1", false));
  // A first part with a dot or a port is a host, as docker has it.
  EXPECT_FALSE(parse_image("docker.io/acme/app", true));
  EXPECT_FALSE(parse_image("localhost:5000/acme/app", true));
}

TEST(ImageReference, EverythingElseIsRefusedWithTheReason) {
  struct Case {
    std::string text;
    std::string_view why;
  };
  const Case kCases[] = {
      {"", "the host is another one"},
      {"nvcr.io", "it names no org"},
      {"nvcr.io/", "it names no org"},
      {"nvcr.io/acme", "it names no org"},
      {"nvcr.io/a/b/c/d", "more than org, team and name"},
      {"nvcr.io//app", "is not a name"},
      {"nvcr.io/acme/app:", "the tag is not valid"},
      {"nvcr.io/acme/app:-x", "the tag is not valid"},
      {"nvcr.io/acme/app:" + std::string(129, 't'), "the tag is not valid"},
      {"nvcr.io/acme/app@sha256:00", "the digest is not"},
      {"nvcr.io/acme/app@md5:00", "the digest is not"},
      {"nvcr.io/acme/app@sha256:" + std::string(64, 'G'), "the digest is not"},
      {"nvcr.io/ac me/app", "is not a name"},
      {"nvcr.io/acme/app\nx", "control characters"},
      {"nvcr.io/acme/\xFF", "control characters"},
      {"docker.io/acme/app", "the host is another one"},
      {"nvcr.io.evil.example/acme/app", "the host is another one"},
      {"nvcr.io@evil.example/acme/app", "the host is another one"},
      {"nvcr.io:8443/acme/app", "the host is another one"},
  };
  for (const Case& test : kCases) {
    const auto image = parse_image(test.text, false);
    ASSERT_FALSE(image) << test.text;
    EXPECT_EQ(image.error().code, Errc::kInvalidInput);
    EXPECT_NE(image.error().message.find(test.why), std::string::npos) << image.error().message;
    EXPECT_FALSE(image.error().hint.empty());
  }
}

}  // namespace
