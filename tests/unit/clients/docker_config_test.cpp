#include "clients/docker_config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "clients/base64.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using test::TempDir;

constexpr const char* kKeyA = "nvapi-MARKEDsecretAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr const char* kKeyB = "nvapi-MARKEDsecretBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
constexpr const char* kNow = "2026-01-01T00:00:00Z";

std::string plain(const std::string& key) { return std::string(encode_base64("$oauthtoken:" + key).reveal()); }

// A configuration in a directory of its own, and the state beside it.
class DockerConfig : public testing::Test {
 protected:
  DockerConfig() {
    paths_.state_dir = dir_ / "state";
    location_ = {dir_ / "docker/config.json", "--config"};
    EXPECT_EQ(::mkdir((dir_ / "docker").c_str(), 0700), 0);
  }

  void write(std::string_view text, mode_t mode = 0600) { test::write_file(location_.file, text, mode); }
  [[nodiscard]] std::string text() const { return test::slurp(location_.file); }

  // Imports under the names "one", "two" … and keeps what it got.
  [[nodiscard]] KeyImport import() {
    return [this](const PlainKey& key) -> base::Result<std::string> {
      imported_.emplace_back(key.key.reveal());
      return "profile-" + std::to_string(imported_.size());
    };
  }
  [[nodiscard]] KeyLookup lookup() {
    return [this](const std::string& profile) -> base::Result<std::optional<secret::SecretString>> {
      const std::size_t index = std::stoul(profile.substr(8));
      if (index > imported_.size()) return std::optional<secret::SecretString>();
      return std::optional<secret::SecretString>(secret::SecretString(imported_[index - 1]));
    };
  }

  base::Result<void> configure(const ConfigureOptions& options = {}) {
    auto plan = plan_configure(std::move(*read_docker_file(location_)), options);
    if (!plan) return std::move(plan).error();
    notes_ = plan->notes;
    if (!plan->changes()) return {};
    return apply(*plan, paths_, import(), kNow, Record::kMerge);
  }
  [[nodiscard]] std::optional<Journal> journal() {
    auto read = read_journal(journal_path(paths_, "docker", "configure", location_.file));
    EXPECT_TRUE(read);
    return std::move(*read);
  }
  base::Result<void> undo(const KeyLookup& lookup = {}) {
    auto plan = plan_undo(std::move(*read_docker_file(location_)), journal().value(), lookup);
    if (!plan) return std::move(plan).error();
    notes_ = plan->notes;
    if (!plan->changes()) return {};
    return apply(*plan, paths_, import(), kNow, Record::kNone);
  }
  [[nodiscard]] bool noted(std::string_view code) const {
    for (const PlanNote& note : notes_) {
      if (note.code == code) return true;
    }
    return false;
  }
  // Every byte under the test's directory: no key may be in it.
  [[nodiscard]] bool key_on_disk() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
      if (!entry.is_regular_file()) continue;
      const std::string content = test::slurp(entry.path().string());
      for (const std::string key : {kKeyA, kKeyB}) {
        if (content.find(key) != std::string::npos || content.find(plain(key)) != std::string::npos) return true;
      }
    }
    return false;
  }

  TempDir dir_;
  base::Paths paths_;
  DockerLocation location_;
  std::vector<std::string> imported_;
  std::vector<PlanNote> notes_;
};

// --- what is written, byte for byte

struct Edit {
  const char* name;
  const char* before;  // nullptr = no file
  const char* after;
};

class DockerConfigEdit : public DockerConfig, public testing::WithParamInterface<Edit> {};

TEST_P(DockerConfigEdit, KeepsEverythingElse) {
  if (GetParam().before != nullptr) write(GetParam().before);
  ASSERT_TRUE(configure());
  EXPECT_EQ(text(), GetParam().after);
  const std::string once = text();
  ASSERT_TRUE(configure());  // again: nothing changes
  EXPECT_EQ(text(), once);
}

