#include "cli/confirm.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string_view>

#include "subprocess.h"
#include "terminal.h"

namespace ngcs::cli {
namespace {

int answer_to(std::string_view typed) {
  test::Terminal terminal([](int /*report*/) {
    const auto answer = confirm("Remove it?", false);
    ::_exit(!answer ? 9 : *answer ? 1 : 0);
  });
  EXPECT_TRUE(terminal.expect("Remove it? [y/N] "));
  terminal.type(typed);
  return terminal.finish();
}

TEST(Confirm, OnlyYesIsYes) {
  EXPECT_EQ(answer_to("y\n"), 1);
  EXPECT_EQ(answer_to("YES\n"), 1);
  EXPECT_EQ(answer_to("\n"), 0);
  EXPECT_EQ(answer_to("n\n"), 0);
  EXPECT_EQ(answer_to("yikes\n"), 0);
  EXPECT_EQ(answer_to("\x04"), 0);
}

TEST(Confirm, ScriptsMustSayYes) {
  EXPECT_TRUE(confirm("?", true).value());
  EXPECT_TRUE(test::in_child([] {
    ::setsid();
    const auto answer = confirm("?", false);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::Errc::kUnavailable);
    EXPECT_NE(answer.error().hint.find("--yes"), std::string::npos);
  }));
}

}  // namespace
}  // namespace ngcs::cli
