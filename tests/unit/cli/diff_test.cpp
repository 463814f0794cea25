#include "cli/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "temp_dir.h"

namespace ngcs::cli {
namespace {

TEST(Diff, EqualTextsGiveNothing) { EXPECT_EQ(unified_diff("a", "b", "x\ny\n", "x\ny\n"), ""); }

TEST(Diff, AddedMember) {
  EXPECT_EQ(unified_diff("config.json", "config.json", "{\n\t\"auths\": {}\n}\n",
                         "{\n\t\"auths\": {},\n\t\"credHelpers\": {\n\t\t\"nvcr.io\": \"ngc\"\n\t}\n}\n"),
            "--- config.json\n"
            "+++ config.json\n"
            "@@ -1,3 +1,6 @@\n"
            " {\n"
            "-\t\"auths\": {}\n"
            "+\t\"auths\": {},\n"
            "+\t\"credHelpers\": {\n"
            "+\t\t\"nvcr.io\": \"ngc\"\n"
            "+\t}\n"
            " }\n");
}

TEST(Diff, NewFileAndMissingLineEnd) {
  EXPECT_EQ(unified_diff("/dev/null", "f", "", "{}"),
            "--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+{}\n\\ No newline at end of file\n");
  EXPECT_EQ(unified_diff("f", "f", "a", "a\n"), "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST(Diff, FarChangesAreSeparateHunks) {
  std::string old;
  for (int i = 0; i < 40; ++i) old += "line " + std::to_string(i) + "\n";
  std::string now = old;
  now.replace(now.find("line 5\n"), 7, "LINE 5\n");
  now.replace(now.find("line 30\n"), 8, "LINE 30\n");
  const std::string diff = unified_diff("a", "b", old, now);
  EXPECT_NE(diff.find("@@ -3,7 +3,7 @@\n"), std::string::npos) << diff;
  EXPECT_NE(diff.find("@@ -28,7 +28,7 @@\n"), std::string::npos) << diff;
}

TEST(Diff, ControlCharactersAreShownAndNotObeyed) {
  const std::string diff = unified_diff("a\x1b", "b", "x\n", "x\x1b[2J\r\n");
  EXPECT_EQ(diff.find('\x1b'), std::string::npos);
  EXPECT_EQ(diff.find('\r'), std::string::npos);
  EXPECT_NE(diff.find("+x\\x1b[2J\\x0d\n"), std::string::npos);
}

TEST(Diff, HugeChangesStayBounded) {
  std::string old;
  std::string now;
  for (int i = 0; i < 30000; ++i) {
    old += "a" + std::to_string(i) + "\n";
    now += "b" + std::to_string(i) + "\n";
  }
  const std::string diff = unified_diff("a", "b", old, now);
  EXPECT_EQ(std::count(diff.begin(), diff.end(), '\n'), 60000 + 3);
}

// The proof that a diff is right is that patch(1) makes the new text from the old one.
TEST(Diff, PatchAcceptsIt) {
  if (!base::find_program("patch", "/usr/bin:/bin")) GTEST_SKIP() << "patch is not installed";
  std::mt19937_64 random(7);
  const auto text = [&random] {
    std::string out;
    const auto lines = random() % 30;
    for (std::uint64_t i = 0; i < lines; ++i) out += "line " + std::to_string(random() % 6) + "\n";
    if (random() % 4 == 0 && !out.empty()) out.pop_back();
    return out;
  };
  for (int round = 0; round < 60; ++round) {
    const std::string old = text();
    const std::string now = text();
    const std::string diff = unified_diff("f", "f", old, now);
    if (diff.empty()) continue;
    const test::TempDir dir;
    test::write_file(dir / "f", old);
    base::ProcessSpec spec;
    spec.argv = {"/usr/bin/patch", "--quiet", "--force", dir / "f"};
    spec.env = {"PATH=/usr/bin:/bin", "TMPDIR=" + dir.path()};
    spec.input = diff;
    const auto done = base::run_process(spec);
    ASSERT_TRUE(done);
    ASSERT_EQ(done->status, 0) << diff;
    // patch removes a file that becomes empty.
    ASSERT_EQ(test::slurp(dir / "f"), now) << diff;
  }
}

}  // namespace
}  // namespace ngcs::cli
