#include "secret/prompt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "subprocess.h"
#include "terminal.h"

namespace ngcs::secret {
namespace {

void say(int fd, std::string_view text) {
  if (::write(fd, text.data(), text.size()) < 0) ::_exit(104);
}

// Asks once and reports what came back as "<content>" or "!error-name".
void ask(int report) {
  const auto answer = prompt_secret("Key: ", 5000);
  if (answer) {
    say(report, "<" + std::string(answer->reveal()) + ">");
  } else {
    say(report, "!" + std::string(base::errc_name(answer.error().code)));
  }
}

TEST(Prompt, IsSilentAndRestoresTheTerminal) {
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("nvapi-typed\r");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "<nvapi-typed>[echo]");
  EXPECT_EQ(terminal.screen(), "Key: \r\n");
}

TEST(Prompt, IsAskedOnTheTerminalWhenStdinIsAPipe) {
  test::Terminal terminal([](int report) {
    ::close(0);
    ask(report);
  });
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("k\n");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "<k>[echo]");
}

TEST(Prompt, EditingKeys) {
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("wrong\x15r\xC3\xA9x\x7F\x7F\x7F\x7Fok\x08K\n");  // ^U, then erasing whole characters
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "<oK>[echo]");
}

TEST(Prompt, LongerThanTheTerminalsOwnLine) {
  // Terminals cut a line at 4095 bytes without a word when they do the editing.
  const std::string key(4800, 'k');
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  for (std::size_t at = 0; at < key.size(); at += 400) {
    terminal.type(key.substr(at, 400));
    ::usleep(2000);
  }
  terminal.type("\n");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "<" + key + ">[echo]");
}

TEST(Prompt, TooLongIsAnErrorAndNotAShorterKey) {
  test::Terminal terminal([](int report) {
    const auto answer = prompt_secret("Key: ", 4);
    say(report, answer ? "accepted" : std::string(base::errc_name(answer.error().code)));
  });
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("12345\n");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "too-large[echo]");
}

TEST(Prompt, OfAPasteWithLineBreaksOnlyTheFirstLineIsTaken) {
  test::Terminal terminal([](int report) {
    ask(report);
    // What the shell would read next.
    pollfd rest{0, POLLIN, 0};
    say(report, ::poll(&rest, 1, 200) == 0 ? "[nothing left]" : "[rest left]");
  });
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("first\n");
  ::usleep(5000);  // a terminal hands a long paste over in pieces
  terminal.type("rm -rf x\n");
  ::usleep(5000);
  terminal.type("more\n");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "<first>[nothing left][echo]");
}

TEST(Prompt, EndOfInput) {
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("\x04");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "!usage[echo]");
}

class PromptSignal : public ::testing::TestWithParam<int> {};

TEST_P(PromptSignal, RestoresTheTerminalAndTakesEffect) {
  const int number = GetParam();
  test::Terminal terminal([number](int report) {
    const pid_t self = ::getpid();
    const pid_t sender = ::fork();
    if (sender == 0) {
      ::usleep(100000);
      ::kill(self, number);
      ::_exit(0);
    }
    ask(report);
  });
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("half a k");
  EXPECT_EQ(terminal.finish(), 128 + number);
  EXPECT_EQ(terminal.report(), "[echo]");
}
INSTANTIATE_TEST_SUITE_P(Fatal, PromptSignal, ::testing::Values(SIGINT, SIGTERM, SIGHUP, SIGQUIT));

TEST(Prompt, InterruptKey) {
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("abc\x03");
  EXPECT_EQ(terminal.finish(), 128 + SIGINT);
  EXPECT_EQ(terminal.report(), "[echo]");
}

TEST(Prompt, StoppedAndContinuedAsksAgain) {
  test::Terminal terminal(ask);
  ASSERT_TRUE(terminal.expect("Key: "));
  terminal.type("abc\x1A");  // ^Z
  ASSERT_TRUE(terminal.expect("Key: ", 2));
  terminal.type("again\n");
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(terminal.report(), "[echo][stopped]<again>[echo]");
}

TEST(Prompt, WithoutATerminal) {
  EXPECT_TRUE(test::in_child([] {
    ::setsid();  // no controlling terminal any more
    const auto answer = prompt_secret("Key: ");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::Errc::kUnavailable);
    EXPECT_NE(answer.error().hint.find("--key-stdin"), std::string::npos);
  }));
}

}  // namespace
}  // namespace ngcs::secret
