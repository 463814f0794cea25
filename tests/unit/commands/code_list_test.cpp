#include "command_test.h"
#include "diagnose/catalogue.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::Not;

class CodeListTest : public CommandTest {};

TEST_F(CodeListTest, ShowsEveryCodeWithItsLevelNameAndCause) {
  const Run run = this->run({"diagnose", "--list-codes"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_THAT(run.out, testing::MatchesRegex("CODE +LEVEL +NAME +CAUSE\n(.|\n)*"));
  for (const diagnose::CatalogueEntry& entry : diagnose::catalogue()) {
    EXPECT_THAT(run.out, HasSubstr("\n" + entry.code + "  "));
    EXPECT_THAT(run.out, HasSubstr("  " + diagnose::fill(entry.cause, {}) + "\n")) << entry.code;
  }
  // What only a diagnosis knows stands as its name, not as a form to be filled.
  EXPECT_THAT(run.out, HasSubstr("<client> has an empty user name for <host>"));
  EXPECT_THAT(run.out, Not(HasSubstr("{client}")));
}

TEST_F(CodeListTest, JsonHasEveryCodeAndNoVerdict) {
  const Run run = this->run({"diagnose", "--list-codes", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.json()["schema"], "ngc.diagnose/1");
  EXPECT_TRUE(run.data().at("verdict").is_null());
  const json::Value codes = run.data().at("codes");
  ASSERT_EQ(codes.size(), diagnose::catalogue().size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const diagnose::CatalogueEntry& entry = diagnose::catalogue()[i];
    EXPECT_EQ(codes[i].at("code"), entry.code);
    EXPECT_EQ(codes[i].at("name"), entry.name);
    EXPECT_EQ(codes[i].at("cause"), entry.cause);
    EXPECT_EQ(codes[i].at("fix"), entry.fix);
    EXPECT_TRUE(codes[i].contains("level"));
  }
}

}  // namespace
}  // namespace ngcs::commands
