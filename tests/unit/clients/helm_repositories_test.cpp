#include "clients/helm_repositories.h"

#include <gtest/gtest.h>

#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using base::Errc;

// As Helm itself writes it, with a comment and fields of a later Helm added by hand.
constexpr const char* kFile = R"(apiVersion: ""
generated: "0001-01-01T00:00:00Z"
# ours
repositories:
- caFile: ""
  certFile: ""
  insecure_skip_tls_verify: false
  keyFile: ""
  name: nvaie   # the paid one
  pass_credentials_all: false
  password: nvapi-MARKED-one
  url: https://helm.ngc.nvidia.com/nvaie
  username: $oauthtoken
  x-future: [1, {a: "b"}]
- {name: "flow", url: 'https://charts.example/stable', password: "s3cret", username: bob}
- name: zwölf
  url: https://$oauthtoken:nvapi-MARKED%2Dtwo@helm.ngc.nvidia.com/acme/zoom
  password:
trailing: ~
)";

HelmRepositories parsed(std::string_view text) {
  auto file = HelmRepositories::parse(secret::SecretString(text), "/r.yaml");
  EXPECT_TRUE(file) << file.error().message;
  return std::move(*file);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::vector<HelmEdit> edits(std::initializer_list<std::tuple<std::size_t, HelmField, const char*>> list) {
  std::vector<HelmEdit> all;
  for (const auto& [entry, field, value] : list) all.push_back({entry, field, secret::SecretString(value)});
  return all;
}

TEST(HelmRepositories, ReadsWhatHelmReads) {
  const auto file = parsed(kFile);
  ASSERT_EQ(file.entries().size(), 3U);
  const HelmEntry& first = file.entries()[0];
  EXPECT_EQ(first.name, "nvaie");
  EXPECT_EQ(first.url, "https://helm.ngc.nvidia.com/nvaie");
  EXPECT_EQ(first.user, "$oauthtoken");
  EXPECT_EQ(first.password.reveal(), "nvapi-MARKED-one");
  EXPECT_EQ(first.line, 5U);
  EXPECT_FALSE(first.password_in_url);
  EXPECT_EQ(file.entries()[1].url, "https://charts.example/stable");
  EXPECT_EQ(file.entries()[1].password.reveal(), "s3cret");
  const HelmEntry& third = file.entries()[2];
  EXPECT_EQ(third.url, "https://helm.ngc.nvidia.com/acme/zoom");
  EXPECT_EQ(third.user, "$oauthtoken");
  EXPECT_EQ(third.password.reveal(), "nvapi-MARKED-two");
  EXPECT_TRUE(third.password_in_url);
  EXPECT_EQ(file.find("flow"), &file.entries()[1]);
  EXPECT_EQ(file.find("other"), nullptr);
}

TEST(HelmRepositories, ChangesOnlyTheValuesNamed) {
  const auto file = parsed(kFile);
  const auto changed = file.with(edits({{0, HelmField::kUrl, "ngc://nvaie"},
                                        {0, HelmField::kUserName, ""},
                                        {0, HelmField::kPassword, ""},
                                        {2, HelmField::kUrl, "ngc://acme/zoom?profile=own"}}));
  ASSERT_TRUE(changed) << changed.error().message;
  std::string expected = replaced(kFile, "https://helm.ngc.nvidia.com/nvaie", "ngc://nvaie");
  expected = replaced(expected, "nvapi-MARKED-one", "\"\"");
  expected = replaced(expected, "username: $oauthtoken", "username: \"\"");
  expected = replaced(expected, "https://$oauthtoken:nvapi-MARKED%2Dtwo@helm.ngc.nvidia.com/acme/zoom",
                      "ngc://acme/zoom?profile=own");
  EXPECT_EQ(changed->text().reveal(), expected);
  EXPECT_EQ(changed->entries()[2].url, "ngc://acme/zoom?profile=own");
  // And back again: every byte as it was.
  const auto back = changed->with(edits({{0, HelmField::kUrl, "https://helm.ngc.nvidia.com/nvaie"},
                                         {0, HelmField::kUserName, "$oauthtoken"},
                                         {0, HelmField::kPassword, "nvapi-MARKED-one"}}));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->text().reveal(),
            replaced(kFile, "https://$oauthtoken:nvapi-MARKED%2Dtwo@helm.ngc.nvidia.com/acme/zoom",
                     "ngc://acme/zoom?profile=own"));
}

TEST(HelmRepositories, KeepsQuotesAndFillsInWhatIsNothing) {
  const auto file = parsed(kFile);
  const auto changed = file.with(edits({{1, HelmField::kUrl, "ngc://a"},
                                        {1, HelmField::kPassword, "x \"y\" 'z'"},
                                        {1, HelmField::kUserName, "12"},
                                        {2, HelmField::kPassword, "true"}}));
  ASSERT_TRUE(changed) << changed.error().message;
  const std::string text(changed->text().reveal());
  EXPECT_NE(text.find(R"({name: "flow", url: 'ngc://a', password: "x \"y\" 'z'", username: "12"})"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  password: \"true\"\n"), std::string::npos) << text;
  EXPECT_EQ(changed->entries()[1].password.reveal(), "x \"y\" 'z'");
}

