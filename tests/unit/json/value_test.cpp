#include "json/value.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace ngcs::json {
namespace {

using base::Errc;
using namespace std::string_view_literals;

TEST(Parse, EqualsTheLibrarysOwnResult) {
  for (const std::string_view text :
       {R"({"z":1,"a":[1,-2,3.5,1e3,true,false,null,"x\u00e9",{"q":{}}],"m":{"n":[[],[[]]]}})"sv, "[]"sv, "0"sv,
        "18446744073709551615"sv, "-9223372036854775808"sv, "\"\""sv, " \t\r\n{ } \n"sv}) {
    const auto value = parse(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(*value, Value::parse(text)) << text;
    EXPECT_EQ(value->dump(), Value::parse(text).dump()) << text;  // the order too
  }
}

TEST(Parse, RefusedInputs) {
  const std::vector<std::string_view> bad = {""sv,
                                             " "sv,
                                             "{"sv,
                                             "{}x"sv,
                                             "{} {}"sv,
                                             "[1,]"sv,
                                             "{\"a\":1,}"sv,
                                             "nul"sv,
                                             "01"sv,
                                             "1e999"sv,
                                             "'a'"sv,
                                             "// c\n1"sv,
                                             "\xEF\xBB\xBF{}"sv,
                                             "\"\xFF\""sv,
                                             "\"\xED\xA0\x80\""sv,
                                             "\"\\ud800\""sv,
                                             "\"\\u0000\""sv,
                                             "{\"\\u0000\":1}"sv,
                                             "\"a\nb\""sv,
                                             "{\"MARKED\":1,\"MARKED\":2}"sv,
                                             "{\"a\":{\"b\":1,\"\\u0062\":2}}"sv,
                                             "{\"k\":MARKED}"sv,
                                             "[1}"sv,
                                             "{}\0"sv};
  for (const std::string_view text : bad) {
    const auto value = parse(text);
    ASSERT_FALSE(value) << base::printable(text);
    EXPECT_EQ(value.error().code, Errc::kInvalidInput) << base::printable(text);
    EXPECT_EQ(value.error().message.find("MARKED"), std::string::npos) << value.error().message;
  }
}

TEST(Parse, TheSameNameInDifferentObjectsIsNoDuplicate) {
  EXPECT_TRUE(parse(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"));
}

TEST(Parse, LimitsAreExact) {
  EXPECT_TRUE(parse("[1]", {.bytes = 3}));
  EXPECT_EQ(parse("[1]", {.bytes = 2}).error().code, Errc::kTooLarge);
  EXPECT_TRUE(parse("[{\"a\":[]}]", {.depth = 3}));
  EXPECT_FALSE(parse("[{\"a\":[]}]", {.depth = 2}));
  EXPECT_TRUE(parse("\"abc\"", {.string_bytes = 3}));
  EXPECT_FALSE(parse("\"abcd\"", {.string_bytes = 3}));
  EXPECT_FALSE(parse("{\"abcd\":1}", {.string_bytes = 3}));
  EXPECT_FALSE(parse(std::string(1 << 20, '[')));
}

TEST(Parse, ManyMembers) {
  std::string text = "{";
  for (int i = 0; i < 60000; ++i) text += "\"member" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text.back() = '}';
  const auto value = parse(text, {.bytes = 4 << 20});
  ASSERT_TRUE(value);
  EXPECT_EQ(value->size(), 60000U);
}

TEST(Member, AbsenceAndWrongTypesAreNotErrors) {
  const Value value = Value::parse(R"({"s":"text","n":5})");
  EXPECT_EQ(string_or(value, "s"), "text");
  EXPECT_EQ(string_or(value, "n", "fallback"), "fallback");
  EXPECT_EQ(string_or(value, "x"), "");
  EXPECT_EQ(string_or(Value(3), "s", "f"), "f");
  ASSERT_NE(member(value, "n"), nullptr);
  EXPECT_EQ(*member(value, "n"), 5);
  EXPECT_EQ(member(value, "x"), nullptr);
  EXPECT_EQ(member(Value::array(), "x"), nullptr);
}

}  // namespace
}  // namespace ngcs::json
