#include <sstream>

#include "command_test.h"
#include "diagnose/catalogue.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

class ExplainTest : public CommandTest {};

TEST_F(ExplainTest, ExplainsEveryCodeAtEightyColumns) {
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    if (entry.retired) continue;
    SCOPED_TRACE(entry.code);
    const Run run = this->run({"explain", entry.code});
    EXPECT_EQ(run.code, cli::kDone);
    EXPECT_EQ(run.err, "");
    EXPECT_EQ(run.out.rfind(entry.code + " " + entry.name + " (", 0), 0U) << run.out;
    EXPECT_THAT(run.out, HasSubstr("\nExample: "));
    EXPECT_THAT(run.out, HasSubstr("\nProof: "));
    for (const char* placeholder :
         {"{program}", "{client}", "{host}", "{login_command}", "<program>", "<login_command>"}) {
      EXPECT_THAT(run.out, Not(HasSubstr(placeholder)));
    }
    for (std::size_t at = 0; at < run.out.size();) {
      const std::size_t end = run.out.find('\n', at);
      const std::string line = run.out.substr(at, end - at);
      // A command to copy and a single long word stay whole.
      const bool wraps = line.rfind("  ", 0) != 0 && line.find(' ') != std::string::npos;
      EXPECT_TRUE(!wraps || line.size() <= 80) << line;
      at = end + 1;
    }
  }
  EXPECT_TRUE(transport_.seen().empty());
}

TEST_F(ExplainTest, CodeNumberAndNameAreTheSame) {
  const std::string text = run({"explain", "NGC1101"}).out;
  EXPECT_THAT(text, HasSubstr("--username '$oauthtoken'"));
  EXPECT_THAT(text, HasSubstr("\n  docker ngc login\n"));
  for (const char* topic : {"ngc1101", "1101", "username-empty"}) EXPECT_EQ(run({"explain", topic}).out, text);
  program_name_ = "podman-auth";
  EXPECT_THAT(run({"explain", "NGC1101"}).out, HasSubstr("\n  podman-auth login\n"));
}

TEST_F(ExplainTest, ShowsTheRoadToNvaie) {
  const Run run = this->run({"explain", "nvaie"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.out, HasSubstr("NVIDIA Entitlement Certificate"));
  EXPECT_EQ(this->run({"explain", "NVAIE"}).out, run.out);
}

TEST_F(ExplainTest, AnUnknownTopicGetsTheNearestOne) {
  const Run run = this->run({"explain", "usrname-empty"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("did you mean username-empty?"));
  EXPECT_THAT(this->run({"explain", "NGC9999"}).err, HasSubstr("docker ngc diagnose --list-codes"));
  const Run none = this->run({"explain"});
  EXPECT_EQ(none.code, cli::kUsage);
  EXPECT_THAT(this->run({"explain", "\x1b[31m"}).err, Not(HasSubstr("\x1b")));
}

TEST_F(ExplainTest, Json) {
  const Run run = this->run({"explain", "1101", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.json()["schema"], "ngc.explain/1");
  EXPECT_EQ(run.data()["code"], "NGC1101");
  EXPECT_EQ(run.data()["name"], "username-empty");
  EXPECT_EQ(run.data()["level"], "fail");
  EXPECT_EQ(run.data()["command"], "docker ngc login");
  EXPECT_TRUE(this->run({"explain", "NGC8301", "--json"}).data()["fix"].is_null());
  const json::Value road = this->run({"explain", "nvaie", "--json"}).data();
  EXPECT_TRUE(road["code"].is_null());
  EXPECT_EQ(road["name"], "nvaie");
  const Run unknown = this->run({"explain", "NGC9999", "--json"});
  EXPECT_EQ(unknown.code, cli::kUsage);
  EXPECT_EQ(unknown.json()["code"], "usage");
}

// What a text tells people to type is something that this program has.
TEST_F(ExplainTest, CommandsToCopyExist) {
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    constexpr std::string_view kProgram = "{program} ";
    if (entry.command.rfind(kProgram, 0) != 0) continue;
    SCOPED_TRACE(entry.code + ": " + entry.command);
    std::istringstream words(entry.command.substr(kProgram.size()));
    std::string command;
    std::string help;
    for (std::string word; words >> word;) {
      if (command.empty()) {
        command = word;
        help = this->run({command, "--help"}).out;
        EXPECT_THAT(help, HasSubstr("Usage: docker ngc " + command));
      } else if (word.rfind("--", 0) == 0) {
        EXPECT_THAT(help, HasSubstr(word));
      }
    }
    EXPECT_FALSE(command.empty());
  }
  EXPECT_THAT(this->run({"no-such-command", "--help"}).out, Not(HasSubstr("Usage: docker ngc no-such-command")));
}

}  // namespace
}  // namespace ngcs::commands
