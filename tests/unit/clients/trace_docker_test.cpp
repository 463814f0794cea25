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

struct Case {
  const char* title;
  std::string config;
  const char* sends;
  Codes codes;
  Codes shadowed;
};

// What each helper of the table does is in its name.
void add_helpers(TraceTree& tree) {
  tree.helper("ngc", Kind::kCredential, "KEY-NGC");
  tree.helper("ngc-work", Kind::kCredential, "KEY-WORK");
  tree.helper("desktop", Kind::kCredential, "KEY-DESKTOP");
  tree.helper("unknowing", Kind::kNotFound);
  tree.helper("locked", Kind::kFailed, "vault is locked");
  tree.helper("sleeper", Kind::kTimeout, "no answer in 2 s");
}

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = {
      {"nothing at all", "{}", "nothing", {}, {}},
      {"blank", " \n", "nothing", {}, {}},
      {"foreign hosts are nobody's business", auths(plain_entry("ghcr.io", "X")), "nothing", {}, {}},
      {"plain", auths(plain_entry("nvcr.io", "KEY-A")), "KEY-A from auths[nvcr.io]", {}, {}},
      {"auths matches with a scheme",
       auths(plain_entry("https://nvcr.io", "KEY-A")),
       "KEY-A from auths[https://nvcr.io]",
       {},
       {}},
      {"and with the path of old",
       auths(plain_entry("https://nvcr.io/v2/", "KEY-A")),
       "KEY-A from auths[https://nvcr.io/v2/]",
       {},
       {}},
      {"but not in capitals", auths(plain_entry("NVCR.IO", "KEY-A")), "nothing", {}, {"KEY-A"}},
      {"the exact name first",
       auths(plain_entry("https://nvcr.io", "KEY-B") + "," + plain_entry("nvcr.io", "KEY-A")),
       "KEY-A from auths[nvcr.io]",
       {},
       {"KEY-B"}},
      {"a marker with the exact name",
       auths("\"nvcr.io\":{}," + plain_entry("https://nvcr.io", "KEY-B")),
       "nothing",
       {},
       {"KEY-B"}},
      {"user and password as members",
       R"({"auths":{"nvcr.io":{"username":"$oauthtoken","password":"KEY-A"}}})",
       "KEY-A from auths[nvcr.io]",
       {},
       {}},
      {"an empty user", auths(plain_entry("nvcr.io", "KEY-A", "")), "nothing", {"NGC1101"}, {"KEY-A"}},
      {"damaged", R"({"auths":{"nvcr.io":{"auth":"***"}}})", "nothing", {"NGC2108"}, {}},
      {"without a colon", R"({"auths":{"nvcr.io":{"auth":"bm9jb2xvbg=="}}})", "nothing", {"NGC2108"}, {}},
      {"helper", R"({"credHelpers":{"nvcr.io":"ngc"}})", "KEY-NGC by docker-credential-ngc", {}, {}},
      {"helper before store",
       R"({"credsStore":"desktop","credHelpers":{"nvcr.io":"ngc"}})",
       "KEY-NGC by docker-credential-ngc",
       {},
       {}},
      {"store", R"({"credsStore":"desktop"})", "KEY-DESKTOP by docker-credential-desktop", {"NGC2102"}, {}},
      {"this suite as the store", R"({"credsStore":"ngc"})", "KEY-NGC by docker-credential-ngc", {}, {}},
      {"an empty helper switches the store off",
       R"({"credsStore":"desktop","credHelpers":{"nvcr.io":""}})",
       "nothing",
       {},
       {}},
      {"stale entry behind a helper",
       R"({"credHelpers":{"nvcr.io":"ngc"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1),
       "KEY-NGC by docker-credential-ngc",
       {"NGC2101"},
       {"OLD"}},
      {"a helper that knows nothing",
       R"({"credHelpers":{"nvcr.io":"unknowing"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1),
       "nothing",
       {"NGC2101"},
       {"OLD"}},
      {"a helper that fails",
       R"({"credHelpers":{"nvcr.io":"locked"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1),
       "OLD from auths[nvcr.io]",
       {"NGC2101", "NGC2105"},
       {}},
      {"a helper that sleeps", R"({"credHelpers":{"nvcr.io":"sleeper"}})", "nothing", {"NGC2105"}, {}},
      {"a helper that is not there",
       R"({"credHelpers":{"nvcr.io":"absent"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1),
       "OLD from auths[nvcr.io]",
       {"NGC2101", "NGC2104"},
       {}},
      {"credHelpers with a scheme", R"({"credHelpers":{"https://nvcr.io":"ngc"}})", "nothing", {"NGC2103"}, {}},
      {"with a slash", R"({"credHelpers":{"nvcr.io/":"ngc"}})", "nothing", {"NGC2103"}, {}},
      {"in capitals", R"({"credHelpers":{"NVCR.io":"ngc"}})", "nothing", {"NGC2103"}, {}},
      {"with a port only", R"({"credHelpers":{"nvcr.io:443":"ngc"}})", "nothing", {"NGC2103"}, {}},
      {"with a port, too",
       R"({"credHelpers":{"nvcr.io:443":"ngc","nvcr.io":"ngc"}})",
       "KEY-NGC by docker-credential-ngc",
       {},
       {}},
      {"no JSON", "{", "nothing", {"NGC2107"}, {}},
  };
  return kCases;
}