TEST_P(DockerConfigEdit, UndoGivesTheSameBytes) {
  if (GetParam().before != nullptr) write(GetParam().before);
  ASSERT_TRUE(configure());
  ASSERT_TRUE(undo());
  if (GetParam().before == nullptr) {
    EXPECT_FALSE(std::filesystem::exists(location_.file));
  } else {
    const std::string before(GetParam().before);
    EXPECT_EQ(text(), before.empty() ? "{}" : before);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, DockerConfigEdit,
    testing::Values(
        Edit{"Tabs", "{\n\t\"psFormat\": \"x\",\n\t\"detachKeys\": \"ctrl-e\"\n}",
             "{\n\t\"psFormat\": \"x\",\n\t\"detachKeys\": \"ctrl-e\",\n\t\"credHelpers\": {\n\t\t\"nvcr.io\": "
             "\"ngc\",\n\t\t\"nvcr.io:443\": \"ngc\"\n\t}\n}"},
        Edit{"Helpers", "{\n  \"credHelpers\": {\n    \"gcr.io\": \"gcr\"\n  },\n  \"z\": 1,\n  \"a\": 2.50\n}\n",
             "{\n  \"credHelpers\": {\n    \"gcr.io\": \"gcr\",\n    \"nvcr.io\": \"ngc\",\n    \"nvcr.io:443\": "
             "\"ngc\"\n  },\n  \"z\": 1,\n  \"a\": 2.50\n}\n"},
        Edit{"Store", "{\n\t\"auths\": {\n\t\t\"nvcr.io\": {}\n\t},\n\t\"credsStore\": \"desktop\"\n}",
             "{\n\t\"auths\": {\n\t\t\"nvcr.io\": {}\n\t},\n\t\"credsStore\": \"desktop\",\n\t\"credHelpers\": "
             "{\n\t\t\"nvcr.io\": \"ngc\",\n\t\t\"nvcr.io:443\": \"ngc\"\n\t}\n}"}),
    [](const testing::TestParamInfo<Edit>& one) { return one.param.name; });

TEST_F(DockerConfig, MissingAndEmptyFiles) {
  ASSERT_TRUE(configure());
  EXPECT_TRUE(json::parse(text()));
  EXPECT_EQ(test::mode_of(location_.file), 0600U);
  ASSERT_TRUE(undo());
  EXPECT_FALSE(std::filesystem::exists(location_.file));

  write("");
  ASSERT_TRUE(configure());
  EXPECT_EQ(read_auth_file(location_.file)->helper_for("nvcr.io:443"), "ngc");
}

TEST_F(DockerConfig, ModeAndSymlinkStay) {
  const std::string target = dir_ / "dotfiles.json";
  test::write_file(target, "{}", 0640);
  ASSERT_EQ(::symlink(target.c_str(), location_.file.c_str()), 0);
  ASSERT_TRUE(configure());
  EXPECT_TRUE(std::filesystem::is_symlink(location_.file));
  EXPECT_EQ(test::mode_of(target), 0640U);
  EXPECT_NE(test::slurp(target).find("ngc"), std::string::npos);
}

TEST_F(DockerConfig, DamagedIsRefusedAndUntouched) {
  for (const char* bad : {"{", "[]", "{\"auths\":{},}", "{\"a\":1}{", "{\"auths\":[]}", "{\"a\":1,\"a\":2}", "\xff",
                          "{\"credHelpers\":{\"nvcr.io\":{}}, \"credHelpers\":{}}", "{\"AUTHS\":{}}"}) {
    write(bad);
    EXPECT_FALSE(configure()) << bad;
    EXPECT_EQ(text(), bad);
  }
}

TEST_F(DockerConfig, ReadOnlyDirectoryChangesNothing) {
  write("{}", 0644);
  ASSERT_EQ(::chmod((dir_ / "docker").c_str(), 0555), 0);
  EXPECT_TRUE(test::as_ordinary_user(dir_.path().c_str(), [&] {
    const auto done = configure();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::kPermission);
    EXPECT_FALSE(journal());
  }));
  ASSERT_EQ(::chmod((dir_ / "docker").c_str(), 0700), 0);
  EXPECT_EQ(text(), "{}");
}

TEST_F(DockerConfig, ChangedMeanwhileIsAConflict) {
  write("{}");
  auto plan = plan_configure(std::move(*read_docker_file(location_)), {});
  ASSERT_TRUE(plan);
  write("{\"psFormat\":\"x\"}");
  const auto applied = apply(*plan, paths_, import(), kNow, Record::kMerge);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, Errc::kConflict);
  EXPECT_EQ(text(), "{\"psFormat\":\"x\"}");
  EXPECT_FALSE(journal());
}

// --- helpers

TEST_F(DockerConfig, AnotherHelperIsReplacedSaidAndPutBack) {
  write(R"({"credHelpers":{"nvcr.io":"gcloud"}})");
  ASSERT_TRUE(configure());
  EXPECT_TRUE(noted("other-helper"));
  EXPECT_EQ(read_auth_file(location_.file)->helper_for("nvcr.io"), "ngc");
  ASSERT_TRUE(undo());
  EXPECT_EQ(text(), R"({"credHelpers":{"nvcr.io":"gcloud"}})");
}

