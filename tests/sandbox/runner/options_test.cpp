#include "runner/options.h"

#include <gtest/gtest.h>

namespace ngcs::sandbox {
namespace {

RunOptions parsed(const std::vector<std::string>& arguments) {
  auto result = parse_run_options(arguments);
  auto* options = std::get_if<RunOptions>(&result);
  EXPECT_NE(options, nullptr) << std::get<Answer>(result).text;
  return options != nullptr ? *options : RunOptions{};
}

Answer answered(const std::vector<std::string>& arguments) {
  auto result = parse_run_options(arguments);
  auto* answer = std::get_if<Answer>(&result);
  EXPECT_NE(answer, nullptr);
  return answer != nullptr ? *answer : Answer{-1, {}};
}

TEST(RunOptions, EverythingAfterTheSeparatorIsTheCommand) {
  const RunOptions options = parsed({"--world", "w.json", "--verbose", "--", "sh", "-c", "a -- b", "--", "--world"});
  EXPECT_EQ(options.world, "w.json");
  EXPECT_TRUE(options.verbose);
  EXPECT_TRUE(options.docker);
  EXPECT_EQ(options.command, (std::vector<std::string>{"sh", "-c", "a -- b", "--", "--world"}));
}

TEST(RunOptions, WorksWithoutSeparator) {
  const RunOptions options = parsed({"--without-docker", "ls", "-l", "/"});
  EXPECT_FALSE(options.docker);
  EXPECT_EQ(options.command, (std::vector<std::string>{"ls", "-l", "/"}));
}

TEST(RunOptions, ShareMayBeRepeated) {
  const RunOptions options = parsed({"--share", "/a", "--share", "/b", "--keep-log", "log", "--", "true"});
  EXPECT_EQ(options.share, (std::vector<std::string>{"/a", "/b"}));
  EXPECT_EQ(options.keep_log, "log");
}

TEST(RunOptions, WrongLinesAreUsageErrorsWithARemedy) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{}, {"--"}, {"--nonsense", "--", "true"}, {"--world"}, {"stray", "--", "true"}}) {
    const Answer answer = answered(line);
    EXPECT_EQ(answer.exit_code, 2);
    EXPECT_TRUE(answer.text.starts_with("ngc-sandbox: error: ")) << answer.text;
    EXPECT_NE(answer.text.find("ngc-sandbox: hint: "), std::string::npos) << answer.text;
  }
}

TEST(RunOptions, HelpTeaches) {
  const Answer answer = answered({"--help"});
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_NE(answer.text.find("ngc-sandbox run -- docker pull"), std::string::npos);
}

}  // namespace
}  // namespace ngcs::sandbox
