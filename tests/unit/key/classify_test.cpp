#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "key/base64.h"
#include "key/key.h"

namespace {

using ngcs::key::classify;
using ngcs::key::decode_base64;
using ngcs::key::EqualityClasses;
using ngcs::key::Kind;
using ngcs::key::kind_name;
using ngcs::secret::SecretString;

// base64 of "abcdefghijklmnopqrstuvwxyz:01234567-89ab-cdef-0123-456789abcdef"
constexpr std::string_view kLegacy =
    "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo6MDEyMzQ1NjctODlhYi1jZGVmLTAxMjMtNDU2Nzg5YWJjZGVm";

Kind kind(std::string_view text) { return classify(SecretString(text)); }

TEST(Classify, ByShape) {
  EXPECT_EQ(kLegacy.size(), 84U);
  EXPECT_EQ(kind(kLegacy), Kind::kLegacy);
  EXPECT_EQ(kind("nvapi-" + std::string(64, 'a')), Kind::kScoped);
  EXPECT_EQ(kind("nvapi-short"), Kind::kScoped);
  EXPECT_EQ(kind("nvapi-stg-" + std::string(60, 'a')), Kind::kStaging);
  EXPECT_EQ(kind(""), Kind::kUnknown);
  EXPECT_EQ(kind("NVAPI-" + std::string(64, 'a')), Kind::kUnknown);
  EXPECT_EQ(kind(std::string(84, 'a')), Kind::kUnknown);
  // base64 of ":01234567-89ab-cdef-0123-456789abcdef": no client id
  EXPECT_EQ(kind("OjAxMjM0NTY3LTg5YWItY2RlZi0wMTIzLTQ1Njc4OWFiY2RlZg=="), Kind::kUnknown);
  // base64 of "abc:01234567-89ab-cdef-0123-456789abcdeg": no UUID
  EXPECT_EQ(kind("YWJjOjAxMjM0NTY3LTg5YWItY2RlZi0wMTIzLTQ1Njc4OWFiY2RlZw=="), Kind::kUnknown);
  // base64 of "abc:0123456789ab-cdef-0123-456789abcdef--": the dashes elsewhere
  EXPECT_EQ(kind("YWJjOjAxMjM0NTY3ODlhYi1jZGVmLTAxMjMtNDU2Nzg5YWJjZGVmLS0="), Kind::kUnknown);
}

TEST(Classify, Names) {
  EXPECT_EQ(kind_name(Kind::kLegacy), "legacy");
  EXPECT_EQ(kind_name(Kind::kScoped), "personal-or-service");
  EXPECT_EQ(kind_name(Kind::kStaging), "staging");
  EXPECT_EQ(kind_name(Kind::kUnknown), "unknown");
}

TEST(Base64, StandardAlphabetWithExactPadding) {
  const auto decoded = [](std::string_view text) {
    const auto result = decode_base64(text);
    return result ? std::string(result->reveal()) : std::string("(none)");
  };
  EXPECT_EQ(decoded("TQ=="), "M");
  EXPECT_EQ(decoded("TWE="), "Ma");
  EXPECT_EQ(decoded("TWFu"), "Man");
  EXPECT_EQ(decoded("+/+/"), "\xFB\xFF\xBF");
  for (const std::string_view text :
       {"", "T", "TQ", "TQ=", "TQ===", "====", "T===", "TQ==TQ==", "T Q=", "TWFu\n", "-_-_"}) {
    EXPECT_EQ(decoded(text), "(none)") << text;
  }
}

TEST(EqualityClasses, EqualKeysHaveEqualNames) {
  EqualityClasses classes;
  EXPECT_EQ(classes.name(SecretString("nvapi-one")), "K1");
  EXPECT_EQ(classes.name(SecretString("nvapi-two")), "K2");
  EXPECT_EQ(classes.name(SecretString("nvapi-one")), "K1");
  EXPECT_EQ(classes.name(SecretString("nvapi-on")), "K3");
  EXPECT_EQ(classes.name(SecretString("")), "K4");
  EXPECT_EQ(classes.name(SecretString("nvapi-two")), "K2");
}

}  // namespace
