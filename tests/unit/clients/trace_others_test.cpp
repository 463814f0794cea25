// The traces of the NGC CLI and of enroot, and what a real helper program answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace_tree.h"

namespace ngcs::clients {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = HelperAnswer::Kind;

TEST(TraceNgcCli, ReadsItsConfigInEveryForm) {
  struct Case {
    const char* title;
    const char* config;
    const char* sends;
    const char* org;
    const char* team;
  };
  const std::vector<Case> cases = {
      {"blanks", ";WARNING - This is a machine generated file.\n[CURRENT]\napikey = KEY\norg = acme\nteam = zoom\n",
       "KEY from apikey", "acme", "zoom"},
      {"none", "[CURRENT]\napikey=KEY\norg=acme\nteam=no-team\n", "KEY from apikey", "acme", ""},
      {"CRLF", "[CURRENT]\r\napikey=KEY\r\norg= acme\r\n", "KEY from apikey", "acme", ""},
      {"no key", "[CURRENT]\napikey = no-apikey\norg = no-org\n", "nothing", "", ""},
      {"a name that only looks like none", "[CURRENT]\norg = no-limits\n", "nothing", "no-limits", ""},
      {"another section", "[OTHER]\napikey = KEY\n[CURRENT]\norg = acme\n", "nothing", "acme", ""},
      {"another member holds the key, too", "[CURRENT]\ncommand_map = {\"apikey\": \"KEY\"}\n", "nothing", "", ""},
      {"empty", "", "nothing", "", ""},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.title);
    TraceTree tree;
    tree.file("home/.ngc/config", one.config);
    const Trace trace = trace_ngc_cli(tree.context());
    EXPECT_EQ(trace.client, "ngc-cli");
    EXPECT_EQ(sent(trace), one.sends);
    EXPECT_EQ(trace.has_entry, trace.sends.has_value());
    const NgcCliSpace space = ngc_cli_space(tree.context());
    EXPECT_EQ(space.org, one.org);
    EXPECT_EQ(space.team, one.team);
  }
}

TEST(TraceNgcCli, AppendsItsDirectoryToTheVariable) {
  TraceTree tree;
  EXPECT_EQ(outcomes(trace_ngc_cli(tree.context())), "absent");
  tree.file("cli/.ngc/config", "[CURRENT]\napikey=KEY\n");
  tree.environment.set("NGC_CLI_HOME", tree.path("cli"));
  const Trace trace = trace_ngc_cli(tree.context());
  EXPECT_EQ(sent(trace), "KEY from apikey");
  EXPECT_EQ(trace.sends->file, tree.path("cli/.ngc/config"));
}

TEST(TraceEnroot, KnowsTheOneFormThatEnrootFinds) {
  struct Case {
    const char* title;
    const char* file;
    const char* sends;
    const char* outcomes;
  };
  const std::vector<Case> cases = {
      {"plain", "machine nvcr.io login $oauthtoken password KEY\n", "KEY from machine nvcr.io", "wins"},
      {"both hosts",
       "machine authn.nvidia.com login $oauthtoken password KEY\nmachine nvcr.io login $oauthtoken password OLD\n",
       "KEY from machine authn.nvidia.com", "wins shadowed"},
      {"a command", "machine nvcr.io login $oauthtoken password $(docker ngc print-key)\n", " by sh", "wins"},
      {"other hosts", "machine auth.docker.io login a password b\n", "nothing", "nothing"},
      {"a leading blank", " machine nvcr.io login $oauthtoken password KEY\n", "nothing", "skipped"},
      {"another order", "machine nvcr.io password KEY login $oauthtoken\n", "nothing", "skipped"},
      {"a port", "machine nvcr.io:443 login $oauthtoken password KEY\n", "nothing", "skipped"},
      {"without a login", "machine nvcr.io\n", "nothing", "skipped"},
      {"an empty file", "", "nothing", "nothing"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.title);
    TraceTree tree;
    tree.file("home/.config/enroot/.credentials", one.file);
    const Trace trace = trace_enroot(tree.context());
    EXPECT_EQ(trace.client, "enroot");
    EXPECT_EQ(sent(trace), one.sends);
    EXPECT_EQ(outcomes(trace), one.outcomes);
  }
  TraceTree tree;
  EXPECT_EQ(outcomes(trace_enroot(tree.context())), "absent");
  tree.file("elsewhere/.credentials", "machine nvcr.io login $oauthtoken password KEY\n");
  tree.environment.set("ENROOT_CONFIG_PATH", tree.path("elsewhere"));
  EXPECT_EQ(sent(trace_enroot(tree.context())), "KEY from machine nvcr.io");
}