TEST_F(DockerConfig, APinnedProfileStaysUnlessToldOtherwise) {
  write(R"({"credHelpers":{"nvcr.io":"ngc-work"}})");
  ASSERT_TRUE(configure());
  EXPECT_EQ(read_auth_file(location_.file)->helper_for("nvcr.io:443"), "ngc-work");
  ASSERT_TRUE(configure({.helper = "ngc"}));
  EXPECT_EQ(read_auth_file(location_.file)->helper_for("nvcr.io"), "ngc");
}

TEST_F(DockerConfig, DockersOwnChoiceIsWrittenDown) {
  write(R"({"psFormat":"x"})");
  ASSERT_TRUE(configure({.automatic_store = "pass"}));
  EXPECT_EQ(read_auth_file(location_.file)->credentials_store, "pass");
  EXPECT_TRUE(noted("creds-store-written"));
  ASSERT_TRUE(undo());
  EXPECT_EQ(text(), R"({"psFormat":"x"})");
}

TEST_F(DockerConfig, DockersChoiceIsLeftAloneWhereItHasNone) {
  for (const char* before : {R"({"auths":{"docker.io":{"auth":"YTpi"}}})", R"({"credsStore":"desktop"})",
                             R"({"credHelpers":{"gcr.io":"gcr"}})"}) {
    write(before);
    ASSERT_TRUE(configure({.automatic_store = "pass"}));
    EXPECT_NE(read_auth_file(location_.file)->credentials_store, "pass") << before;
  }
}

TEST_F(DockerConfig, CredsStoreStaysWhileLoginsDependOnIt) {
  write("{}");
  ASSERT_TRUE(configure({.automatic_store = "pass"}));
  auto document = json::Document::load(text());
  ASSERT_TRUE(document && document->set({"auths", "docker.io"}, json::Value::object()));
  write(document->text());
  ASSERT_TRUE(undo());
  EXPECT_EQ(read_auth_file(location_.file)->credentials_store, "pass");
  EXPECT_EQ(read_auth_file(location_.file)->helper_for("nvcr.io"), "");
  EXPECT_TRUE(noted("creds-store-kept"));
}

TEST_F(DockerConfig, WhatWasChangedSinceStays) {
  write("{}");
  ASSERT_TRUE(configure());
  write(R"({"credHelpers":{"nvcr.io":"other","nvcr.io:443":"ngc"}})");
  ASSERT_TRUE(undo());
  EXPECT_EQ(text(), R"({"credHelpers":{"nvcr.io":"other"}})");
  EXPECT_TRUE(noted("changed-since"));
}

// --- keys in plain text

TEST_F(DockerConfig, PlainKeysMoveIntoTheStore) {
  write("{\"auths\":{\"nvcr.io\":{\"auth\":\"" + plain(kKeyA) + "\"},\"https://nvcr.io/v2/\":{\"auth\":\"" +
        plain(kKeyB) + "\"},\"docker.io\":{\"auth\":\"YTpi\"}},\"HttpHeaders\":{\"X\":\"y\"}}");
  ASSERT_TRUE(configure());
  EXPECT_EQ(imported_, (std::vector<std::string>{kKeyA, kKeyB}));
  EXPECT_FALSE(key_on_disk());
  const json::Value after = *json::parse(text());
  EXPECT_EQ(after["auths"].dump(), R"({"nvcr.io":{},"docker.io":{"auth":"YTpi"}})");
  EXPECT_EQ(after["HttpHeaders"]["X"], "y");
  const Journal record = journal().value();
  ASSERT_EQ(record.keys.size(), 2U);
  EXPECT_EQ(record.keys[1].entry, "https://nvcr.io/v2/");
  EXPECT_EQ(record.keys[1].profile, "profile-2");
}

TEST_F(DockerConfig, UndoLeavesKeysInTheStoreUnlessToldByName) {
  write("{\"auths\":{\"nvcr.io\":{\"auth\":\"" + plain(kKeyA) + "\"}}}");
  const std::string before = text();
  ASSERT_TRUE(configure());
  ASSERT_TRUE(undo());
  EXPECT_TRUE(noted("key-stays"));
  EXPECT_FALSE(key_on_disk());
  EXPECT_EQ(text(), R"({"auths":{"nvcr.io":{}}})");

  write(before);
  ASSERT_TRUE(configure());
  imported_.push_back(kKeyA);
  ASSERT_TRUE(undo(lookup()));
  EXPECT_EQ(text(), before);
}

