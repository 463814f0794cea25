#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace_tree.h"

namespace ngcs::clients {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = HelperAnswer::Kind;
using Codes = std::vector<std::string>;

constexpr const char* kRuntime = "run/containers/auth.json";
constexpr const char* kConfig = "home/.config/containers/auth.json";
constexpr const char* kDocker = "home/.docker/config.json";
const char* const kHelper = R"({"credHelpers":{"nvcr.io":"ngc"}})";

std::string with_helper(const std::string& helper, const std::string& members) {
  return R"({"credHelpers":{"nvcr.io":")" + helper + "\"}," + auths(members).substr(1);
}

struct Case {
  const char* title;
  std::map<std::string, std::string> files;
  const char* space;
  const char* sends;
  Codes codes;
  Codes shadowed;
};

TEST(TracePodman, SendsWhatPodmanSends) {
  const std::vector<Case> cases = {
      {"nothing", {}, "acme", "nothing", {}, {}},
      {"each file", {{kDocker, auths(plain_entry("nvcr.io", "D"))}}, "acme", "D from auths[nvcr.io]", {}, {}},
      {"the first with an answer",
       {{kConfig, auths(plain_entry("nvcr.io", "C"))}, {kDocker, auths(plain_entry("nvcr.io", "D"))}},
       "acme",
       "C from auths[nvcr.io]",
       {"NGC2201"},
       {"D"}},
      {"a password before the helper",
       {{kRuntime, auths(plain_entry("nvcr.io", "OLD"))}, {kConfig, kHelper}},
       "acme",
       "OLD from auths[nvcr.io]",
       {"NGC2201"},
       {}},
      {"the helper before a password",
       {{kConfig, kHelper}, {kDocker, auths(plain_entry("nvcr.io", "D"))}},
       "acme",
       "KEY-NGC by docker-credential-ngc",
       {},
       {"D"}},
      {"in one file the helper beats all",
       {{kConfig, with_helper("ngc", plain_entry("nvcr.io/acme", "A"))}},
       "acme",
       "KEY-NGC by docker-credential-ngc",
       {},
       {"A"}},
      {"also when it knows nothing: the file is done",
       {{kConfig, with_helper("unknowing", plain_entry("nvcr.io/acme", "A"))},
        {kDocker, auths(plain_entry("nvcr.io", "D"))}},
       "acme",
       "D from auths[nvcr.io]",
       {},
       {"A"}},
      {"a failing helper is the end",
       {{kConfig, with_helper("locked", "")}, {kDocker, auths(plain_entry("nvcr.io", "D"))}},
       "acme",
       "nothing",
       {"NGC2105"},
       {}},
      {"so is a missing one",
       {{kConfig, with_helper("absent", "")}, {kDocker, auths(plain_entry("nvcr.io", "D"))}},
       "acme",
       "nothing",
       {"NGC2104"},
       {}},
      {"two orgs, two files",
       {{kRuntime, auths(plain_entry("nvcr.io/acme", "A"))}, {kConfig, kHelper}},
       "other",
       "KEY-NGC by docker-credential-ngc",
       {},
       {"A"}},
      {"credsStore is not read",
       {{kDocker, R"({"auths":{"nvcr.io":{}},"credsStore":"desktop"})"}},
       "acme",
       "nothing",
       {"NGC2202"},
       {}},
      {"beside a helper that does not matter",
       {{kDocker, R"({"credHelpers":{"nvcr.io":"unknowing"},"credsStore":"desktop"})"}},
       "acme",
       "nothing",
       {},
       {}},
      {"spelling", {{kConfig, R"({"credHelpers":{"https://nvcr.io":"ngc"}})"}}, "acme", "nothing", {"NGC2103"}, {}},
      {"a namespace never matches a helper",
       {{kConfig, R"({"credHelpers":{"nvcr.io/acme":"ngc"}})"}},
       "acme",
       "nothing",
       {"NGC2103"},
       {}},
      {"auths with the path of old",
       {{kConfig, auths(plain_entry("https://nvcr.io/v2/", "C"))}},
       "acme",
       "C from auths[https://nvcr.io/v2/]",
       {},
       {}},
      {"user and password without auth",
       {{kConfig, R"({"auths":{"nvcr.io":{"username":"$oauthtoken","password":"C"}}})"}},
       "acme",
       "nothing",
       {},
       {"C"}},
      {"an empty user ends the search",
       {{kRuntime, auths(plain_entry("nvcr.io", "R", ""))}, {kConfig, kHelper}},
       "acme",
       "nothing",
       {"NGC1101", "NGC2201"},
       {"R"}},
      {"damaged", {{kConfig, R"({"auths":{"nvcr.io":{"auth":"%"}}})"}}, "acme", "nothing", {"NGC2108"}, {}},
      {"a file that is no JSON is the end", {{kRuntime, "{"}, {kConfig, kHelper}}, "acme", "nothing", {"NGC2107"}, {}},
      {"so is a blank one", {{kRuntime, ""}, {kConfig, kHelper}}, "acme", "nothing", {"NGC2107"}, {}},
      {"behind an answer nobody reads it",
       {{kRuntime, auths(plain_entry("nvcr.io", "R"))}, {kConfig, "{"}},
       "acme",
       "R from auths[nvcr.io]",
       {},
       {}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.title);
    TraceTree tree;
    tree.helper("ngc", Kind::kCredential, "KEY-NGC");
    tree.helper("unknowing", Kind::kNotFound);
    tree.helper("locked", Kind::kFailed, "vault is locked");
    for (const auto& [name, content] : one.files) tree.file(name, content);
    const Trace trace = trace_podman(tree.context(), one.space);
    EXPECT_EQ(trace.client, "podman");
    EXPECT_EQ(sent(trace), one.sends);
    EXPECT_EQ(codes(trace), one.codes);
    EXPECT_EQ(shadowed(trace), one.shadowed);
  }
}

TEST(TracePodman, TheLongestNameWins) {
  TraceTree tree;
  tree.file(kConfig, auths(plain_entry("nvcr.io", "HOST") + "," + plain_entry("nvcr.io/acme", "ORG") + "," +
                           plain_entry("nvcr.io/acme/zoom", "TEAM") + "," + plain_entry("nvcr.io/acme/app", "IMAGE")));
  const std::map<std::string, std::string> wanted = {
      {"", "HOST"},          {"acme", "ORG"},       {"acme/zoom", "TEAM"}, {"acme/zoom/img", "TEAM"},
      {"acme/other", "ORG"}, {"acme/app", "IMAGE"}, {"acmes", "HOST"},     {"other/acme", "HOST"},
  };
  for (const auto& [space, key] : wanted) {
    const Trace trace = trace_podman(tree.context(), space);
    EXPECT_EQ(sent(trace).substr(0, sent(trace).find(' ')), key) << space;
    EXPECT_EQ(trace.shadowed.size(), 3U);
    EXPECT_THAT(codes(trace), IsEmpty());
  }
}

TEST(TracePodman, ANamedFileTakesTheFirstPlace) {
  TraceTree tree;
  tree.file(kRuntime, auths(plain_entry("nvcr.io", "R")));
  tree.file(kConfig, auths(plain_entry("nvcr.io", "C")));
  tree.file("named.json", auths(plain_entry("nvcr.io", "N")));
  tree.environment.set("REGISTRY_AUTH_FILE", tree.path("named.json"));
  TraceContext context = tree.context();
  const Trace trace = trace_podman(context, {});
  EXPECT_EQ(sent(trace), "N from auths[nvcr.io]");
  EXPECT_THAT(shadowed(trace), ElementsAre("C"));
  EXPECT_EQ(value(trace, "NGC2201", "file1"), tree.path("named.json"));
  EXPECT_EQ(value(trace, "NGC2201", "file2"), tree.path(kConfig));
  tree.file("given.json", auths(plain_entry("nvcr.io", "G")));
  context.auth_file = tree.path("given.json");
  EXPECT_EQ(sent(trace_podman(context, {})), "G from auths[nvcr.io]");
  context.auth_file = tree.path("absent.json");
  const Trace absent = trace_podman(context, {});
  EXPECT_EQ(sent(absent), "nothing");
  EXPECT_THAT(codes(absent), ElementsAre("NGC2107"));
  EXPECT_EQ(value(absent, "NGC2107", "reason"), "--authfile names it, and it is not there");
}

TEST(TracePodman, ShowsEveryFileInItsOrder) {
  TraceTree tree;
  const Trace trace = trace_podman(tree.context(), {});
  ASSERT_EQ(trace.steps.size(), 3U);
  EXPECT_EQ(trace.steps[0].file, tree.path(kRuntime));
  EXPECT_EQ(trace.steps[1].file, tree.path(kConfig));
  EXPECT_EQ(trace.steps[2].file, tree.path(kDocker));
  EXPECT_EQ(outcomes(trace), "absent absent absent");
  EXPECT_FALSE(trace.has_entry);
}

}  // namespace
}  // namespace ngcs::clients
