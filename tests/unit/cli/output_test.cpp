#include "cli/output.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "subprocess.h"
#include "terminal.h"

namespace ngcs::cli {
namespace {

using base::Errc;
using base::Error;

// An Output whose two streams are read back.
class Captured {
 public:
  explicit Captured(bool json) : out_(std::tmpfile()), err_(std::tmpfile()), output("docker ngc", out_, err_, json) {}
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  ~Captured() {
    std::fclose(out_);
    std::fclose(err_);
  }
  std::string out() { return content(out_); }
  std::string err() { return content(err_); }

 private:
  static std::string content(std::FILE* file) {
    std::fflush(file);
    std::rewind(file);
    std::string text;
    int c = 0;
    while ((c = std::fgetc(file)) != EOF) text += static_cast<char>(c);
    return text;
  }
  std::FILE* out_;
  std::FILE* err_;

 public:
  Output output;
};

TEST(Output, AnswersOnStdoutMessagesOnStderr) {
  Captured captured(false);
  captured.output.line("answer");
  captured.output.note("by the way");
  captured.output.warn("w", "careful");
  captured.output.hint("do this");
  EXPECT_EQ(captured.output.succeed("status", json::Value::object()), kDone);
  EXPECT_EQ(captured.out(), "answer\n");
  EXPECT_EQ(captured.err(), "by the way\ndocker ngc: warning: careful\ndocker ngc: hint: do this\n");
}

TEST(Output, FailureNamesErrorAndHint) {
  Captured captured(false);
  EXPECT_EQ(captured.output.fail("login", Error(Errc::kNotLoggedIn, "no key", "docker ngc login")), kNotLoggedIn);
  EXPECT_EQ(captured.out(), "");
  EXPECT_EQ(captured.err(), "docker ngc: error: no key\ndocker ngc: hint: docker ngc login\n");
}

TEST(Output, ForeignTextCannotForgeALineOrColourTheTerminal) {
  Captured captured(false);
  captured.output.warn("w", "bad\ndocker ngc: error: forged\x1b[2J");
  captured.output.note("one\ntwo\rthree");
  (void)captured.output.fail("x", Error(Errc::kIo, "a\nb", "c\rd"));
  const std::string err = captured.err();
  EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 4);
  EXPECT_EQ(err.find('\x1b'), std::string::npos);
  EXPECT_EQ(err.find('\r'), std::string::npos);
}

TEST(Output, TableIsAlignedByCharacters) {
  Captured captured(false);
  captured.output.table({{"NAME", "ORG", "STORE"}, {"default", "Z\xC3\xBCrich", "vault"}, {"x", "", "a\nb"}});
  EXPECT_EQ(captured.out(),
            "NAME     ORG     STORE\n"
            "default  Z\xC3\xBCrich  vault\n"
            "x                a b\n");
}

TEST(Output, JsonModeIsOneObject) {
  Captured captured(true);
  captured.output.line("not shown");
  captured.output.table({{"not"}, {"shown"}});
  captured.output.note("not shown");
  captured.output.hint("not shown");
  captured.output.warn("shadowed", "an environment key wins");
  EXPECT_EQ(captured.output.succeed("status", json::Value{{"profiles", json::Value::array()}}), kDone);
  EXPECT_EQ(captured.err(), "");
  const auto object = json::parse(captured.out());
  ASSERT_TRUE(object);
  EXPECT_EQ(*object, json::Value::parse(R"({"schema":"ngc.status/1","ok":true,"code":null,"data":{"profiles":[]},
      "warnings":[{"code":"shadowed","text":"an environment key wins"}]})"));
}

TEST(Output, JsonFailureKeepsDataAndNamesTheError) {
  Captured captured(true);
  EXPECT_EQ(captured.output.fail("login", Error(Errc::kRejected, "refused", "get a new key"),
                                 json::Value{{"profile", "default"}}),
            kFailed);
  const auto object = json::parse(captured.out());
  ASSERT_TRUE(object);
  EXPECT_EQ(*object, json::Value::parse(R"({"schema":"ngc.login/1","ok":false,"code":"rejected",
      "data":{"profile":"default","error":{"message":"refused","hint":"get a new key"}},"warnings":[]})"));
}

TEST(Output, JsonOkFollowsTheExitCode) {
  Captured captured(true);
  EXPECT_EQ(captured.output.succeed("can-i", json::Value{{"allowed", false}}, kNotEntitled), kNotEntitled);
  EXPECT_EQ(json::parse(captured.out()).value()["ok"], false);
}

TEST(Output, JsonHoldsNoByteThatATerminalObeys) {
  Captured captured(true);
  (void)captured.output.succeed("x", json::Value{{"name", "\x1b[2J\xC2\x9B\xE2\x80\xAE\x7F\xFF\n"}});
  const std::string out = captured.out();
  ASSERT_TRUE(json::parse(out));
  for (const char c : out) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << static_cast<int>(c);
}

TEST(Output, UnwritableStdoutIsAFailure) {
  std::FILE* full = std::fopen("/dev/full", "w");
  if (full == nullptr) GTEST_SKIP() << "no /dev/full";
  std::FILE* err = std::tmpfile();
  Output output("docker ngc", full, err, true);
  EXPECT_EQ(output.succeed("status", json::Value::object()), kFailed);
  std::fclose(full);
  std::fclose(err);
}

// Prints one styled line on a terminal under an environment.
std::string on_terminal(const char* term, const char* no_colour) {
  test::Terminal terminal([&](int /*report*/) {
    ::dup2(STDIN_FILENO, STDOUT_FILENO);
    term != nullptr ? ::setenv("TERM", term, 1) : ::unsetenv("TERM");
    no_colour != nullptr ? ::setenv("NO_COLOR", no_colour, 1) : ::unsetenv("NO_COLOR");
    Output output("p", stdout, stderr, false);
    output.line(output.styled("word", Style::kGood));
    output.table({{"H", "I"}, {output.styled("a", Style::kBad), "b"}});
    (void)output.succeed("x", {});
  });
  EXPECT_EQ(terminal.finish(), 0);
  return terminal.screen();
}

TEST(Output, ColourOnlyWhereWanted) {
  EXPECT_EQ(on_terminal("xterm", nullptr),
            "\x1b[32mword\x1b[0m\r\n\x1b[1mH\x1b[0m  \x1b[1mI\x1b[0m\r\n\x1b[31ma\x1b[0m  b\r\n");
  const std::string plain = "word\r\nH  I\r\na  b\r\n";
  EXPECT_EQ(on_terminal("xterm", "1"), plain);
  EXPECT_EQ(on_terminal("dumb", nullptr), plain);
  EXPECT_EQ(on_terminal(nullptr, nullptr), plain);
  EXPECT_NE(on_terminal("xterm", ""), plain);  // an empty NO_COLOR means nothing
  Captured captured(false);                    // a file is no terminal
  EXPECT_EQ(captured.output.styled("word", Style::kGood), "word");
}

TEST(ExitCode, EveryErrorHasOne) {
  EXPECT_EQ(exit_code_of(Errc::kUsage), 2);
  EXPECT_EQ(exit_code_of(Errc::kNetwork), 3);
  EXPECT_EQ(exit_code_of(Errc::kUnexpected), 3);
  EXPECT_EQ(exit_code_of(Errc::kService), 4);
  EXPECT_EQ(exit_code_of(Errc::kNotLoggedIn), 5);
  EXPECT_EQ(exit_code_of(Errc::kNotEntitled), 6);
  EXPECT_EQ(exit_code_of(Errc::kInternal), 70);
  EXPECT_EQ(exit_code_of(Errc::kConflict), 1);
  EXPECT_EQ(exit_code_of(Errc::kRejected), 1);
  for (int i = 0; i <= static_cast<int>(Errc::kUnsupported); ++i) {
    EXPECT_NE(exit_code_of(static_cast<Errc>(i)), kDone) << i;
  }
}

}  // namespace
}  // namespace ngcs::cli
