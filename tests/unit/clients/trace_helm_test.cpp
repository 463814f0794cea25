#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace_tree.h"

namespace ngcs::clients {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = HelperAnswer::Kind;
using Codes = std::vector<std::string>;

constexpr const char* kFile = "home/.config/helm/repositories.yaml";
constexpr const char* kRegistry = "home/.config/helm/registry/config.json";

constexpr std::string_view kRepositories = R"(apiVersion: ""
repositories:
- name: nvaie
  url: https://helm.ngc.nvidia.com/nvaie/
  username: $oauthtoken
  password: KEY-NVAIE
- {name: nouser, url: "https://helm.ngc.nvidia.com/acme", username: "", password: KEY-NOUSER}
- {name: nopassword, url: "https://helm.ngc.nvidia.com/acme/zoom", username: $oauthtoken, password: ""}
- {name: public, url: "https://helm.ngc.nvidia.com/nvidia"}
- {name: mine, url: "ngc://mine/team?profile=work"}
- {name: everywhere, url: "https://helm.ngc.nvidia.com/every", username: u, password: KEY-E, pass_credentials_all: true}
- {name: inurl, url: "https://%24oauthtoken:KEY-U@helm.ngc.nvidia.com/inurl"}
- {name: foreign, url: "https://charts.example/nvaie", username: u, password: KEY-F}
- {name: second, url: "https://helm.ngc.nvidia.com/nvaie", username: $oauthtoken, password: KEY-2}
)";

struct Case {
  HelmWanted wanted;
  const char* sends;
  Codes codes;
  Codes shadowed;
};

TEST(TraceHelm, SendsWhatHelmSends) {
  TraceTree tree;
  tree.file(kFile, kRepositories);
  const std::vector<Case> cases = {
      {{"nvaie", ""}, "KEY-NVAIE from repository nvaie", {}, {}},
      // By the address, a trailing slash or none; two entries for one address.
      {{"", "nvaie"}, "KEY-NVAIE from repository nvaie", {}, {"KEY-2"}},
      {{"second", "nvaie"}, "KEY-2 from repository second", {}, {"KEY-NVAIE"}},
      {{"unknown", "nvaie"}, "KEY-NVAIE from repository nvaie", {}, {"KEY-2"}},
      {{"nouser", ""}, "nothing", {"NGC1101"}, {"KEY-NOUSER"}},
      {{"", "acme"}, "nothing", {"NGC1101"}, {"KEY-NOUSER"}},
      {{"nopassword", ""}, "nothing", {"NGC2301"}, {}},
      {{"public", ""}, "nothing", {"NGC2301"}, {}},
      {{"mine", ""}, " by ngc-getter", {}, {}},
      {{"", "mine/team"}, " by ngc-getter", {}, {}},
      {{"everywhere", ""}, "KEY-E from repository everywhere", {"NGC2306"}, {}},
      {{"inurl", ""}, "KEY-U from repository inurl", {}, {}},
      {{"foreign", ""}, "nothing", {}, {}},
      {{"unknown", ""}, "nothing", {}, {}},
      {{"", "absent"}, "nothing", {}, {}},
      {{"", ""}, "KEY-NVAIE from repository nvaie", {}, {"KEY-NOUSER", "KEY-E", "KEY-U", "KEY-2"}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.wanted.name + "|" + one.wanted.space);
    const Trace trace = trace_helm(tree.context(), one.wanted);
    EXPECT_EQ(trace.client, "helm");
    EXPECT_EQ(trace.host, "helm.ngc.nvidia.com");
    EXPECT_EQ(sent(trace), one.sends);
    EXPECT_EQ(codes(trace), one.codes);
    EXPECT_EQ(shadowed(trace), one.shadowed);
    EXPECT_EQ(trace.uses_suite, std::string_view(one.sends) == " by ngc-getter");
  }
  EXPECT_THAT(tree.asked, IsEmpty());
}

TEST(TraceHelm, SaysWhichFileAndWhy) {
  TraceTree tree;
  const Trace absent = trace_helm(tree.context(), {});
  EXPECT_EQ(outcomes(absent), "absent");
  EXPECT_EQ(absent.steps[0].file, tree.path(kFile));
  tree.file(kFile, kRepositories);
  EXPECT_EQ(value(trace_helm(tree.context(), {"everywhere", ""}), "NGC2306", "repo"), "everywhere");
  EXPECT_EQ(value(trace_helm(tree.context(), {"nopassword", ""}), "NGC2301", "repo"), "nopassword");
  EXPECT_EQ(value(trace_helm(tree.context(), {"nouser", ""}), "NGC1101", "file"), tree.path(kFile));
  const Trace mine = trace_helm(tree.context(), {"mine", ""});
  EXPECT_THAT(mine.steps[0].text, HasSubstr("ngc://mine/team?profile=work"));
  tree.file("other.yaml", "repositories:\n- name: a\n  url: [\n");
  tree.environment.set("HELM_REPOSITORY_CONFIG", tree.path("other.yaml"));
  const Trace broken = trace_helm(tree.context(), {});
  EXPECT_THAT(codes(broken), ElementsAre("NGC2107"));
  EXPECT_EQ(value(broken, "NGC2107", "file"), tree.path("other.yaml"));
  EXPECT_THAT(value(broken, "NGC2107", "line"), testing::MatchesRegex("[0-9]+"));
}

TEST(TraceHelmOci, AsksItsOwnFileThenDockers) {
  TraceTree tree;
  tree.helper("ngc", Kind::kCredential, "KEY-NGC");
  tree.helper("locked", Kind::kFailed, "vault is locked");
  tree.docker(R"({"credHelpers":{"nvcr.io":"ngc"}})");
  const Trace dockers = trace_helm_oci(tree.context(), "acme");
  EXPECT_EQ(dockers.client, "helm");
  EXPECT_EQ(dockers.host, "nvcr.io");
  EXPECT_EQ(sent(dockers), "KEY-NGC by docker-credential-ngc");
  EXPECT_EQ(outcomes(dockers), "absent wins");
  EXPECT_TRUE(dockers.uses_suite);
  tree.file(kRegistry, auths(plain_entry("nvcr.io", "KEY-H")));
  const Trace own = trace_helm_oci(tree.context(), "acme");
  EXPECT_EQ(sent(own), "KEY-H from auths[nvcr.io]");
  EXPECT_EQ(outcomes(own), "wins shadowed");
  EXPECT_FALSE(own.uses_suite);
  // What docker does after a failing helper, Helm does not.
  tree.file(kRegistry, "{}");
  tree.docker(R"({"credHelpers":{"nvcr.io":"locked"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1));
  const Trace failing = trace_helm_oci(tree.context(), "acme");
  EXPECT_EQ(sent(failing), "nothing");
  EXPECT_THAT(codes(failing), ElementsAre("NGC2105"));
  EXPECT_THAT(shadowed(failing), ElementsAre("OLD"));
  // And its own broken file is the end.
  tree.file(kRegistry, "[");
  EXPECT_THAT(codes(trace_helm_oci(tree.context(), "acme")), ElementsAre("NGC2107"));
}

TEST(TraceHelmOci, ReadsNoVariableOfDockers) {
  TraceTree tree;
  tree.environment.set("DOCKER_AUTH_CONFIG", auths(plain_entry("nvcr.io", "KEY-V")));
  TraceContext context = tree.context();
  context.docker_version = "28.3.0";
  EXPECT_EQ(sent(trace_helm_oci(context, {})), "nothing");
}

}  // namespace
}  // namespace ngcs::clients
