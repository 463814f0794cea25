// Whole dialogues, byte for byte, as real clients lead them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "helper_program_fixture.h"

namespace ngcs::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(HelperProgram, VersionAndHelp) {
  for (const char* word : {"version", "--version", "-v"}) {
    const Outcome outcome = ask({word});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "docker-credential-ngc (ngc-credential-suite) " NGCS_VERSION "\n");
    EXPECT_THAT(outcome.err, IsEmpty());
  }
  for (const char* word : {"--help", "-h"}) {
    const Outcome outcome = ask({word});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, IsEmpty());
    for (const char* part : {"credHelpers", "\"nvcr.io\": \"ngc\"", "NGC_API_KEY_FILE", "NGC_PROFILE",
                             "docker ngc login", "ngc-auth/config.json", "ngc-auth/vault", "CREDENTIALS_DIRECTORY"}) {
      EXPECT_THAT(outcome.out, HasSubstr(part));
    }
  }
}

TEST_F(HelperProgram, UsageIsTheProtocols) {
  constexpr const char* kUsage = "Usage: docker-credential-ngc <store|get|erase|list|version>\n";
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {}, {"get", "nvcr.io"}, {"get", ""}, {"--profile", "acme"}, {"--profile"}, {"--profile=acme"}}) {
    const Outcome outcome = ask(words);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, kUsage);
  }
  const Outcome unknown = ask({"help"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_EQ(unknown.out, "docker-credential-ngc: unknown action: help\n");
  const Outcome hostile = ask({"a`b\nc\x1B[2K"});
  EXPECT_EQ(hostile.status, 1);
  EXPECT_EQ(hostile.out, "docker-credential-ngc: unknown action: a'b\\x0ac\\x1b[2K\n");
}

// Kubernetes: the forms of credentialprovider.kubelet.k8s.io/v1, byte for byte.
TEST_F(HelperProgram, Kubelet) {
  ask({"store"}, "{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" + kKey + "\"}");
  constexpr const char* kHead = R"({"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderRe)";
  const auto request = [&](const std::string& image) {
    return kHead + std::string("quest\",\"image\":\"") + image + "\",\"serviceAccountToken\":\"eyJ\"}\n";
  };
  Outcome outcome = ask({"kubelet"}, request("nvcr.io/acme/zoom/app:1"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out,
            kHead + std::string(R"(sponse","cacheKeyType":"Image","auth":{"nvcr.io/acme/zoom/app":{"username":)") +
                R"("$oauthtoken","password":")" + kKey + "\"}}}\n");
  EXPECT_THAT(outcome.err, IsEmpty());
  outcome = ask({"kubelet"}, request("docker.io/library/nginx:1"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, kHead + std::string("sponse\",\"cacheKeyType\":\"Image\",\"auth\":null}\n"));
  outcome = ask({"kubelet"}, "nvcr.io");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, IsEmpty()) << "the kubelet reads stdout as the response";
  EXPECT_THAT(outcome.err, HasSubstr("the kubelet's request is not usable"));
}

// enroot: `password $(docker-credential-ngc print-key)`; what is on stdout is the password, whatever it says.
TEST_F(HelperProgram, PrintKey) {
  Outcome outcome = ask({"print-key"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("docker ngc login"));
  ask({"store"}, "{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" + kKey + "\"}");
  outcome = ask({"print-key"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, kKey + "\n");
  EXPECT_THAT(outcome.err, IsEmpty());
}

// docker: the key without a line end, the object with one; what it escapes.
TEST_F(HelperProgram, Docker) {
  Outcome outcome = ask({"get"}, "nvcr.io");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, kNotFoundLine);
  EXPECT_THAT(outcome.err, IsEmpty());

  outcome = ask({"store"}, "{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" + kKey + "\"}\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, IsEmpty());

  outcome = ask({"get"}, "nvcr.io");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "{\"ServerURL\":\"nvcr.io\",\"Username\":\"$oauthtoken\",\"Secret\":\"" + kKey + "\"}\n");
  EXPECT_THAT(outcome.err, IsEmpty());

  outcome = ask({"list"}, "unused");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "{\"nvcr.io\":\"$oauthtoken\"}\n");

  // A web login's answer, escaped as Go does.
  outcome = ask({"store"}, R"({"ServerURL":"nvcr.io","Username":"\u003ctoken\u003e","Secret":"x"})"
                           "\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out,
            "nvcr.io has no identity tokens; log in with the user name $oauthtoken and an NGC API key as password\n");

  for (const char* server : {"nvcr.io", "nvcr.io", "http://nvcr.io", "https://nvcr.io"}) {
    outcome = ask({"erase"}, server);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, IsEmpty());
  }
  EXPECT_EQ(ask({"get"}, "nvcr.io").out, kNotFoundLine);
  EXPECT_EQ(ask({"list"}, "unused").out, "{}\n");
}

// docker-py: no line end behind the object, everything that is not ASCII escaped, an empty pipe for `list`.
TEST_F(HelperProgram, DockerPy) {
  Outcome outcome =
      ask({"store"}, R"({"ServerURL": "nvcr.io", "Username": "$oauthtoken", "Secret": "\u006evapi-dockerpy"})");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(ask({"get"}, "nvcr.io").out, pair_of("nvcr.io", "nvapi-dockerpy"));
  EXPECT_EQ(ask({"list"}, "").out, "{\"nvcr.io\":\"$oauthtoken\"}\n");
}

// nerdctl: six spellings until one answers; it compares the address with the one it asked for.
TEST_F(HelperProgram, Nerdctl) {
  EXPECT_EQ(ask({"store"}, pair_of("nvcr.io:443", kKey)).status, 0);
  for (const char* server :
       {"nvcr.io:443", "https://nvcr.io:443", "http://nvcr.io:443", "nvcr.io", "https://nvcr.io", "http://nvcr.io"}) {
    EXPECT_EQ(ask({"get"}, server).out, pair_of(server, kKey));
  }
  EXPECT_EQ(ask({"get"}, "nerdctl-experimental://nvcr.io:443?ns=docker.io").out, kNotFoundLine);
}

// crane under credsStore: the repository first, then the host.
TEST_F(HelperProgram, Crane) {
  store(kKey);
  EXPECT_EQ(ask({"get"}, "nvcr.io/nvidia/cuda").out, pair_of("nvcr.io/nvidia/cuda", kKey));
  EXPECT_EQ(ask({"get"}, "index.docker.io/library/alpine").out, kNotFoundLine);
}

// podman, buildah, skopeo: any status but 0 of an erase is a stack overflow there.
TEST_F(HelperProgram, PodmanLogout) {
  for (const char* server : {"nvcr.io", "quay.io", "localhost:5000", "https://index.docker.io/v1/"}) {
    const Outcome outcome = ask({"erase"}, server);
    EXPECT_EQ(outcome.status, 0) << server;
    EXPECT_THAT(outcome.out, IsEmpty());
  }
  // podman asks a helper that registries.conf puts first to store every login.
  const Outcome foreign = ask({"store"}, pair_of("quay.io", kKey));
  EXPECT_EQ(foreign.status, 1);
  EXPECT_THAT(foreign.out, StartsWith("docker-credential-ngc keeps keys for nvcr.io only, not for quay.io; "));
}

TEST_F(HelperProgram, TheProtocolsThreeSentences) {
  EXPECT_EQ(ask({"get"}, "").out, "no credentials server URL\n");
  EXPECT_EQ(ask({"get"}, " \r\n").out, "no credentials server URL\n");
  EXPECT_EQ(ask({"erase"}, "").out, "no credentials server URL\n");
  EXPECT_EQ(ask({"erase"}, "").status, 1);
  EXPECT_EQ(ask({"store"}, pair_of("", kKey)).out, "no credentials server URL\n");
  EXPECT_EQ(ask({"store"}, R"({"ServerURL":"nvcr.io","Username":"","Secret":"x"})").out, "no credentials username\n");
  EXPECT_EQ(ask({"get"}, "quay.io").out, kNotFoundLine);
}

TEST_F(HelperProgram, ALinkAnswersForItsProfile) {
  const std::string link = home_ / "docker-credential-ngc-acme";
  ASSERT_EQ(::symlink(kHelper.c_str(), link.c_str()), 0);
  Start start = start_;
  start.argv = {link, "store"};
  start.input = pair_of("nvcr.io", kKey);
  EXPECT_EQ(run(start).status, 0);
  EXPECT_EQ(get().out, kNotFoundLine);
  EXPECT_EQ(ask({"--profile", "acme", "get"}, "nvcr.io").out, pair_of("nvcr.io", kKey));
  EXPECT_EQ(ask({"--profile=acme", "get"}, "nvcr.io").out, pair_of("nvcr.io", kKey));
  // The environment does not count beside an explicit choice.
  start.environment["NGC_API_KEY"] = kOther;
  start.environment["NGC_PROFILE"] = "other";
  start.argv = {link, "get"};
  start.input = "nvcr.io";
  EXPECT_EQ(run(start).out, pair_of("nvcr.io", kKey));
  start.argv = {link, "--profile", "empty", "get"};
  EXPECT_EQ(run(start).out, kNotFoundLine);
}

// What a person sees inside the client's own error: one line, no backquote (the client's quotes), no key.
TEST_F(HelperProgram, EveryOtherFailureIsOneSentence) {
  store(kKey);
  struct Case {
    const char* action;
    std::string input;
  };
  const Case kCases[] = {
      {"get", "nv\ncr.io"},
      {"get", std::string("nvcr.io\0x", 9)},
      {"get", "nvcr.io\xFF"},
      {"get", "nvcr.io@evil.example"},
      {"get", std::string(70000, 'a')},
      {"get", std::string(1U << 20U, 'a')},
      {"get", std::string((1U << 20U) + 1, 'a')},
      {"store", ""},
      {"store", "nvcr.io"},
      {"store", pair_of("nvcr.io", "") + "x"},
      {"store", pair_of("nvcr.io", "")},
      {"store", pair_of("nvcr.io", kOther + "\\u0000x")},
      {"store", pair_of("nvcr.io", kOther + "\\ud800")},
      {"store", pair_of("nvcr.io", kOther + "\xFF")},
      {"store", pair_of("nvcr.io", kOther + "\xED\xA0\x80")},
      {"store", pair_of("nvcr.io", kOther + "\\n" + kOther)},
      {"store", "{\"Secret\":\"" + kOther + "\",\"secret\":\"" + kOther + "\"}"},
      {"store", std::string(100000, '[')},
      {"store", R"({"ServerURL":"nvcr.io","Username":"$oauthtoken","x":)" + std::string(100000, '[')},
      {"store", pair_of("nvcr.io", std::string(70000, 'k'))},
      {"store", pair_of("nvcr.io", std::string(1U << 20U, 'k'))},
      {"store", R"({"ServerURL":"nvcr.io","Username":"me`you@example.com","Secret":"x"})"},
      {"store", pair_of("quay`\\n.io", kOther)},
  };
  for (const Case& test : kCases) {
    const Outcome outcome = ask({test.action}, test.input);
    const std::string shown = test.input.substr(0, 60);
    EXPECT_EQ(outcome.status, 1) << shown;
    ASSERT_THAT(outcome.out, Not(IsEmpty())) << shown;
    EXPECT_EQ(outcome.out.find('\n'), outcome.out.size() - 1) << outcome.out;
    EXPECT_LT(outcome.out.size(), 1200U);
    EXPECT_THAT(outcome.out, Not(HasSubstr("`")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("ooo")));
    EXPECT_THAT(outcome.err, Not(HasSubstr("ooo")));
    EXPECT_NE(outcome.out, kNotFoundLine) << shown;
  }
  // Nothing of it changed the key.
  EXPECT_EQ(get().out, pair_of("nvcr.io", kKey));
}

TEST_F(HelperProgram, TheLargestKeyMakesTheRound) {
  const std::string largest(32 * 1024, 'k');
  EXPECT_EQ(store(largest).status, 0);
  EXPECT_EQ(get().out, pair_of("nvcr.io", largest));
}

TEST_F(HelperProgram, TheSecretIsInNoFileInPlainText) {
  store(kKey);
  EXPECT_THAT(slurp(vault()), Not(HasSubstr(kKey.substr(0, 16))));
  EXPECT_THAT(slurp(index()), Not(HasSubstr(kKey.substr(0, 16))));
  EXPECT_EQ(mode_of(vault()), 0600U);
  EXPECT_EQ(mode_of(index()), 0600U);
}

TEST_F(HelperProgram, ATooOpenVaultIsNamedWithItsRemedy) {
  store(kKey);
  ASSERT_EQ(::chmod(vault().c_str(), 0644), 0);
  Outcome outcome = get();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("chmod"));
  EXPECT_THAT(outcome.out, HasSubstr(vault()));
  start_.environment["NGC_AUTH_ON_UNREADABLE"] = "anonymous";
  outcome = get();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, kNotFoundLine);
  EXPECT_THAT(outcome.err, HasSubstr("chmod"));
}

}  // namespace
}  // namespace ngcs::test
