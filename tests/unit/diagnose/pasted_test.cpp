#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "diagnose/input.h"
#include "diagnose/redact_text.h"
#include "diagnose/shell_words.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using Kind = Target::Kind;

const std::string& key() {
  static const std::string kKey = "nvapi-" + std::string(30, 'A') + "b1" + std::string(32, 'C');
  return kKey;
}
// base64 of "client0000000000000000000:01234567-89ab-cdef-0123-456789abcdef", which is nobody's.
constexpr std::string_view kLegacy =
    "Y2xpZW50MDAwMDAwMDAwMDAwMDAwMDAwMDowMTIzNDU2Ny04OWFiLWNkZWYtMDEyMy00NTY3ODlhYmNkZWY=";
// base64 of "$oauthtoken:secret-of-a-test"
constexpr std::string_view kPair = "JG9hdXRodG9rZW46c2VjcmV0LW9mLWEtdGVzdA==";

base::Result<Pasted> parse(std::string_view text) {
  return parse_pasted(secret::SecretString(text), {{"zoom", "https://helm.ngc.nvidia.com/acme/zoom"}});
}

TEST(RedactText, TakesSecretsOut) {
  const std::string secrets[] = {key(), std::string(kLegacy), std::string(kPair)};
  for (const std::string& secret : secrets) {
    for (const char* const before : {"",
                                     "x ",
                                     "--password=",
                                     "--password ",
                                     "-p ",
                                     "-p",
                                     "'",
                                     "\"",
                                     "NGC_API_KEY=",
                                     "Authorization: Bearer ",
                                     "Authorization: Basic ",
                                     "https://$oauthtoken:",
                                     "echo ",
                                     "key:",
                                     "(",
                                     "\"auth\": \"",
                                     "/",
                                     "a/b/",
                                     "=",
                                     "?x=",
                                     "\n",
                                     "<",
                                     "token="}) {
      for (const char* const after : {"", " ", "'", "\"", "@nvcr.io/a", "\n", ",", ".", "|", " docker"}) {
        const std::string text = redact_text(std::string(before).append(secret).append(after));
        for (std::size_t at = 0; at + 12 <= secret.size(); ++at) {
          ASSERT_EQ(text.find(secret.substr(at, 12)), std::string::npos) << before + secret + after << "\n" << text;
        }
      }
    }
  }
}

TEST(RedactText, OtherForms) {
  struct Row {
    std::string in;
    std::string_view out;
  };
  const Row kRows[] = {
      {"helm repo add x --password pw y", "helm repo add x --password [secret] y"},
      {"--password='p w' y", "--password='[secret]' y"},
      {"--password=\"p w\" y", "--password=\"[secret]\" y"},
      {"-p pw nvcr.io", "-p [secret] nvcr.io"},
      {"-ppassword1 nvcr.io", "-p[secret] nvcr.io"},
      {"--creds '$oauthtoken:pw'", "--creds '$oauthtoken:[secret]'"},
      {"--creds me:pw x", "--creds [secret] x"},
      {"X_TOKEN=abc docker", "X_TOKEN=[secret] docker"},
      {"{\"password\": \"abc\"}", "{\"password\": \"[secret]\"}"},
      {"https://me:pw@nvcr.io/acme/app", "https://[secret]@nvcr.io/acme/app"},
      {"https://layers.nvcr.io/b?Expires=1&Signature=ab~c",
       "https://layers.nvcr.io/b?Expires=[secret]&Signature=[secret]"},
      {"--docker-password=abc", "--docker-password=[secret]"},
      {"Authorization: token abc def", "Authorization: [secret]"},
      {"echo abc | docker login --password-stdin nvcr.io", "echo [secret] | docker login --password-stdin nvcr.io"},
      {"Aa1" + std::string(40, 'b'), kRedacted},
  };
  for (const Row& row : kRows) EXPECT_EQ(redact_text(row.in), row.out);
}