class HelperProgram : public testing::Test {
 protected:
  HelperAnswer ask(std::string_view script, int deadline_ms = 5000) {
    tree_.file("bin/docker-credential-x", "#!/bin/sh\n" + std::string(script), 0755);
    return ask_real_helper(deadline_ms)("x", "nvcr.io", tree_.path("bin") + ":/usr/bin:/bin");
  }
  TraceTree tree_;
};

TEST_F(HelperProgram, AnswersAreReadAsTheClientsReadThem) {
  const HelperAnswer good =
      ask("read -r host\n[ \"$1 $host\" = 'get nvcr.io' ] && "
          "echo '{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"KEY\"}'\n");
  EXPECT_EQ(good.kind, Kind::kCredential);
  EXPECT_EQ(good.user, "$oauthtoken");
  EXPECT_EQ(good.secret.reveal(), "KEY");
  EXPECT_EQ(good.path, tree_.path("bin/docker-credential-x"));
  EXPECT_EQ(ask("echo credentials not found in native keychain; exit 1\n").kind, Kind::kNotFound);
  EXPECT_EQ(ask("echo '{\"Username\":\"\",\"Secret\":\"\"}'\n").kind, Kind::kNotFound);
  EXPECT_EQ(ask("echo '{}'\n").kind, Kind::kNotFound);
}

TEST_F(HelperProgram, EverythingElseIsAFailure) {
  const HelperAnswer locked = ask("echo 'vault is locked'; exit 1\n");
  EXPECT_EQ(locked.kind, Kind::kFailed);
  EXPECT_EQ(locked.message, "vault is locked");
  // The sentence counts on stdout only.
  const HelperAnswer misplaced = ask("echo 'credentials not found in native keychain' >&2; exit 1\n");
  EXPECT_EQ(misplaced.kind, Kind::kFailed);
  EXPECT_EQ(ask("exit 3\n").message, "it ended with status 3");
  EXPECT_EQ(ask("echo no json\n").kind, Kind::kFailed);
  EXPECT_EQ(ask("exit 0\n").kind, Kind::kFailed);
  EXPECT_EQ(ask("exec sleep 20\n", 200).kind, Kind::kTimeout);
  EXPECT_EQ(ask_real_helper(1000)("absent", "nvcr.io", tree_.path("bin")).kind, Kind::kMissing);
  EXPECT_EQ(ask_real_helper(1000)("absent", "nvcr.io", "").kind, Kind::kMissing);
}

TEST_F(HelperProgram, MessagesShowNoKey) {
  const std::string long_word(84, 'a');
  const HelperAnswer answer =
      ask("echo 'rejected: nvapi-MARKED " + long_word + " see /etc/" + long_word + "'; exit 1\n");
  EXPECT_THAT(answer.message, HasSubstr("rejected: (not shown) (not shown) see /etc/"));
  EXPECT_THAT(answer.message, Not(HasSubstr("MARKED")));
  const HelperAnswer json = ask("echo '{\"Secret\":\"MARKED\"}'; echo broken >&2; exit 1\n");
  EXPECT_EQ(json.message, "broken");
}

}  // namespace
}  // namespace ngcs::clients
