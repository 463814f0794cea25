#include "clients/undo_journal.h"

#include <gtest/gtest.h>

#include "temp_dir.h"

namespace ngcs::clients {
namespace {

using test::TempDir;

Journal sample() {
  Journal journal;
  journal.client = "docker";
  journal.verb = "configure";
  journal.file = "/home/ada/.docker/config.json";
  journal.written_at = "2026-01-01T00:00:00Z";
  journal.created = {"credHelpers"};
  journal.members = {{{"credHelpers", "nvcr.io"}, std::nullopt, "ngc"}, {{"credsStore"}, "a", "b"}};
  journal.keys = {{"nvcr.io", "acme"}};
  return journal;
}

TEST(UndoJournal, IsReadAsItWasWritten) {
  const TempDir dir;
  const std::string path = dir / "state/undo/x.json";
  ASSERT_TRUE(write_journal(path, sample()));
  EXPECT_EQ(test::mode_of(path), 0600U);
  const auto read = read_journal(path);
  ASSERT_TRUE(read && *read);
  const Journal& journal = **read;
  EXPECT_EQ(journal.file, sample().file);
  EXPECT_EQ(journal.created, sample().created);
  ASSERT_EQ(journal.members.size(), 2U);
  EXPECT_EQ(journal.members[0].path, (json::Path{"credHelpers", "nvcr.io"}));
  EXPECT_FALSE(journal.members[0].before);
  EXPECT_EQ(journal.members[0].after, "ngc");
  EXPECT_EQ(journal.members[1].before, "a");
  ASSERT_EQ(journal.keys.size(), 1U);
  EXPECT_EQ(journal.keys[0].profile, "acme");
}

TEST(UndoJournal, AbsentIsNothing) {
  const TempDir dir;
  const auto read = read_journal(dir / "absent.json");
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST(UndoJournal, TooOpenIsRefused) {
  const TempDir dir;
  ASSERT_TRUE(write_journal(dir / "x.json", sample()));
  ASSERT_EQ(::chmod((dir / "x.json").c_str(), 0644), 0);
  const auto read = read_journal(dir / "x.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Errc::kTooOpen);
}

TEST(UndoJournal, MergeKeepsTheOldestBefore) {
  Journal journal = sample();
  Journal later;
  later.written_at = "2026-02-02T00:00:00Z";
  later.members = {{{"credHelpers", "nvcr.io"}, "ngc", "ngc-work"},
                   {{"credHelpers", "nvcr.io:443"}, std::nullopt, "ngc"}};
  later.keys = {{"nvcr.io", "other"}, {"https://nvcr.io", "third"}};
  later.created = {"credHelpers", "credsStore"};
  journal.merge(later);
  ASSERT_EQ(journal.members.size(), 3U);
  EXPECT_FALSE(journal.members[0].before);
  EXPECT_EQ(journal.members[0].after, "ngc-work");
  ASSERT_EQ(journal.keys.size(), 2U);
  EXPECT_EQ(journal.keys[0].profile, "other");
  EXPECT_EQ(journal.created, (std::vector<std::string>{"credHelpers", "credsStore"}));
}

TEST(UndoJournal, DamagedIsRefusedAndStays) {
  const TempDir dir;
  for (const char* text :
       {"", "{", "[]", "{}", R"({"schema":"ngc-undo/2","members":[],"keys":[]})",
        R"({"schema":"ngc-undo/1","keys":[]})", R"({"schema":"ngc-undo/1","members":[{}],"keys":[]})",
        R"({"schema":"ngc-undo/1","members":[{"path":[1]}],"keys":[]})",
        R"({"schema":"ngc-undo/1","members":[],"keys":[{"entry":"x"}]})",
        R"({"schema":"ngc-undo/1","members":[],"keys":[],"created":[1]})"}) {
    test::write_file(dir / "x.json", text);
    EXPECT_FALSE(read_journal(dir / "x.json")) << text;
    EXPECT_EQ(test::slurp(dir / "x.json"), text);
  }
}

}  // namespace
}  // namespace ngcs::clients
