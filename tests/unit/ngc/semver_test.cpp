// Versions and ranges against what github.com/Masterminds/semver/v3 3.5.0, the library of both Helms, answered.
#include "ngc/semver.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace ngcs::ngc {
namespace {

struct Row {
  std::string_view text;
  std::string_view answer;  // "ERROR" = refused
};

constexpr auto kVersions = std::to_array<Row>({
    {"1", "1.0.0"},
    {"v1", "1.0.0"},
    {"1.2", "1.2.0"},
    {"1.2.3", "1.2.3"},
    {"v1.2.3", "1.2.3"},
    {"V1.2.3", "ERROR"},
    {"01.02.03", "1.2.3"},
    {"1.2.3-alpha", "1.2.3-alpha"},
    {"1.2.3-alpha.1+b.2", "1.2.3-alpha.1+b.2"},
    {"1.2.3-01", "ERROR"},
    {"1.2.3-0a", "1.2.3-0a"},
    {"1.2.3-", "ERROR"},
    {"1.2.3-a..b", "ERROR"},
    {"1.2.3+", "ERROR"},
    {"1.2.3.4", "ERROR"},
    {"1.", "ERROR"},
    {".1", "ERROR"},
    {"a", "ERROR"},
    {"1.2-rc", "1.2.0-rc"},
    {"1-rc+x", "1.0.0-rc+x"},
    {"18446744073709551615", "18446744073709551615.0.0"},
    {"18446744073709551616", "ERROR"},
    {" 1.2.3", "ERROR"},
    {"1.2.3 ", "ERROR"},
    {"1.2.3-α", "ERROR"},
});

constexpr auto kTried = std::to_array<std::string_view>(
    {"0.0.0",        "0.0.1", "0.0.2", "0.1.0",      "0.1.5",   "0.2.0",  "1.0.0",   "1.0.0-alpha", "1.0.0-alpha.1",
     "1.0.0-beta.2", "1.2.0", "1.2.3", "1.2.3-rc.1", "1.2.4-0", "1.3.0",  "1.9.9",   "2.0.0-rc1",   "2.0.0",
     "2.0.1",        "2.1.0", "3.0.0", "11.1.0",     "12.0.0",  "v1.2.3", "1.2.3+b1"});

// One digit for every version of kTried: 1 = inside.
constexpr auto kRanges = std::to_array<Row>({
    {"*", "1111111000110011011111111"},
    {"x", "1111111000110011011111111"},
    {"1", "0000001000110011000000011"},
    {"1.2", "0000000000110000000000011"},
    {"1.2.3", "0000000000010000000000011"},
    {"=1.2.3", "0000000000010000000000011"},
    {"v1.2.3", "0000000000010000000000011"},
    {"!=1.2.3", "1111111000100011011111100"},
    {"!=1.2", "1111111000000011011111100"},
    {"!=1", "1111110000000000011111100"},
    {"!=1.2.x", "1111111000000011011111100"},
    {">1", "0000000000000000011111100"},
    {">1.2", "0000000000000011011111100"},
    {">1.2.3", "0000000000000011011111100"},
    {">=1.2", "0000000000110011011111111"},
    {"=>1.2", "0000000000110011011111111"},
    {"<1.2", "1111111000000000000000000"},
    {"<=1.2", "1111111000110000000000011"},
    {"<=1", "1111111000110011000000011"},
    {"=<1.2.3", "1111111000110000000000011"},
    {"~1", "0000001000110011000000011"},
    {"~1.2", "0000000000110000000000011"},
    {"~1.2.3", "0000000000010000000000011"},
    {"~>1.2", "0000000000110000000000011"},
    {"~0.0.0", "1111111000110011011111111"},
    {"~*", "1111111000110011011111111"},
    {"^1", "0000001000110011000000011"},
    {"^1.2.3", "0000000000010011000000011"},
    {"^0", "1111110000000000000000000"},
    {"^0.1", "0001100000000000000000000"},
    {"^0.0", "1110000000000000000000000"},
    {"^0.0.1", "0100000000000000000000000"},
    {"^0.1.5", "0000100000000000000000000"},
    {"^*", "1000000000000000000000000"},
    {"^1.2.3-rc.1", "0000000000011111000000011"},
    {"~1.2.3-0", "0000000000011100000000011"},
    {">0.0.0-0", "1111111111111111111111111"},
    {"> 0.0.0-0", "1111111111111111111111111"},
    {">=1.0.0 <2.0.0", "0000001000110011000000011"},
    {">=1.0.0, <2.0.0", "0000001000110011000000011"},
    {">=1.0.0,<2.0.0", "0000001000110011000000011"},
    {"1.2 - 1.4", "0000000000110010000000011"},
    {"1.2.3 - 2.0.0", "0000000000010011010000011"},
    {"1.2-1.4", "0000000000111100000000011"},
    {"1.x", "0000001000110011000000011"},
    {"1.2.*", "0000000000110000000000011"},
    {"1.X.x", "0000001000110011000000011"},
    {"1.2.3 || 3.x", "0000000000010000000010011"},
    {"1.2.3||3.x", "0000000000010000000010011"},
    {"<1 || >=3", "1111110000000000000011100"},
    {"^1.2 || ~2.0", "0000000000110011011000011"},
    {">=1.0.0-0 <2.0.0", "0000001111111111100000011"},
    {">= 1.0", "0000001000110011011111111"},
    {"> = 1.0", "ERROR"},
    {"abc", "ERROR"},
    {"1.2.3.4", "ERROR"},
    {"1..2", "ERROR"},
    {">=", "ERROR"},
    {",", "ERROR"},
    {"1,", "ERROR"},
    {"1 2", "0000000000000000000000000"},
    {"1 , 2", "0000000000000000000000000"},
    {"||", "ERROR"},
    {"1 ||", "ERROR"},
    {"|| 1", "ERROR"},
    {"1x", "ERROR"},
    {"1.2x", "ERROR"},
    {">=1.2.3+b1", "0000000000010011011111111"},
    {"=1.2.3+b2", "0000000000010000000000011"},
    {"1.0.0-alpha", "0000000100000000000000000"},
    {"1.0.0-01", "ERROR"},
    {"01.2.3", "0000000000010000000000011"},
    {"!=1.0.0-alpha", "1111111011111111111111111"},
    {">1.0.0-alpha <1.0.0", "0000000011000000000000000"},
    {" 1.2.3 ", "0000000000010000000000011"},
    {"^ 1.2", "0000000000110011000000011"},
    {"~ 1.2.3", "0000000000010000000000011"},
    {"99999999999999999999", "ERROR"},
    {">=2.0.0-rc1", "0000000000000000111111100"},
    {"<2.0.0-0", "1111111111111111000000011"},
    {"2.0.0-rc1 - 2.0.1", "0000000000000000111000000"},
    {"1 - 2 || 3 - 11", "0000001000110011011111011"},
    {"x.1", "1111111000110011011111111"},
    {"1.x.3", "0000001000110011000000011"},
    {"1.|", "ERROR"},
    {"", "ERROR"},
});

std::string written(const Version& version) {
  std::string text =
      std::to_string(version.major) + "." + std::to_string(version.minor) + "." + std::to_string(version.patch);
  if (!version.prerelease.empty()) text += "-" + version.prerelease;
  if (!version.metadata.empty()) text += "+" + version.metadata;
  return text;
}

TEST(Semver, VersionsAreReadAsHelmReadsThem) {
  for (const Row& row : kVersions) {
    const auto version = Version::parse(row.text);
    EXPECT_EQ(version ? written(*version) : "ERROR", row.answer) << "'" << row.text << "'";
  }
}

TEST(Semver, RangesHoldWhatTheyHoldForHelm) {
  for (const Row& row : kRanges) {
    const auto range = VersionRange::parse(row.text);
    std::string answer = range ? "" : "ERROR";
    for (const std::string_view version : kTried) {
      if (range) answer += range->contains(*Version::parse(version)) ? '1' : '0';
    }
    EXPECT_EQ(answer, row.answer) << "'" << row.text << "'";
  }
}

TEST(Semver, OrderOfPrereleases) {
  constexpr auto kAscending = std::to_array<std::string_view>(
      {"1.0.0-1", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
       "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"});
  for (std::size_t i = 1; i < kAscending.size(); ++i) {
    const auto low = Version::parse(kAscending[i - 1]);
    const auto high = Version::parse(kAscending[i]);
    ASSERT_TRUE(low && high);
    EXPECT_EQ(compare(*low, *high), std::strong_ordering::less) << kAscending[i - 1] << " < " << kAscending[i];
    EXPECT_EQ(compare(*high, *low), std::strong_ordering::greater);
    EXPECT_EQ(compare(*low, *low), std::strong_ordering::equal);
  }
  EXPECT_EQ(compare(*Version::parse("1.0.0+a"), *Version::parse("1.0.0+b")), std::strong_ordering::equal);
}

TEST(Semver, LongTextsAreRefused) {
  EXPECT_FALSE(Version::parse(std::string(300, '1')));
  std::string range = "1";
  for (int i = 0; i < 40; ++i) range += "||1";
  EXPECT_FALSE(VersionRange::parse(range));
  EXPECT_FALSE(VersionRange::parse(">=1" + std::string(600, ' ')));
}

}  // namespace
}  // namespace ngcs::ngc
