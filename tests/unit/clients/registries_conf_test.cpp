#include "clients/registries_conf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace_tree.h"

namespace ngcs::clients {
namespace {

using testing::ElementsAre;
using Kind = HelperAnswer::Kind;

// The names with blanks between, "-" where the list is not set, "wrong" where it is no list.
std::string list(std::string_view text) {
  const auto names = parse_credential_helpers(text);
  if (!names) return "wrong";
  if (!*names) return "-";
  std::string all;
  for (const std::string& name : **names) all += (all.empty() ? "" : " ") + name;
  return all;
}

TEST(RegistriesConf, ReadsItsOneList) {
  EXPECT_EQ(list(""), "-");
  EXPECT_EQ(list("unqualified-search-registries = [\"docker.io\"]\n"), "-");
  EXPECT_EQ(list("credential-helpers = [\"containers-auth.json\", \"ngc\"]"), "containers-auth.json ngc");
  EXPECT_EQ(list("x = 1\n  credential-helpers=['ngc',]\r\n"), "ngc");
  EXPECT_EQ(list("\"credential-helpers\" = [\"ngc\"]\n"), "ngc");
  EXPECT_EQ(list("credential-helpers = [ # two\n  \"a\", # one\n  \"b\"\n]\n"), "a b");
  EXPECT_EQ(list("credential-helpers = []\n"), "");
  EXPECT_EQ(list("# credential-helpers = [\"ngc\"]\n"), "-");
  EXPECT_EQ(list("credential-helpers-more = [\"ngc\"]\n"), "-");
  EXPECT_EQ(list("[[registry]]\ncredential-helpers = [\"ngc\"]\n"), "-");
}

TEST(RegistriesConf, RefusesOtherValues) {
  for (const char* text :
       {"credential-helpers = \"ngc\"", "credential-helpers = [\"ngc\"", "credential-helpers = [1]",
        "credential-helpers = [\"a\\\"b\"]", "credential-helpers = [\"a\nb\"]", "credential-helpers ="}) {
    EXPECT_EQ(list(text), "wrong") << text;
  }
}

constexpr const char* kSystem = "etc/registries.conf";
constexpr const char* kSystemDropIn = "etc/registries.conf.d/50-ngc.conf";
constexpr const char* kOwn = "home/.config/containers/registries.conf";
constexpr const char* kOwnDropIn = "home/.config/containers/registries.conf.d/50-ngc.conf";

std::string setting(const std::string& names) { return "credential-helpers = [" + names + "]\n"; }

struct Case {
  const char* title;
  std::map<std::string, std::string> files;
  const char* file;
  std::vector<std::string> names;
};

TEST(RegistriesConf, TheLastFileCounts) {
  const std::vector<Case> cases = {
      {"none", {}, "", {"containers-auth.json"}},
      {"for all users", {{kSystem, setting("'a'")}}, kSystem, {"a"}},
      {"a drop-in", {{kSystem, setting("'a'")}, {kSystemDropIn, setting("'b'")}}, kSystemDropIn, {"b"}},
      {"one that says nothing", {{kSystem, setting("'a'")}, {kSystemDropIn, "x = 1\n"}}, kSystem, {"a"}},
      {"by their names",
       {{kSystemDropIn, setting("'b'")}, {"etc/registries.conf.d/60-x.conf", setting("'c'")}},
       "etc/registries.conf.d/60-x.conf",
       {"c"}},
      {"another ending", {{"etc/registries.conf.d/50-ngc.conf.bak", setting("'b'")}}, "", {"containers-auth.json"}},
      {"the user's drop-in", {{kSystemDropIn, setting("'b'")}, {kOwnDropIn, setting("'d'")}}, kOwnDropIn, {"d"}},
      {"the user's file hides the system's",
       {{kSystemDropIn, setting("'b'")}, {kOwn, ""}},
       "",
       {"containers-auth.json"}},
      {"but not the user's drop-in", {{kOwn, setting("'c'")}, {kOwnDropIn, setting("'d'")}}, kOwnDropIn, {"d"}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.title);
    TraceTree tree;
    for (const auto& [name, content] : one.files) tree.file(name, content);
    const HelperList found = credential_helpers(tree.environment, tree.path("etc"));
    EXPECT_EQ(found.file, *one.file == '\0' ? std::string() : tree.path(one.file));
    EXPECT_EQ(found.names, one.names);
    EXPECT_FALSE(found.failure);
  }
}

class ListedHelpers : public testing::Test {
 protected:
  ListedHelpers() {
    tree_.helper("ngc", Kind::kCredential, "KEY-NGC");
    tree_.helper("unknowing", Kind::kNotFound);
  }
  Trace trace(const std::string& names) {
    tree_.file(kSystemDropIn, setting(names));
    return trace_podman(tree_.context(), "acme");
  }
  TraceTree tree_;
};

TEST_F(ListedHelpers, AreAskedInTheirPlace) {
  const Trace alone = trace("'containers-auth.json', 'ngc'");
  EXPECT_EQ(sent(alone), "KEY-NGC by docker-credential-ngc");
  EXPECT_EQ(alone.sends->file, tree_.path(kSystemDropIn));
  EXPECT_EQ(alone.sends->entry, "credential-helpers[ngc]");
  EXPECT_TRUE(alone.uses_suite);
  EXPECT_TRUE(alone.has_entry);
  tree_.docker(auths(plain_entry("nvcr.io", "D")));
  EXPECT_EQ(sent(trace("'containers-auth.json', 'ngc'")), "D from auths[nvcr.io]");
  const Trace first = trace("'ngc', 'containers-auth.json'");
  EXPECT_EQ(sent(first), "KEY-NGC by docker-credential-ngc");
  EXPECT_THAT(shadowed(first), ElementsAre("D"));
  EXPECT_EQ(sent(trace("'unknowing', 'containers-auth.json'")), "D from auths[nvcr.io]");
  EXPECT_EQ(sent(trace("'unknowing'")), "nothing");
}

TEST_F(ListedHelpers, AFailureIsNotTheEndOfTheList) {
  tree_.docker(auths(plain_entry("nvcr.io", "D")));
  const Trace missing = trace("'absent', 'containers-auth.json'");
  EXPECT_EQ(sent(missing), "D from auths[nvcr.io]");
  EXPECT_THAT(codes(missing), ElementsAre("NGC2104"));
  tree_.docker("{");
  EXPECT_EQ(sent(trace("'containers-auth.json', 'ngc'")), "KEY-NGC by docker-credential-ngc");
}

TEST_F(ListedHelpers, ADamagedListIsTheEnd) {
  tree_.docker(auths(plain_entry("nvcr.io", "D")));
  const Trace damaged = trace("1");
  EXPECT_EQ(sent(damaged), "nothing");
  EXPECT_EQ(value(damaged, "NGC2107", "file"), tree_.path(kSystemDropIn));
}

TEST(LegacyFile, ComesLastAndKnowsHostsOnly) {
  TraceTree tree;
  tree.file("home/.dockercfg", "{" + plain_entry("nvcr.io", "L") + "," + plain_entry("nvcr.io/acme", "A") + "}");
  EXPECT_EQ(sent(trace_podman(tree.context(), "acme")), "L from auths[nvcr.io]");
  tree.docker(auths(plain_entry("nvcr.io", "D")));
  const Trace both = trace_podman(tree.context(), "acme");
  EXPECT_EQ(sent(both), "D from auths[nvcr.io]");
  EXPECT_EQ(value(both, "NGC2201", "file2"), tree.path("home/.dockercfg"));
}

}  // namespace
}  // namespace ngcs::clients
