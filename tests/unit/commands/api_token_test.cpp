// token and api.
#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string kApi = "https://api.ngc.nvidia.com";
const std::string kChart = kApi + "/v2/org/mxa8oi8djw7m/helm-charts/app";

class ApiAndToken : public CommandTest {
 protected:
  void use(const std::string& key) { environment_.set("NGC_API_KEY", key); }
  [[nodiscard]] bool asked(std::string_view what) const {
    for (const auto& seen : transport_.seen()) {
      if (seen.url.find(what) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(ApiAndToken, AnswersGoToStandardOutput) {
  use(kAcmeKey);
  const Run run = this->run({"api", "/v2/orgs"});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"organizations\""));
  const Run json = this->run({"api", kApi + "/v2/orgs?page-size=2", "--json"});
  EXPECT_EQ(json.data().at("status"), 200);
  EXPECT_TRUE(json.data().at("body").at("organizations").is_array());
  EXPECT_EQ(transport_.seen().back().url, kApi + "/v2/orgs?page-size=2");
  EXPECT_EQ(transport_.seen().back().form, "bearer");
}

// It makes a new key and revokes the user's: rule 6.
TEST_F(ApiAndToken, AKeyCanNeverBeMade) {
  use(kAcmeKey);
  for (const char* path :
       {"/v2/users/me/api-key", "/v2/users/me/api-key?x=1", "/v2/users/me/API-KEY", "/v2/users/me/api%2Dkey",
        "/v2/org/a/helm-charts/../../../users/me/api-key", "/v3/orgs/mxa8oi8djw7m/keys/type/PERSONAL_KEY",
        "https://api.ngc.nvidia.com/v2/users/me/api-key"}) {
    for (const char* method : {"POST", "GET", "PUT", "DELETE", "PATCH"}) {
      const Run run = this->run({"api", "-X", method, path, "--yes"});
      EXPECT_NE(run.code, cli::kDone) << method << " " << path;
    }
  }
  EXPECT_FALSE(asked("key"));
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(ApiAndToken, NoOtherHostAndNoOtherPathIsAsked) {
  use(kAcmeKey);
  for (const char* path :
       {"https://evil.example/v2/orgs", "http://api.ngc.nvidia.com/v2/orgs", "@evil.example/", ".evil.example/v2",
        "/../v2", "v2/orgs", "https://nvcr.io/v2/", "/healthz", "/v2/orgs/%2e%2e/x"}) {
    EXPECT_NE(run({"api", path}).code, cli::kDone) << path;
  }
  EXPECT_NE(run({"api", "-X", "PATCH", "/v2/users/me", "--input", "/dev/null"}).code, cli::kDone);
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(ApiAndToken, TheGuidesPatchAndDelete) {
  use(kAcmeKey);
  transport_.on(http::Method::kPatch, kChart, test::json_answer(200, "{}"));
  transport_.on(http::Method::kDelete, kChart, test::json_answer(200, "{}"));
  give_stdin(R"({"displayName":"App"})");
  EXPECT_EQ(run({"api", "-X", "PATCH", "/v2/org/mxa8oi8djw7m/helm-charts/app", "--input", "-"}).code, cli::kDone);
  EXPECT_EQ(transport_.seen().back().body, R"({"displayName":"App"})");
  EXPECT_EQ(transport_.seen().back().content_type, "application/json");
  EXPECT_EQ(run({"api", "-X", "delete", "/v2/org/mxa8oi8djw7m/helm-charts/app", "--yes"}).code, cli::kDone);
  EXPECT_EQ(transport_.seen().back().method, http::Method::kDelete);
}

TEST_F(ApiAndToken, RefusalsKeepTheirExitCodes) {
  use(kAcmeKey);
  const std::vector<std::pair<int, cli::ExitCode>> expected = {
      {400, cli::kCouldNotVerify}, {401, cli::kNotEntitled}, {402, cli::kNotEntitled}, {403, cli::kNotEntitled},
      {404, cli::kFailed},         {409, cli::kFailed},      {451, cli::kNotEntitled}, {500, cli::kServiceSide}};
  for (const auto& [status, code] : expected) {
    const std::string path = "/v2/org/mxa8oi8djw7m/repos/s" + std::to_string(status);
    transport_.get(kApi + path, test::json_answer(status, R"({"echo":")" + kAcmeKey + "\"}"));
    EXPECT_EQ(run({"api", path}).code, code) << status;
    EXPECT_EQ(run({"api", path, "--json"}).data().at("status"), status);
  }
  EXPECT_EQ(run({"api", "-X", "FETCH", "/v2/orgs"}).code, cli::kUsage);
  EXPECT_EQ(run({"api", "/v2/orgs", "-X", "GET", "--input", "x"}).code, cli::kUsage);
  environment_ = base::MapEnvironment({{"HOME", dir_.path()}});
  EXPECT_EQ(run({"api", "/v2/orgs", "--json"}).code, cli::kNotLoggedIn);
}

TEST_F(ApiAndToken, ControlCharactersReachNoTerminal) {
  use(kAcmeKey);
  transport_.get(kApi + "/v2/org/x/repos", test::answer(200, "a\x1b[31mb\nc"));
  EXPECT_EQ(run({"api", "/v2/org/x/repos"}).out, "a\x1b[31mb\nc");
  terminal_ = true;
  EXPECT_EQ(run({"api", "/v2/org/x/repos"}).out, "a\\x1b[31mb\nc\n");
}

// Rule 7: only what expires is printed.
TEST_F(ApiAndToken, AKeyThatIsItsOwnTokenIsNotPrinted) {
  use(kAcmeKey);
  const Run run = this->run({"token", "--org", "mxa8oi8djw7m"});
  EXPECT_EQ(run.code, cli::kFailed);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("docker ngc api"));
  EXPECT_EQ(this->run({"token"}).code, cli::kFailed);
  EXPECT_THAT(transport_.seen(), IsEmpty());
}

TEST_F(ApiAndToken, TheFileForCurlHoldsItBecauseItWasAskedFor) {
  use(kAcmeKey);
  const Run run = this->run({"token", "--org", "mxa8oi8djw7m", "--curl-config"}, true);
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.out, "proto = \"=https\"\noauth2-bearer = \"" + kAcmeKey + "\"\n");
}

TEST_F(ApiAndToken, ALegacyKeyIsExchanged) {
  use(kLegacyKey);
  const Run run = this->run({"token", "--org", "acme", "--team", "zoom"});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(run.out, "jwt\n");
  EXPECT_EQ(transport_.seen().back().url,
            "https://authn.nvidia.com/token?service=ngc&scope=group%2Fngc%3Aacme&scope=group%2Fngc%3Aacme%2Fzoom");
  EXPECT_EQ(this->run({"token", "--org", "acme/zoom"}).out, "jwt\n");
}

TEST_F(ApiAndToken, ATokenOfTheRegistryForAnyKey) {
  use(kAcmeKey);
  const Run run = this->run({"token", "--registry", "nvcr.io/mxa8oi8djw7m/zoom/app:1"});
  EXPECT_EQ(run.code, cli::kDone) << run.err;
  EXPECT_EQ(run.out, "t\n");
  EXPECT_THAT(transport_.seen().back().url, HasSubstr("scope=repository%3Amxa8oi8djw7m%2Fzoom%2Fapp%3Apull"));
}

TEST_F(ApiAndToken, TerminalsAndUsage) {
  use(kLegacyKey);
  terminal_ = true;
  const Run run = this->run({"token", "--org", "acme"});
  EXPECT_EQ(run.code, cli::kUsage);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(this->run({"token", "--org", "acme", "--show"}).out, "jwt\n");
  terminal_ = false;
  EXPECT_EQ(this->run({"token", "--org", "a", "--registry", "b/c"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"token", "--team", "a"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"token", "--registry", "docker.io/a/b"}).code, cli::kUsage);
  EXPECT_EQ(this->run({"token", "--json"}).json().at("code"), "usage");
  environment_ = base::MapEnvironment({{"HOME", dir_.path()}});
  EXPECT_EQ(this->run({"token", "--org", "acme"}).code, cli::kNotLoggedIn);
}

TEST_F(ApiAndToken, ARefusedExchangePrintsNothing) {
  environment_.set("NGC_API_KEY", kLegacyKey);
  transport_ = {};
  transport_.get("https://authn.nvidia.com/token", test::json_answer(403, "{}"));
  const Run run = this->run({"token", "--org", "acme"});
  EXPECT_EQ(run.code, cli::kNotEntitled);
  EXPECT_EQ(run.out, "");
}

}  // namespace
}  // namespace ngcs::commands