TEST_F(DockerConfig, NamespacedKeyKeepsItsOrgAsHint) {
  write("{\"auths\":{\"nvcr.io/orga\":{\"auth\":\"" + plain(kKeyA) + "\",\"email\":\"a@b\"}}}");
  auto plan = plan_configure(std::move(*read_docker_file(location_)), {});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->keys.size(), 1U);
  EXPECT_EQ(plan->keys[0].org, "orga");
  // Members that are none of docker's credential stay.
  EXPECT_EQ(plan->document.value()["auths"].dump(), R"({"nvcr.io/orga":{"email":"a@b"}})");
}

TEST_F(DockerConfig, WhatIsNoNgcKeyStaysAndIsSaid) {
  const std::string foreign_user(encode_base64("ada:secret").reveal());
  write("{\"auths\":{\"nvcr.io\":{\"auth\":\"" + foreign_user +
        "\"},\"https://nvcr.io\":{\"auth\":\"!\"},"
        "\"nvcr.io:443\":{\"identitytoken\":\"T\"},\"http://nvcr.io\":{\"auth\":\"" +
        plain("YOUR_KEY") + "\"}}}");
  const json::Value before = json::parse(text())->at("auths");
  ASSERT_TRUE(configure());
  EXPECT_EQ(json::parse(text())->at("auths"), before);
  for (const char* code : {"foreign-user", "unreadable-entry", "identity-token", "not-a-key"})
    EXPECT_TRUE(noted(code)) << code;
}

TEST_F(DockerConfig, AFailedImportLeavesTheFile) {
  write("{\"auths\":{\"nvcr.io\":{\"auth\":\"" + plain(kKeyA) + "\"}}}");
  const std::string before = text();
  auto plan = plan_configure(std::move(*read_docker_file(location_)), {});
  ASSERT_TRUE(plan);
  const auto refuse = [](const PlainKey&) -> base::Result<std::string> { return base::Error(Errc::kNoSpace, "full"); };
  EXPECT_FALSE(apply(*plan, paths_, refuse, kNow, Record::kMerge));
  EXPECT_EQ(text(), before);
  EXPECT_FALSE(journal());
}

TEST_F(DockerConfig, MaskedTextsShowNoValueButHelpers) {
  write(
      "{\"auths\":{\"nvcr.io\":{\"auth\":\"" + plain(kKeyA) +
      "\"}},\"HttpHeaders\":{\"Token\":\"MARKED\"},"
      "\"proxies\":{\"default\":{\"httpProxy\":\"http://u:MARKED@p\"}},\"list\":[\"MARKED\"],\"credsStore\":\"pass\"}");
  auto plan = plan_configure(std::move(*read_docker_file(location_)), {});
  ASSERT_TRUE(plan);
  const auto [before, after] = masked_texts(*plan);
  for (const std::string& shown : {before, after}) {
    EXPECT_EQ(shown.find("MARKED"), std::string::npos);
    EXPECT_EQ(shown.find(plain(kKeyA).substr(20, 20)), std::string::npos);
    EXPECT_NE(shown.find("\"credsStore\": \"pass\""), std::string::npos);
  }
  EXPECT_NE(before.find("\"auth\": \"(not shown)\""), std::string::npos);
  EXPECT_EQ(after.find("\"auth\""), std::string::npos);
  EXPECT_NE(after.find("\"nvcr.io\": \"ngc\""), std::string::npos);
}

// --- unconfigure

TEST_F(DockerConfig, UnconfigureTakesEveryEntryOfOursOut) {
  write(R"({"credHelpers":{"nvcr.io":"ngc-a","https://nvcr.io":"ngc","gcr.io":"gcr","nvcr.io:443":"other"}})");
  auto plan = plan_unconfigure(std::move(*read_docker_file(location_)), std::nullopt, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->document.text(), R"({"credHelpers":{"gcr.io":"gcr","nvcr.io:443":"other"}})");
  EXPECT_EQ(plan->journal.members.size(), 2U);
}

TEST_F(DockerConfig, UnconfigureUsesTheRecordOfConfigure) {
  write(R"({"credHelpers":{"nvcr.io":"gcloud"}})");
  ASSERT_TRUE(configure());
  auto plan = plan_unconfigure(std::move(*read_docker_file(location_)), journal(), {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->document.text(), R"({"credHelpers":{"nvcr.io":"gcloud"}})");
}

}  // namespace
}  // namespace ngcs::clients