TEST(HelmRepositories, RefusesWhatCannotBeExchangedInPlace) {
  const auto no_field = parsed("repositories:\n- name: a\n  url: b\n").with(edits({{0, HelmField::kPassword, "x"}}));
  ASSERT_FALSE(no_field);
  EXPECT_EQ(no_field.error().code, Errc::kUnsupported);
  EXPECT_NE(no_field.error().message.find("line 2"), std::string::npos) << no_field.error().message;
  const auto block = parsed("repositories:\n- name: a\n  url: |\n    b\n").with(edits({{0, HelmField::kUrl, "x"}}));
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, Errc::kUnsupported);
  const auto control = parsed(kFile).with(edits({{0, HelmField::kUrl, "ngc://a\nurl: b"}}));
  ASSERT_FALSE(control);
  // Nothing in the place of nothing is no change.
  const auto nothing = parsed("repositories:\n- name: a\n  url: b\n").with(edits({{0, HelmField::kPassword, ""}}));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->text().reveal(), "repositories:\n- name: a\n  url: b\n");
}

TEST(HelmRepositories, NamesFileAndLineOfWhatIsMalformed) {
  struct Case {
    const char* text;
    const char* line;
    Errc code = Errc::kInvalidInput;
  };
  const std::vector<Case> cases = {
      {"repositories:\n- name: [x\n", "line 3"},
      {"repositories: 5\n", "line 1"},
      {"- a\n", "line 1"},
      {"a: 1\nrepositories:\n- just text\n", "line 3"},
      {"repositories:\n- name: a\n  url: [1]\n", "line 3"},
      {"repositories:\n- name: a\n  password: {}\n", "line 3"},
      {"repositories:\n- name: a\n  NAME: b\n", "line 3"},
      {"repositories:\n- &a {name: x}\n- *a\n", "line 2", Errc::kUnsupported},
      {"repositories: []\n---\nrepositories: []\n", "line 2", Errc::kUnsupported},
      {"repositories:\n- name: !!str x\n", "line 2", Errc::kUnsupported},
      {"repositories:\n- name: \xff\n", "line 1"},
  };
  for (const Case& one : cases) {
    const auto file = HelmRepositories::parse(secret::SecretString(one.text), "/home/ada/r.yaml");
    ASSERT_FALSE(file) << one.text;
    EXPECT_EQ(file.error().code, one.code) << one.text << file.error().message;
    EXPECT_TRUE(file.error().message.starts_with("/home/ada/r.yaml: ")) << file.error().message;
    EXPECT_NE(file.error().message.find(one.line), std::string::npos) << one.text << file.error().message;
    EXPECT_EQ(file.error().message.find('\n'), std::string::npos);
  }
}

TEST(HelmRepositories, ErrorsQuoteNoPassword) {
  for (const char* text :
       {"repositories:\n- password: \"nvapi-MARKED\n", "repositories:\n- password: nvapi-MARKED: x\n",
        "repositories:\n- {password: nvapi-MARKED\n"}) {
    const auto file = HelmRepositories::parse(secret::SecretString(text), "/r.yaml");
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().message.find("MARKED"), std::string::npos) << file.error().message;
  }
}

TEST(HelmRepositories, HasLimits) {
  std::string deep = "repositories: ";
  deep.append(200, '[');
  EXPECT_EQ(HelmRepositories::parse(secret::SecretString(deep), "/r").error().code, Errc::kTooLarge);
  const std::string large(kMaxRepositories + 1, '#');
  EXPECT_EQ(HelmRepositories::parse(secret::SecretString(large), "/r").error().code, Errc::kTooLarge);
}

TEST(HelmRepositories, EmptyFilesHaveNoRepositories) {
  for (const char* text : {"", "\n# nothing\n", "repositories:\n", "repositories: []\n", "apiVersion: v1\n", "~\n"}) {
    EXPECT_TRUE(parsed(text).entries().empty()) << text;
  }
  const test::TempDir dir;
  const auto missing = HelmRepositories::read(dir / "repositories.yaml");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->exists());
}

TEST(HelmRepositories, TheTextForPeopleShowsNoPassword) {
  const std::string shown = parsed(kFile).masked_text();
  EXPECT_EQ(shown.find("MARKED"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("s3cret"), std::string::npos) << shown;
  EXPECT_NE(shown.find("url: https://(not shown)@helm.ngc.nvidia.com/acme/zoom"), std::string::npos) << shown;
  EXPECT_NE(shown.find("# the paid one"), std::string::npos);
}

TEST(HelmRepositories, LineEndsOfOtherSystemsAndMarksStay) {
  const std::string text = "\xEF\xBB\xBFrepositories:\r\n- name: a\r\n  url: https://x\r\n  password: p\r\n";
  const auto changed = parsed(text).with(edits({{0, HelmField::kUrl, "ngc://b"}}));
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->text().reveal(), replaced(text, "https://x", "ngc://b"));
}

}  // namespace
}  // namespace ngcs::clients
