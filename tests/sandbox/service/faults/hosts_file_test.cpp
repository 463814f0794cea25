#include "service/faults/hosts_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "service/test_support/tls.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string hosts_with(const std::string& faults) {
  return hosts_text(test::parse_or_fail(R"({"schema":"ngc-world/1","faults":[)" + faults + "]}"));
}

TEST(HostsFile, NamesEverything) {
  const auto text = hosts_with("");
  for (const char* line :
       {"127.0.0.1 localhost\n", "203.0.113.10 nvcr.io\n", "203.0.113.11 layers.nvcr.io\n",
        "203.0.113.12 authn.nvidia.com\n", "203.0.113.13 api.ngc.nvidia.com\n", "203.0.113.14 helm.ngc.nvidia.com\n",
        "203.0.113.15 xfiles.ngc.nvidia.com\n", "203.0.113.50 foreign.example\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(HostsFile, DnsAndSinkholeFaults) {
  const auto text = hosts_with(R"({"host":"nvcr.io","kind":"dns"},{"host":"api.ngc.nvidia.com","kind":"sinkhole"})");
  EXPECT_THAT(text, Not(HasSubstr(" nvcr.io\n")));
  EXPECT_THAT(text, HasSubstr(" layers.nvcr.io\n"));
  EXPECT_THAT(text, HasSubstr("192.168.203.1 api.ngc.nvidia.com\n"));
  EXPECT_THAT(text, Not(HasSubstr("203.0.113.13")));
}

TEST(HostsFile, NamesUnderExampleLeadToTheForeignHost) {
  const auto text = hosts_with(
      R"({"host":"nvcr.io","kind":"foreignRealm","realm":"https://evil.example:443/token?x=https://no.example/"},
         {"host":"nvcr.io","kind":"redirect","location":"https://user@Other.example/"},
         {"host":"nvcr.io","kind":"redirect","location":"https://registry.example.com/"},
         {"host":"third.example","kind":"status","status":500})");
  EXPECT_THAT(text, HasSubstr("203.0.113.50 evil.example\n"));
  EXPECT_THAT(text, HasSubstr("203.0.113.50 other.example\n"));
  EXPECT_THAT(text, HasSubstr("203.0.113.50 third.example\n"));
  EXPECT_THAT(text, Not(HasSubstr("no.example")));
  EXPECT_THAT(text, Not(HasSubstr("example.com")));
}

TEST(HostsFile, IsWrittenInPlace) {
  const test::TempDir dir;
  const std::string path = dir.path() + "/hosts";
  const auto content = [&] {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  };
  EXPECT_TRUE(*write_hosts(path, "one\ntwo\n"));
  struct stat before {};
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  EXPECT_FALSE(*write_hosts(path, "one\ntwo\n"));
  EXPECT_TRUE(*write_hosts(path, "three\n"));
  EXPECT_EQ(content(), "three\n");
  EXPECT_TRUE(*write_hosts(path, "one\ntwo\nthree\n"));
  EXPECT_EQ(content(), "one\ntwo\nthree\n");
  struct stat after {};
  ASSERT_EQ(::stat(path.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino) << "a bind mount shows the file, not its name";
  EXPECT_FALSE(write_hosts(dir.path() + "/no/hosts", "x"));
}

}  // namespace
}  // namespace ngcs::sandbox