TEST(RedactText, WhatIsToBeDiagnosedStays) {
  for (const std::string_view text : {
           std::string_view("helm repo add x https://helm.ngc.nvidia.com/nvaie --username=$oauthtoken --password=$KEY"),
           std::string_view("docker login -u '$oauthtoken' -p \"$NGC_API_KEY\" nvcr.io"),
           std::string_view("docker login -u $oauthtoken --password-stdin nvcr.io"),
           std::string_view("--password= --username"),
           std::string_view("--password '' -p \"\" x"),
           std::string_view("--password ${KEY} -p $(cat key)"),
           std::string_view("echo $NGC_API_KEY | docker login --password-stdin nvcr.io"),
           std::string_view("echo -n \"$KEY\" | docker login --password-stdin nvcr.io"),
           std::string_view("nvcr.io/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
           std::string_view("https://nvcr.io/proxy_auth?scope=repository%3Anvidia%2Fcuda%3Apull&service=registry"),
           std::string_view("Bearer realm=\"https://nvcr.io/proxy_auth\",scope=\"\""),
           std::string_view("no basic auth credentials"),
           std::string_view("failed to fetch oauth token: unexpected status: 401 Unauthorized"),
           std::string_view("Requesting bearer token: invalid status code from registry 402 (Payment Required)"),
           std::string_view("request 6f3a0c1e-89ab-cdef-0123-456789abcdef"),
       }) {
    EXPECT_EQ(redact_text(text), text);
  }
}

TEST(RedactText, HostileInputTakesLinearTime) {
  const std::size_t size = std::size_t{256} * 1024;
  for (const std::string_view unit :
       {"a",      "a/", "=", "A1b/", "-p ",     "-p",     "echo ", "echo |", "nvapi-", "nvapi-/", "a://",
        "a://x[", "\"", "'", "key=", "auth:\"", "basic ", "\\",    "$",      "<",      "?a=",     "&"}) {
    std::string text;
    while (text.size() < size) text += unit;
    EXPECT_FALSE(redact_text(text).empty());
  }
}

std::string words_of(std::string_view line) {
  std::string text;
  for (const auto& command : read_shell_line(line)) {
    for (const ShellWord& word : command) text += "[" + word.text + (word.unknown ? "?" : "") + "]";
    text += ";";
  }
  return text;
}

TEST(ShellWords, QuotesAndExpansion) {
  struct Row {
    std::string_view line;
    std::string_view words;
  };
  const Row kRows[] = {
      {"", ""},
      {"a  b\tc", "[a][b][c];"},
      {"a 'b c' \"d e\" f\\ g", "[a][b c][d e][f g];"},
      {"a '' \"\"", "[a][][];"},
      {"-u $oauthtoken -p x", "[-u][-p][x];"},
      {"-u \"$oauthtoken\" -p", "[-u][][-p];"},
      {"--username=$oauthtoken x", "[--username=][x];"},
      {"--username=${oauthtoken}", "[--username=];"},
      {"-u '$oauthtoken'", "[-u][$oauthtoken];"},
      {"-u \\$oauthtoken", "[-u][$oauthtoken];"},
      {"-u \"\\$oauthtoken\"", "[-u][$oauthtoken];"},
      {"-u '\\$oauthtoken'", "[-u][\\$oauthtoken];"},
      {"-u $$oauthtoken", "[-u][$$oauthtoken];"},
      {"-u '$$oauthtoken'", "[-u][$$oauthtoken];"},
      {"-p $KEY \"${KEY}x\" '$KEY'", "[-p][$KEY?][${KEY}x?][$KEY];"},
      {"-p $(cat 'a b' | tr x y) z", "[-p][$(cat 'a b' | tr x y)?][z];"},
      {"-p `cat key` z", "[-p][`cat key`?][z];"},
      {"-p \"$(cat key)\" $1", "[-p][$(cat key)?][$1?];"},
      {"-p <your key> x", "[-p][<your key>?][x];"},
      {"-p <KEY>", "[-p][<KEY>?];"},
      {"echo $KEY | docker login x", "[echo][$KEY?];[docker][login][x];"},
      {"a && b || c; d & e", "[a];[b];[c];[d];[e];"},
      {"a 2>&1 > file b < in <<< \"$K\" c", "[a][b][c];"},
      {"a &> f b", "[a][b];"},
      {"a # comment", "[a];"},
      {"a#b c", "[a#b][c];"},
      {"a 'open", "[a][open];"},
      {"a \"open", "[a][open];"},
      {"a \\", "[a][];"},
      {"a $", "[a][$];"},
      {"a ${", "[a][${?];"},
      {"a $(", "[a][$(?];"},
      {"$'x' $\"y\"", "[x][$y];"},
  };
  for (const Row& row : kRows) EXPECT_EQ(words_of(row.line), row.words) << row.line;
}

struct Error {
  std::string_view line;
  std::string_view tool;
  int status;
  std::string_view host;
  std::optional<bool> attached = {};
  std::string_view transport = {};
  std::string_view code = {};
};

TEST(Pasted, ErrorsOfTheClients) {
  const Error kRows[] = {
      {R"(Error response from daemon: Head "https://nvcr.io/v2/acme/app/manifests/1.0": unauthorized)", "docker", 0,
       "nvcr.io"},
      {R"(denied: {"errors": [{"code": "DENIED", "message": "Access Denied"}]} nvcr.io/acme/app)", "", 0, "nvcr.io"},
      {"pull access denied for nvcr.io/acme/app, repository does not exist or may require 'docker login': denied: x",
       "docker", 0, "nvcr.io"},
      {"ERROR: failed to resolve source metadata for nvcr.io/acme/app:1: failed to fetch anonymous token: unexpected "
       "status from GET request to https://nvcr.io/proxy_auth?scope=repository%3Aacme%2Fapp%3Apull: 403 Forbidden",
       "containerd", 403, "nvcr.io", false},
      {"failed to fetch oauth token: unexpected status from GET request to "
       "https://nvcr.io/proxy_auth?scope=repository%3Aacme%2Fapp%3Apull: 403 Forbidden",
       "containerd", 403, "nvcr.io", true},
      {"failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized for nvcr.io/a/b",
       "containerd", 401, "nvcr.io", false},
      {"Error: initializing source docker://nvcr.io/nim/x:1: Requesting bearer token: invalid status code from "
       "registry "
       "402 (Payment Required)",
       "podman", 402, "nvcr.io"},
      {"unable to retrieve auth token: invalid username/password: unauthorized: authentication required nvcr.io/a/b",
       "podman", 0, "nvcr.io"},
      {"server message: insufficient_scope: authorization failed for https://layers.nvcr.io/x", "containerd", 0,
       "layers.nvcr.io"},
      {"[ERROR] URL https://nvcr.io/proxy_auth returned error code: 401 Unauthorized", "enroot", 401, "nvcr.io"},
      {"Error response from daemon: login attempt to https://nvcr.io/v2/ failed with status: 502 Bad Gateway", "docker",
       502, "nvcr.io"},
      {"GET https://authn.nvidia.com/token?scope=repository%3Anvidia%2Fpytorch%3Apull&service=registry: 401 "
       "Unauthorized",
       "", 401, "authn.nvidia.com"},
      {R"(Error: looks like "https://helm.ngc.nvidia.com/nvaie" is not a valid chart repository or cannot be reached: )"
       "failed to fetch https://helm.ngc.nvidia.com/nvaie/index.yaml : 401 Unauthorized",
       "helm", 401, "helm.ngc.nvidia.com"},
      {"Error: failed to fetch https://helm.ngc.nvidia.com/nvaie/charts/app-1.0.tgz : 403 Forbidden", "helm", 403,
       "helm.ngc.nvidia.com"},
      {"Error: failed to authorize: failed to fetch oauth token: GET https://nvcr.io/proxy_auth: 403: denied",
       "containerd", 403, "nvcr.io", true},
      {"manifest for nvcr.io/acme/app:9 not found: manifest unknown", "", 0, "nvcr.io"},
      {"rpc error: code = NotFound desc = failed to pull nvcr.io/nvidia/driver:1-ubuntu: not found", "containerd", 0,
       "nvcr.io"},
      {"Error response from daemon: unexpected status code 451 from https://nvcr.io/v2/nim/x/manifests/1",
       "docker",
       451,
       "nvcr.io",
       {},
       "",
       "NGC7301"},
      {"https://api.ngc.nvidia.com/v2/org/nim/repos/x: HTTP 451", "", 451, "api.ngc.nvidia.com", {}, "", "NGC7301"},
      {"dial tcp: lookup layers.nvcr.io on 10.0.0.2:53: no such host", "", 0, "layers.nvcr.io", {}, "dns"},
      {"failed to pull nvcr.io/a/b: dial tcp: lookup layers.nvcr.io on 10.0.0.2:53: read udp: i/o timeout",
       "",
       0,
       "layers.nvcr.io",
       {},
       "dns"},
      {R"(Get "https://nvcr.io/v2/": dial tcp 203.0.113.7:443: connect: connection refused)",
       "",
       0,
       "nvcr.io",
       {},
       "connect"},
      {R"(failed to pull and unpack image "nvcr.io/a/b:1": Get "https://layers.nvcr.io/x": dial tcp 203.0.113.7:443: )"
       "i/o timeout",
       "containerd",
       0,
       "layers.nvcr.io",
       {},
       "timeout"},
      {R"(Get "https://nvcr.io/v2/": net/http: TLS handshake timeout)", "", 0, "nvcr.io", {}, "timeout"},
      {R"(Get "https://helm.ngc.nvidia.com/a/index.yaml": context deadline exceeded)",
       "",
       0,
       "helm.ngc.nvidia.com",
       {},
       "timeout"},
      {R"(Get "https://nvcr.io/v2/": x509: certificate signed by unknown authority)", "", 0, "nvcr.io", {}, "tls"},
      {R"(Get "https://nvcr.io/v2/": tls: failed to verify certificate: x509: certificate has expired)",
       "",
       0,
       "nvcr.io",
       {},
       "tls"},
      {R"(Get "https://nvcr.io/v2/": proxyconnect tcp: dial tcp: lookup proxy.corp: no such host)",
       "",
       0,
       "nvcr.io",
       {},
       "proxy"},
      {R"(Get "https://nvcr.io/v2/": Proxy Authentication Required)", "", 0, "nvcr.io", {}, "proxy"},
      {R"(received unexpected HTTP status: 407 from proxy for https://nvcr.io/v2/)", "", 407, "nvcr.io", {}, "proxy"},
      {"no basic auth credentials for nvcr.io/a/b", "docker", 0, "nvcr.io", false},
  };
  for (const Error& row : kRows) {
    SCOPED_TRACE(row.line);
    const auto pasted = parse(row.line);
    if (!pasted || pasted->errors.size() != 1) {
      ADD_FAILURE() << (pasted ? "not one error" : pasted.error().message);
      continue;
    }
    const PastedError& error = pasted->errors.front();
    EXPECT_EQ(error.tool, row.tool);
    EXPECT_EQ(error.status, row.status);
    EXPECT_EQ(error.host, row.host);
    EXPECT_EQ(error.credential_attached, row.attached);
    EXPECT_EQ(error.transport, row.transport);
    EXPECT_EQ(error.code, row.code);
    EXPECT_FALSE(error.text.empty());
  }
}

TEST(Pasted, TargetsOfErrors) {
  struct Row {
    std::string_view text;
    Kind kind;
    std::string_view space;
    std::string_view name = {};
    std::string_view reference = {};
  };
  const Row kRows[] = {
      {R"(Head "https://nvcr.io/v2/acme/zoom/app/manifests/1.0": unauthorized)", Kind::kImage, "acme/zoom", "app",
       "1.0"},
      {"pull access denied for nvcr.io/acme/app, repository does not exist", Kind::kImage, "acme", "app"},
      {"initializing source docker://nvcr.io/nim/x:1: invalid status code from registry 402 (Payment Required)",
       Kind::kImage, "nim", "x", "1"},
      {"GET https://nvcr.io/proxy_auth?scope=repository%3Aacme%2Fapp%3Apull: 403 Forbidden", Kind::kImage, "acme",
       "app"},
      {"https://authn.nvidia.com/token?scope=repository%3Anvidia%2Fpytorch%3Apull&service=registry: 401 Unauthorized",
       Kind::kImage, "nvidia", "pytorch"},
      {"failed to fetch https://helm.ngc.nvidia.com/nvaie/index.yaml : 401 Unauthorized", Kind::kHelmRepository,
       "nvaie"},
      {"failed to fetch https://helm.ngc.nvidia.com/index.yaml : 401 Unauthorized", Kind::kHelmForm, ""},
      {"failed to fetch https://helm.ngc.nvidia.com/a/charts/app-1.0.tgz : 404 Not Found", Kind::kHelmChart, "a", "app",
       "1.0"},
      {"oci://nvcr.io/a/b/app: unexpected status code 403", Kind::kOciChart, "a/b", "app"},
      {R"(Get "https://catalog.ngc.nvidia.com/v2/": unexpected status 404 Not Found)", Kind::kWebHost, ""},
      {"Trying to pull nvcr.io/acme/app:1...\nError: unauthorized: authentication required", Kind::kImage, "acme",
       "app", "1"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    const auto pasted = parse(row.text);
    if (!pasted || !pasted->target) {
      ADD_FAILURE() << (pasted ? "no target" : pasted.error().message);
      continue;
    }
    EXPECT_FALSE(pasted->command);
    EXPECT_EQ(pasted->errors.size(), 1U);
    EXPECT_EQ(pasted->target->kind, row.kind);
    EXPECT_EQ(pasted->target->space.path(), row.space);
    EXPECT_EQ(pasted->target->name, row.name);
    EXPECT_EQ(pasted->target->reference, row.reference);
  }
}

TEST(Pasted, TheKnownReport) {
  const auto pasted = parse(
      "$ docker login nvcr.io\n"
      "Authenticating with existing credentials...\n"
      "Login Succeeded\n"
      "$ helm repo add nvaie https://helm.ngc.nvidia.com/nvaie \\\n"
      "> --username=$oauthtoken --password=" +
      key() +
      "\n"
      "Error: looks like \"https://helm.ngc.nvidia.com/nvaie\" is not a valid chart repository or cannot be reached: "
      "failed to fetch https://helm.ngc.nvidia.com/nvaie/index.yaml : 401 Unauthorized\n"
      "$ docker pull nvcr.io/acme/app\n");
  ASSERT_TRUE(pasted) << pasted.error().message;
  ASSERT_TRUE(pasted->command);
  EXPECT_EQ(pasted->command->client, "helm");
  EXPECT_EQ(pasted->command->repository, "nvaie");
  EXPECT_EQ(pasted->command->user, "");
  EXPECT_FALSE(pasted->command->password);
  EXPECT_TRUE(pasted->command->password_on_command_line);
  ASSERT_TRUE(pasted->target);
  EXPECT_EQ(pasted->target->kind, Kind::kHelmRepository);
  EXPECT_EQ(pasted->target->space.org, "nvaie");
  ASSERT_EQ(pasted->errors.size(), 1U);
  EXPECT_EQ(pasted->errors[0].status, 401);
}

TEST(Pasted, CommandsAsTheShellWouldRunThem) {
  struct Row {
    std::string_view text;
    std::optional<std::string> user = {};
    bool password_is_empty = false;
    bool on_command_line = false;
    bool from_stdin = false;
  };
  const Row kRows[] = {
      {"docker login nvcr.io"},
      {"# docker login nvcr.io -u '$oauthtoken' --password-stdin", "$oauthtoken", false, false, true},
      {"me@host:~/x$ docker login nvcr.io -u \"$oauthtoken\"", ""},
      {"[root@host ~]# docker login nvcr.io -u '\\$oauthtoken'", "\\$oauthtoken"},
      {"docker login nvcr.io -u $$oauthtoken", "$$oauthtoken"},
      {"docker login nvcr.io -u $oauthtoken -p $NGC_API_KEY", "", false, true},
      {"docker login nvcr.io -u '$oauthtoken' -p ''", "$oauthtoken", true, false},
      {"docker login nvcr.io -u '$oauthtoken' -p <your key>", "$oauthtoken", false, true},
      {"docker login nvcr.io -u '$oauthtoken' -p \"$(cat key)\"", "$oauthtoken", false, true},
      {"docker login nvcr.io -u $NGC_USER"},
      {"docker login nvcr.io -u '$NGC_USER'", "$NGC_USER"},
      {"echo $KEY | sudo docker login nvcr.io -u '$oauthtoken' --password-stdin", "$oauthtoken", false, false, true},
      {"docker login nvcr.io -u '$oauthtoken' --password-stdin <<< \"$KEY\"", "$oauthtoken", false, false, true},
      {"podman pull --creds \"$oauthtoken:$KEY\" nvcr.io/acme/app", "", false, true},
      {"podman pull --creds '$oauthtoken:abc' nvcr.io/acme/app", "$oauthtoken", false, true},
      {"helm repo add a https://helm.ngc.nvidia.com/acme --username \\\r\n  $oauthtoken \\\r\n  --password x\r\n", "",
       false, true},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    const auto pasted = parse(row.text);
    if (!pasted || !pasted->command) {
      ADD_FAILURE() << (pasted ? "no command" : pasted.error().message);
      continue;
    }
    const Invocation& command = *pasted->command;
    EXPECT_EQ(command.user, row.user);
    EXPECT_EQ(command.password.has_value(), row.password_is_empty);
    EXPECT_EQ(command.password_on_command_line, row.on_command_line);
    EXPECT_EQ(command.password_from_stdin, row.from_stdin);
  }
}

TEST(Pasted, RepositoriesAddedInTheTextAreKnown) {
  const auto added = parse(
      "helm repo add fresh https://helm.ngc.nvidia.com/nvaie\n\"fresh\" has been added to your repositories\n"
      "helm pull fresh/app --version 1\nError: failed to fetch https://helm.ngc.nvidia.com/x : 404 Not Found\n");
  ASSERT_TRUE(added && added->command);
  EXPECT_EQ(added->target->kind, Kind::kHelmChart);
  EXPECT_EQ(added->target->space.org, "nvaie");
  EXPECT_EQ(added->target->reference, "1");
  EXPECT_EQ(parse("helm pull zoom/app")->target->space.path(), "acme/zoom");
}

TEST(Pasted, NothingOfNgc) {
  struct Row {
    std::string text;
    std::string_view message;
  };
  const Row kRows[] = {
      {"", "nothing"},
      {"hello\nworld", "nothing"},
      {std::string(10, '\0'), "nothing"},
      {"bash: helm: command not found", "nothing"},
      {"Error: failed to fetch https://charts.bitnami.com/bitnami/index.yaml : 401 Unauthorized", "nothing"},
      {"unauthorized: authentication required", "nothing"},
      {"dial unix /var/run/docker.sock: connect: connection refused", "nothing"},
      {"see https://docs.nvidia.com and https://ngc.nvidia.com/setup", "nothing"},
      {"nvcr.io.evil.example: 401 Unauthorized xnvcr.io stg.nvcr.io", "nothing"},
      {"$ docker pull ubuntu\nError response from daemon: pull access denied", "without a host"},
      {"$ helm pull unknown/app\n", "'unknown'"},
  };
  for (const Row& row : kRows) {
    const auto pasted = parse(row.text);
    if (pasted) {
      ADD_FAILURE() << row.text;
      continue;
    }
    EXPECT_EQ(pasted.error().code, Errc::kInvalidInput);
    EXPECT_NE(pasted.error().message.find(row.message), std::string::npos) << pasted.error().message;
  }
}

TEST(Pasted, ErrorsOfOtherHostsAreLeftOut) {
  const auto pasted = parse(
      "$ docker pull nvcr.io/acme/app:1\n"
      "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host\n"
      "Error response from daemon: error from registry: Access Denied\n");
  ASSERT_TRUE(pasted);
  ASSERT_EQ(pasted->errors.size(), 1U);
  EXPECT_EQ(pasted->errors[0].tool, "docker");
  EXPECT_EQ(pasted->errors[0].host, "");
}

TEST(Pasted, NothingSecretAndNothingUnprintableComesOut) {
  std::string text;
  for (const std::string& secret : {key(), std::string(kLegacy), std::string(kPair)}) {
    text += "\033[31mError\033[0m nvcr.io/acme/app: 401 Unauthorized " + secret + "\n";
    text += "https://$oauthtoken:" + secret + "@nvcr.io/v2/acme/app/manifests/1: 403 Forbidden\n";
    text += "nvcr.io: unauthorized: Authorization: Basic " + secret + " \x01\x02\xff\n";
    text += "nvcr.io/acme/" + secret + ": denied: x\n";
    text.append("helm pull ").append(secret).append("/app\ndocker login ").append(secret);
    text.append("\ndocker pull nvcr.io/").append(secret).append("/app\n");
    // A colour in the middle of it.
    text += "nvcr.io: unauthorized " + secret.substr(0, 20) + "\033[1m" + secret.substr(20) + "\n";
  }
  const auto pasted = parse(text);
  ASSERT_TRUE(pasted);
  std::string said;
  for (const PastedError& error : pasted->errors) said += error.text + "\n" + error.host;
  if (pasted->target) said += pasted->target->typed + pasted->target->name + pasted->target->space.path();
  for (const std::string_view part : {std::string_view("AAAAAA"), kLegacy.substr(4, 12), kPair.substr(4, 12),
                                      kLegacy.substr(40, 12), kPair.substr(20, 12)}) {
    EXPECT_EQ(said.find(part), std::string::npos) << said;
  }
  for (const PastedError& error : pasted->errors) EXPECT_FALSE(base::has_control(error.text));
}

TEST(Pasted, HostileInputIsBounded) {
  const std::size_t size = std::size_t{64} * 1024;
  for (const std::string_view unit :
       {std::string_view("nvcr.io"), std::string_view("nvcr.io\n"), std::string_view("docker "), std::string_view("$("),
        std::string_view("\\\n"), std::string_view("docker \\\n"), std::string_view("401 "), std::string_view("://"),
        std::string_view("\0", 1), std::string_view("\033["), std::string_view("helm repo add a ngc://a\n"),
        std::string_view("nvcr.io/a/b: 401 Unauthorized\n"), std::string_view("lookup "), std::string_view("sudo "),
        std::string_view("A=b "), std::string_view("<a>"), std::string_view("\xe2\x80\xae"), std::string_view("`")}) {
    std::string text;
    while (text.size() < size) text += unit;
    const auto pasted = parse(text);
    if (!pasted) continue;
    EXPECT_LE(pasted->errors.size(), 20U);
    for (const PastedError& error : pasted->errors) EXPECT_LT(error.text.size(), 512U);
  }
  EXPECT_EQ(parse(std::string(std::size_t{600} * 1024, 'a')).error().code, Errc::kTooLarge);
}

}  // namespace
}  // namespace ngcs::diagnose