TEST(TraceDocker, SendsWhatDockerSends) {
  for (const Case& one : cases()) {
    SCOPED_TRACE(one.title);
    TraceTree tree;
    add_helpers(tree);
    tree.docker(one.config);
    const Trace trace = trace_docker(tree.context(), "acme");
    EXPECT_EQ(trace.client, "docker");
    EXPECT_EQ(trace.host, "nvcr.io");
    EXPECT_EQ(sent(trace), one.sends);
    EXPECT_EQ(codes(trace), one.codes);
    EXPECT_EQ(shadowed(trace), one.shadowed);
    EXPECT_FALSE(trace.steps.empty());
  }
}

TEST(TraceDocker, FillsTheValuesOfItsFindings) {
  TraceTree tree;
  add_helpers(tree);
  tree.docker(R"({"credHelpers":{"nvcr.io":"locked","https://nvcr.io":"ngc"},)" +
              auths(plain_entry("nvcr.io", "OLD")).substr(1));
  const Trace trace = trace_docker(tree.context(), {});
  EXPECT_EQ(value(trace, "NGC2105", "helper"), "docker-credential-locked");
  EXPECT_EQ(value(trace, "NGC2105", "message"), "vault is locked");
  EXPECT_EQ(value(trace, "NGC2105", "path"), "/usr/bin/docker-credential-locked");
  EXPECT_EQ(value(trace, "NGC2103", "given"), "https://nvcr.io");
  EXPECT_EQ(value(trace, "NGC2101", "file"), tree.path("home/.docker/config.json"));
  EXPECT_EQ(value(trace, "NGC2101", "client"), "docker");
  EXPECT_FALSE(trace.uses_suite);
  EXPECT_TRUE(trace.has_entry);
  tree.docker(R"({"credHelpers":{"nvcr.io":"absent"}})");
  const Trace missing = trace_docker(tree.context(), {});
  EXPECT_EQ(value(missing, "NGC2104", "helper"), "docker-credential-absent");
  EXPECT_EQ(value(missing, "NGC2104", "path"), tree.path("bin"));
  tree.docker("{\n\"auths\":\n}");
  EXPECT_EQ(value(trace_docker(tree.context(), {}), "NGC2107", "file"), tree.path("home/.docker/config.json"));
}

TEST(ShownUser, NeverShowsWhatMayBeAKey) {
  EXPECT_EQ(shown_user("$oauthtoken"), "$oauthtoken");
  EXPECT_EQ(shown_user("ada@acme.example"), "ada@acme.example");
  EXPECT_EQ(shown_user("a\x1b"), "a\\x1b") << "printable";
  for (const std::string& key :
       {std::string("nvapi-short"), std::string("nvapi-").append(64, 'k'), std::string(84, 'L')}) {
    EXPECT_EQ(shown_user(key), "(a text that may be a key)");
  }
}

TEST(TraceDocker, KnowsTheHelpersOfThisSuite) {
  for (const auto& [name, suite] :
       std::map<std::string, bool>{{"ngc", true}, {"ngc-work", true}, {"ngcx", false}, {"desktop", false}}) {
    TraceTree tree;
    tree.helper(name, Kind::kCredential, "KEY");
    tree.docker(R"({"credHelpers":{"nvcr.io":")" + name + "\"}}");
    EXPECT_EQ(trace_docker(tree.context(), {}).uses_suite, suite) << name;
    tree.helper(name, Kind::kNotFound);
    EXPECT_EQ(trace_docker(tree.context(), {}).uses_suite, suite) << name;
  }
}

TEST(TraceDocker, FromVersion29OnAFailingHelperIsTheEnd) {
  TraceTree tree;
  add_helpers(tree);
  tree.docker(R"({"credHelpers":{"nvcr.io":"locked"},)" + auths(plain_entry("nvcr.io", "OLD")).substr(1));
  TraceContext context = tree.context();
  context.docker_version = "29.0.1";
  const Trace trace = trace_docker(context, {});
  EXPECT_EQ(sent(trace), "nothing");
  EXPECT_THAT(shadowed(trace), ElementsAre("OLD"));
  context.docker_version = "28.9.9";
  EXPECT_EQ(sent(trace_docker(context, {})), "OLD from auths[nvcr.io]");
}

TEST(TraceDocker, AnyNamespacedEntryStandsForTheHost) {
  TraceTree tree;
  tree.docker(auths(plain_entry("nvcr.io/acme", "KEY-A")));
  EXPECT_EQ(sent(trace_docker(tree.context(), "other")), "KEY-A from auths[nvcr.io/acme]");
  tree.docker(auths(plain_entry("nvcr.io/acme", "KEY-A") + "," + plain_entry("nvcr.io/other", "KEY-B")));
  const Trace trace = trace_docker(tree.context(), "other");
  EXPECT_THAT(trace.steps[0].text, HasSubstr("at random"));
  EXPECT_THAT(shadowed(trace), ElementsAre("KEY-B"));
  // The exact name ends that.
  tree.docker(auths(plain_entry("nvcr.io/acme", "KEY-A") + "," + plain_entry("nvcr.io", "KEY-H")));
  EXPECT_EQ(sent(trace_docker(tree.context(), "acme")), "KEY-H from auths[nvcr.io]");
}

