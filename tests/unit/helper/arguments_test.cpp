#include "arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using ngcs::helper::Arguments;
using ngcs::helper::Mode;

Arguments parse(std::vector<const char*> argv) {
  return ngcs::helper::parse_arguments(static_cast<int>(argv.size()), argv.data());
}

TEST(HelperArguments, TheProgramsNameMayNameAProfile) {
  struct Case {
    const char* program;
    const char* profile;  // nullptr = none
  };
  constexpr Case kCases[] = {
      {"docker-credential-ngc", nullptr},
      {"/usr/local/bin/docker-credential-ngc", nullptr},
      {"docker-credential-ngc-acme", "acme"},
      {"/usr/local/bin/docker-credential-ngc-acme.prod_2", "acme.prod_2"},
      {"./docker-credential-ngc-docker-credential-ngc-x", "docker-credential-ngc-x"},
      {"docker-credential-ngc-", nullptr},
      {"docker-credential-ngcx", nullptr},
      {"helper", nullptr},
      {"/docker-credential-ngc-acme/helper", nullptr},
      {"", nullptr},
  };
  for (const Case& test : kCases) {
    const Arguments arguments = parse({test.program, "get"});
    EXPECT_EQ(arguments.mode, Mode::kAction) << test.program;
    EXPECT_EQ(arguments.profile.has_value(), test.profile != nullptr) << test.program;
    if (test.profile != nullptr) {
      EXPECT_EQ(arguments.profile.value_or(""), test.profile);
    }
  }
}

TEST(HelperArguments, ActionsAreExact) {
  for (const char* word : {"get", "store", "erase", "list"}) EXPECT_EQ(parse({"h", word}).mode, Mode::kAction);
  for (const char* word : {"version", "--version", "-v"}) EXPECT_EQ(parse({"h", word}).mode, Mode::kVersion);
  EXPECT_EQ(parse({"h", "kubelet"}).mode, Mode::kKubelet);
  EXPECT_EQ(parse({"h", "--profile", "x", "print-key"}).mode, Mode::kPrintKey);
  for (const char* word : {"--help", "-h"}) EXPECT_EQ(parse({"h", word}).mode, Mode::kHelp);
  for (const char* word : {"GET", "help", "get ", "", "--profil", "-"}) {
    EXPECT_EQ(parse({"h", word}).mode, Mode::kUnknownAction) << word;
  }
}

TEST(HelperArguments, OneOptionBeforeOneAction) {
  EXPECT_EQ(parse({}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h"}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h", "get", "nvcr.io"}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h", "get", "--profile", "x"}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h", "--profile"}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h", "--profile", "get"}).mode, Mode::kUsage);
  EXPECT_EQ(parse({"h", "--profile", "x", "--profile", "y", "get"}).mode, Mode::kUsage);
  for (const auto& argv : std::vector<std::vector<const char*>>{{"h", "--profile", "x", "get"},
                                                                {"h", "--profile=x", "get"},
                                                                {"docker-credential-ngc-y", "--profile", "x", "get"}}) {
    EXPECT_EQ(parse(argv).mode, Mode::kAction);
    EXPECT_EQ(parse(argv).profile, "x");
  }
  // Validated where it is used, so that other registries are answered all the same.
  EXPECT_EQ(parse({"h", "--profile=", "get"}).profile, "");
}

}  // namespace
