#include "base/text.h"

#include <gtest/gtest.h>

namespace ngcs::base {
namespace {

TEST(Text, TrimRemovesBlanksAndLineEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \r\n\t"), "");
  EXPECT_EQ(trim("\v x"), "\v x");  // not a blank: a control character that must stay visible to hygiene checks
}

TEST(Text, CaseIsFoldedForAsciiOnly) {
  EXPECT_EQ(lower("NvCr.IO\xC3\x84"), "nvcr.io\xC3\x84");
  EXPECT_TRUE(iequals("NVCR.io", "nvcr.IO"));
  EXPECT_FALSE(iequals("nvcr.io", "nvcr.io."));
  EXPECT_TRUE(istarts_with("BEARER abc", "bearer "));
  EXPECT_FALSE(istarts_with("be", "bearer"));
  // The Kelvin sign folds to "k" in Unicode; a host name written with it is another one.
  EXPECT_FALSE(iequals("\xE2\x84\xAA", "k"));
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a//b", '/'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", '/'), (std::vector<std::string_view>{""}));
  EXPECT_EQ(split("/", '/'), (std::vector<std::string_view>{"", ""}));
}

TEST(Text, Utf8) {
  for (const char* good : {"", "abc", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(valid_utf8(good)) << printable(good);
  }
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x80\x80", "\xE0\x9F\xBF",  // overlong
        "\xE2\x82", "\xED\xA0\x80", "\xED\xBF\xBF",                                                  // surrogates
        "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xFE"}) {
    EXPECT_FALSE(valid_utf8(bad)) << printable(bad);
  }
}

TEST(Text, ControlsAreFoundInEveryForm) {
  using std::string_view_literals::operator""sv;
  EXPECT_FALSE(has_control("nvcr.io/nvidia/cuda"));
  EXPECT_FALSE(has_control("Z\xC3\xBCrich \xE2\x80\xA6"));
  for (const std::string_view text :
       {"a\0b"sv, "a\nb"sv, "a\rb"sv, "a\tb"sv, "\x1b[31m"sv, "a\x7F"sv, "\xC2\x85"sv, "\xC2\x9B"sv, "\x9B"sv,
        "\xE2\x80\xA8"sv, "\xE2\x80\xA9"sv, "\xE2\x80\xAE"sv, "\xE2\x81\xA6"sv, "\xE2\x81\xA9"sv, "\xE2\x80\x8E"sv,
        "\xE2\x80\x8F"sv, "\xD8\x9C"sv}) {
    EXPECT_TRUE(has_control(text)) << printable(text);
  }
}

TEST(Text, PrintableEscapesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("plain \xC3\xA9 text"), "plain \xC3\xA9 text");
  EXPECT_EQ(printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\u{202e}");
  EXPECT_EQ(printable("\xC2\x9B"), "\\u{9b}");
  EXPECT_EQ(printable("\xFF\xC3"), "\\xff\\xc3");
}

TEST(Text, PrintableIsIdempotentAndNeverHoldsControls) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const std::string once = printable(all, 4096);
  EXPECT_FALSE(has_control(once));
  EXPECT_TRUE(valid_utf8(once));
  EXPECT_EQ(printable(once, 4096), once);
}

TEST(Text, PrintableCutsAtCharacterBounds) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abcdef\xE2\x80\xA6");
  EXPECT_EQ(printable("abc\xC3\xA9", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(printable("ab\x1b", 4), "ab\xE2\x80\xA6");  // never half an escape
}

TEST(Text, ShellQuote) {
  EXPECT_EQ(shell_quote("/home/me/.local/share/ngc-auth/vault"), "/home/me/.local/share/ngc-auth/vault");
  EXPECT_EQ(shell_quote("$oauthtoken"), "'$oauthtoken'");
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("~/x"), "'~/x'");
}

}  // namespace
}  // namespace ngcs::base