TEST(TraceDocker, TheVariableComesFirstFromVersion28Point3On) {
  TraceTree tree;
  tree.helper("ngc", Kind::kCredential, "KEY-NGC");
  tree.docker(R"({"credHelpers":{"nvcr.io":"ngc"}})");
  tree.environment.set("DOCKER_AUTH_CONFIG", auths(plain_entry("nvcr.io", "KEY-V")));
  TraceContext context = tree.context();
  for (const auto& [version, wins] : std::map<std::string, bool>{
           {"28.2.2", false}, {"28.3.0", true}, {"29.1.0-rc.1", true}, {"20.10.24", false}, {"dev", false}}) {
    SCOPED_TRACE(version);
    context.docker_version = version;
    const Trace trace = trace_docker(context, {});
    EXPECT_EQ(sent(trace), wins ? "KEY-V from DOCKER_AUTH_CONFIG" : "KEY-NGC by docker-credential-ngc");
    EXPECT_THAT(codes(trace), ElementsAre("NGC2106"));
    EXPECT_EQ(trace.uses_suite, !wins);
    EXPECT_EQ(outcomes(trace), wins ? "wins shadowed" : "skipped wins");
  }
  context.docker_version.reset();
  EXPECT_EQ(sent(trace_docker(context, {})), "KEY-NGC by docker-credential-ngc");
  context.docker_version = "28.3.0";
  // Only the exact name, and only this host.
  for (const std::string& other : {auths(plain_entry("https://nvcr.io", "KEY-V")), auths(plain_entry("ghcr.io", "X")),
                                   std::string("{}"), std::string("no json")}) {
    tree.environment.set("DOCKER_AUTH_CONFIG", other);
    const Trace trace = trace_docker(context, {});
    EXPECT_EQ(sent(trace), "KEY-NGC by docker-credential-ngc");
    EXPECT_THAT(codes(trace), IsEmpty());
  }
}

TEST(TraceDocker, FollowsDockersOwnChoices) {
  TraceTree tree;
  const Trace absent = trace_docker(tree.context(), {});
  EXPECT_EQ(outcomes(absent), "absent");
  EXPECT_FALSE(absent.has_entry);
  // A file without any of the three members: docker chooses a store by itself.
  tree.file("bin/docker-credential-secretservice", "#!/bin/sh\n", 0755);
  tree.helper("secretservice", Kind::kCredential, "KEY-S");
  EXPECT_EQ(sent(trace_docker(tree.context(), {})), "KEY-S by docker-credential-secretservice");
  tree.docker("{}");
  EXPECT_EQ(sent(trace_docker(tree.context(), {})), "KEY-S by docker-credential-secretservice");
  tree.docker(auths(plain_entry("ghcr.io", "X")));
  EXPECT_EQ(sent(trace_docker(tree.context(), {})), "nothing");
  // --config before DOCKER_CONFIG before HOME.
  tree.file("one/config.json", auths(plain_entry("nvcr.io", "KEY-1")));
  tree.file("two/config.json", auths(plain_entry("nvcr.io", "KEY-2")));
  tree.environment.set("DOCKER_CONFIG", tree.path("one"));
  TraceContext context = tree.context();
  EXPECT_EQ(sent(trace_docker(context, {})), "KEY-1 from auths[nvcr.io]");
  context.docker_config_dir = tree.path("two");
  EXPECT_EQ(sent(trace_docker(context, {})), "KEY-2 from auths[nvcr.io]");
}

TEST(TraceDocker, WithoutHelpersNothingIsStarted) {
  TraceTree tree;
  tree.docker(R"({"credHelpers":{"nvcr.io":"ngc"}})");
  TraceContext context = tree.context();
  context.ask_helper = nullptr;
  const Trace trace = trace_docker(context, {});
  EXPECT_EQ(outcomes(trace), "skipped");
  EXPECT_TRUE(trace.has_entry);
  EXPECT_TRUE(trace.uses_suite);
  EXPECT_THAT(tree.asked, IsEmpty());
}

TEST(TraceDocker, TextsHoldNoSecret) {
  for (const Case& one : cases()) {
    TraceTree tree;
    add_helpers(tree);
    tree.docker(one.config);
    const Trace trace = trace_docker(tree.context(), {});
    std::string all;
    for (const TraceStep& step : trace.steps) all += step.file + step.entry + step.text;
    for (const TraceFinding& finding : trace.findings) {
      for (const auto& [name, text] : finding.values) all += text;
    }
    EXPECT_THAT(all, testing::Not(HasSubstr("KEY-"))) << one.title;
    EXPECT_THAT(all, testing::Not(HasSubstr("OLD"))) << one.title;
  }
}

}  // namespace
}  // namespace ngcs::clients
