#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "diagnose/input.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using Kind = Target::Kind;
using Words = std::vector<std::string>;

constexpr const char* kHelm = "https://helm.ngc.nvidia.com/nvaie";
constexpr const char* kUser = "$oauthtoken";

const std::vector<std::pair<std::string, std::string>>& repositories() {
  static const std::vector<std::pair<std::string, std::string>> kList = {
      {"bitnami", "https://charts.bitnami.com/bitnami"},
      {"nvaie", "https://helm.ngc.nvidia.com/nvaie"},
      {"zoom", "https://helm.ngc.nvidia.com/acme/zoom"},
      {"mine", "ngc://acme?profile=work"},
  };
  return kList;
}

base::Result<Invocation> parse(const Words& words) { return parse_invocation(words, repositories()); }

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.substr(0, 300);
}

struct Row {
  Words words;
  std::string_view client;
  Kind kind;
  std::string_view space = {};
  std::string_view name = {};
  std::string_view reference = {};
  bool push = false;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(joined(row.words));
    const auto invocation = parse(row.words);
    if (!invocation) {
      ADD_FAILURE() << invocation.error().message;
      continue;
    }
    EXPECT_EQ(invocation->client, row.client);
    EXPECT_EQ(invocation->argv, row.words);
    EXPECT_EQ(invocation->target.kind, row.kind) << invocation->target.kind_name();
    EXPECT_EQ(invocation->target.space.path(), row.space);
    EXPECT_EQ(invocation->target.name, row.name);
    EXPECT_EQ(invocation->target.reference, row.reference);
    EXPECT_EQ(invocation->push, row.push);
  }
}

TEST(Invocation, DockerImages) {
  expect_rows({
      {{"docker", "pull", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app"},
      {{"docker", "pull", "nvcr.io/acme/zoom/app:1"}, "docker", Kind::kImage, "acme/zoom", "app", "1"},
      {{"docker", "pull", "-q", "--platform", "linux/arm64", "nvcr.io/acme/app:1"},
       "docker",
       Kind::kImage,
       "acme",
       "app",
       "1"},
      {{"docker", "image", "pull", "--platform=linux/arm64", "nvcr.io/acme/app:1"},
       "docker",
       Kind::kImage,
       "acme",
       "app",
       "1"},
      {{"docker", "push", "nvcr.io/acme/app:1"}, "docker", Kind::kImage, "acme", "app", "1", true},
      {{"docker", "image", "push", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app", "", true},
      {{"docker", "--config", "/c", "-H", "tcp://h:1", "-l=debug", "pull", "nvcr.io/acme/app"},
       "docker",
       Kind::kImage,
       "acme",
       "app"},
      {{"docker", "manifest", "inspect", "-v", "nvcr.io/acme/app:2"}, "docker", Kind::kImage, "acme", "app", "2"},
      {{"docker", "buildx", "imagetools", "inspect", "--format", "{{.}}", "nvcr.io/acme/app:2"},
       "docker",
       Kind::kImage,
       "acme",
       "app",
       "2"},
      {{"docker", "run", "--rm", "-it", "--gpus", "all", "-v", "/a:/b", "-p8080:80", "--name=x", "-u", "1000",
        "nvcr.io/acme/app:3", "-p", "nvcr.io/other/thing"},
       "docker",
       Kind::kImage,
       "acme",
       "app",
       "3"},
      {{"docker", "container", "run", "-de", "A=b", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app"},
      {{"docker", "create", "--unknown-switch", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app"},
      {{"docker", "pull", "catalog.ngc.nvidia.com/acme/app"}, "docker", Kind::kWebHost},
      {{"/usr/bin/docker", "pull", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app"},
      {{"docker", "pull", "--", "nvcr.io/acme/app"}, "docker", Kind::kImage, "acme", "app"},
      {{"docker", "pull", "nvcr.io/Acme Corp/app"}, "docker", Kind::kImage, "Acme Corp", "app"},
  });
}

TEST(Invocation, PodmanBuildahAndSkopeo) {
  expect_rows({
      {{"podman", "pull", "nvcr.io/acme/app:1"}, "podman", Kind::kImage, "acme", "app", "1"},
      {{"podman", "pull", "docker.io/library/ubuntu", "nvcr.io/acme/app:1"},
       "podman",
       Kind::kImage,
       "acme",
       "app",
       "1"},
      {{"podman", "--log-level", "debug", "pull", "docker://nvcr.io/acme/app"}, "podman", Kind::kImage, "acme", "app"},
      {{"podman", "run", "--rm", "--pull", "always", "nvcr.io/acme/app", "sh"}, "podman", Kind::kImage, "acme", "app"},
      {{"podman", "push", "nvcr.io/acme/app:1"}, "podman", Kind::kImage, "acme", "app", "1", true},
      {{"podman", "push", "localhost/app", "docker://nvcr.io/acme/app:2"},
       "podman",
       Kind::kImage,
       "acme",
       "app",
       "2",
       true},
      {{"buildah", "pull", "nvcr.io/acme/app"}, "podman", Kind::kImage, "acme", "app"},
      {{"buildah", "from", "--name", "c", "nvcr.io/acme/app"}, "podman", Kind::kImage, "acme", "app"},
      {{"buildah", "push", "app", "docker://nvcr.io/acme/app"}, "podman", Kind::kImage, "acme", "app", "", true},
      {{"skopeo", "--debug", "inspect", "--raw", "docker://nvcr.io/acme/app:1"},
       "podman",
       Kind::kImage,
       "acme",
       "app",
       "1"},
      {{"skopeo", "list-tags", "docker://nvcr.io/acme/app"}, "podman", Kind::kImage, "acme", "app"},
      {{"skopeo", "copy", "docker://nvcr.io/acme/app:1", "dir:/tmp/x"}, "podman", Kind::kImage, "acme", "app", "1"},
      {{"skopeo", "copy", "docker://nvcr.io/nvidia/cuda:1", "docker://nvcr.io/acme/app:1"},
       "podman",
       Kind::kImage,
       "acme",
       "app",
       "1",
       true},
      {{"skopeo", "copy", "--dest-creds", "a:b", "dir:/tmp/x", "docker://nvcr.io/acme/app:1"},
       "podman",
       Kind::kImage,
       "acme",
       "app",
       "1",
       true},
  });
  EXPECT_EQ(parse({"skopeo", "inspect", "docker://nvcr.io/acme/app"})->program, "skopeo");
}

TEST(Invocation, Helm) {
  const std::string index = std::string(kHelm) + "/index.yaml";
  expect_rows({
      {{"helm", "repo", "add", "nvaie", kHelm}, "helm", Kind::kHelmRepository, "nvaie"},
      {{"helm", "--debug", "-n", "x", "repo", "add", "zoom", "https://helm.ngc.nvidia.com/acme/zoom/"},
       "helm",
       Kind::kHelmRepository,
       "acme/zoom"},
      {{"helm", "repo", "add", "a", "ngc://acme?profile=w"}, "helm", Kind::kHelmRepository, "acme"},
      {{"helm", "repo", "add", "a", "https://helm.ngc.nvidia.com"}, "helm", Kind::kHelmForm},
      {{"helm", "repo", "add", "a", index}, "helm", Kind::kHelmForm, "nvaie"},
      {{"helm", "repo", "add", "a", "helm.ngc.nvidia.com/nvaie"}, "helm", Kind::kHelmForm, "nvaie"},
      {{"helm", "repo", "add", "a", "https://catalog.ngc.nvidia.com/orgs/nvaie"}, "helm", Kind::kWebHost},
      {{"helm", "repo", "update"}, "helm", Kind::kHelmRepository, "nvaie"},
      {{"helm", "repo", "update", "bitnami", "zoom"}, "helm", Kind::kHelmRepository, "acme/zoom"},
      {{"helm", "pull", "nvaie/app"}, "helm", Kind::kHelmChart, "nvaie", "app"},
      {{"helm", "fetch", "zoom/app", "--version", "1.0.0"}, "helm", Kind::kHelmChart, "acme/zoom", "app", "1.0.0"},
      {{"helm", "pull", "mine/app", "--version=2"}, "helm", Kind::kHelmChart, "acme", "app", "2"},
      {{"helm", "pull", "app", "--repo", kHelm, "--version", "3"}, "helm", Kind::kHelmChart, "nvaie", "app", "3"},
      {{"helm", "pull", "https://helm.ngc.nvidia.com/nvaie/charts/app-1.0.tgz"},
       "helm",
       Kind::kHelmChart,
       "nvaie",
       "app",
       "1.0"},
      {{"helm", "pull", "ngc://acme/charts/app-1.tgz"}, "helm", Kind::kHelmChart, "acme", "app", "1"},
      {{"helm", "pull", "oci://nvcr.io/acme/zoom/app", "--version", "1"},
       "helm",
       Kind::kOciChart,
       "acme/zoom",
       "app",
       "1"},
      {{"helm", "pull", "oci://nvcr.io/acme/app:7"}, "helm", Kind::kOciChart, "acme", "app", "7"},
      {{"helm", "install", "rel", "nvaie/app", "--set", "a=b", "-f", "values.yaml"},
       "helm",
       Kind::kHelmChart,
       "nvaie",
       "app"},
      {{"helm", "install", "-g", "nvaie/app"}, "helm", Kind::kHelmChart, "nvaie", "app"},
      {{"helm", "upgrade", "--install", "-n", "ns", "rel", "nvaie/app"}, "helm", Kind::kHelmChart, "nvaie", "app"},
      {{"helm", "template", "nvaie/app"}, "helm", Kind::kHelmChart, "nvaie", "app"},
      {{"helm", "show", "values", "nvaie/app"}, "helm", Kind::kHelmChart, "nvaie", "app"},
      {{"helm", "registry", "login", "nvcr.io"}, "helm", Kind::kSpace},
      {{"helm", "push", "app-1.0.tgz", "oci://nvcr.io/acme/zoom"},
       "helm",
       Kind::kOciChart,
       "acme/zoom",
       "app",
       "1.0",
       true},
      {{"helm", "push", "app-1.0.tgz", "oci://nvcr.io/acme"}, "helm", Kind::kOciChart, "acme", "app", "1.0", true},
      {{"helm", "cm-push", "app-1.0.tgz", "zoom"}, "helm", Kind::kHelmChart, "acme/zoom", "app", "1.0", true},
      {{"helm", "cm-push", "./charts/app/", "-f", kHelm, "--version", "2"},
       "helm",
       Kind::kHelmChart,
       "nvaie",
       "app",
       "2",
       true},
      {{"helm", "cm-push", ".", "zoom"}, "helm", Kind::kHelmRepository, "acme/zoom", "", "", true},
      {{"helm", "push", "app-1.0.tgz", "zoom"}, "helm", Kind::kHelmChart, "acme/zoom", "app", "1.0", true},
      {{"helm", "ngc", "push", "app-1.0.tgz", "acme/zoom"}, "helm", Kind::kHelmChart, "acme/zoom", "app", "1.0", true},
      {{"helm", "ngc", "fetch", "acme/app:1"}, "helm", Kind::kHelmChart, "acme", "app", "1"},
      {{"helm", "ngc", "fetch", "ngc://acme/zoom/app"}, "helm", Kind::kHelmChart, "acme/zoom", "app"},
      {{"helm", "ngc", "repo", "add", "x", "acme/zoom"}, "helm", Kind::kHelmRepository, "acme/zoom"},
  });
  EXPECT_EQ(parse({"helm", "pull", "zoom/app"})->repository, "zoom");
  EXPECT_EQ(parse({"helm", "pull", "zoom/app"})->target.repository, "zoom");
  EXPECT_EQ(parse({"helm", "repo", "add", "x", kHelm})->repository, "x");
  EXPECT_TRUE(parse({"helm", "pull", "nvaie/app", "--devel"})->devel);
  EXPECT_TRUE(parse({"helm", "pull", "app", "--repo", kHelm})->stored_unused);
  EXPECT_FALSE(parse({"helm", "pull", "nvaie/app"})->stored_unused);
  // This suite's commands go to ngc:// places, whatever the spelling.
  EXPECT_EQ(parse({"helm", "ngc", "fetch", "acme/app:1"})->target.typed, "ngc://acme/app:1");
  const auto add = parse({"helm", "repo", "add", "x", kHelm, "--force-update", "--pass-credentials"});
  EXPECT_TRUE(add->force_update && add->pass_credentials && add->login);
  EXPECT_FALSE(parse({"helm", "repo", "add", "x", kHelm, "--pass-credentials=false"})->pass_credentials);
}

struct Login {
  Words words;
  std::optional<std::string> user = {};
  std::optional<std::string_view> password = {};
  bool on_command_line = false;
  bool from_stdin = false;
};

TEST(Invocation, TypedCredentials) {
  const Login kRows[] = {
      {{"docker", "login", "nvcr.io"}},
      {{"docker", "login", "-u", kUser, "--password-stdin", "nvcr.io"}, kUser, {}, false, true},
      {{"docker", "login", "-u", kUser, "-p", "pw", "nvcr.io"}, kUser, "pw", true},
      {{"docker", "login", "-u$oauthtoken", "-ppw", "nvcr.io"}, kUser, "pw", true},
      {{"docker", "login", "--username=$oauthtoken", "--password=pw", "nvcr.io"}, kUser, "pw", true},
      {{"docker", "login", "nvcr.io", "--username", "me@example.com"}, "me@example.com"},
      {{"docker", "login", "https://nvcr.io/v2/", "-u", "\\$oauthtoken"}, "\\$oauthtoken"},
      {{"podman", "login", "-v", "-u", kUser, "-p", "pw", "nvcr.io/acme"}, kUser, "pw", true},
      {{"buildah", "login", "--tls-verify=true", "-u", kUser, "nvcr.io"}, kUser},
      {{"skopeo", "login", "-u", kUser, "-p", "pw", "nvcr.io"}, kUser, "pw", true},
      {{"helm", "registry", "login", "nvcr.io", "-u", kUser, "-p", "pw"}, kUser, "pw", true},
      {{"helm", "repo", "add", "a", kHelm, "--username", kUser, "--password", "pw"}, kUser, "pw", true},
      {{"helm", "repo", "add", "a", kHelm, "--username", kUser, "--password-stdin"}, kUser, {}, false, true},
      {{"helm", "repo", "add", "a", kHelm}},
      // What the shell leaves of an unquoted $oauthtoken.
      {{"helm", "repo", "add", "a", kHelm, "--username=", "--password=pw"}, "", "pw", true},
      {{"helm", "repo", "add", "a", kHelm, "--username", "", "--password", "pw"}, "", "pw", true},
      {{"helm", "repo", "add", "a", kHelm, "--username", "--password", "pw"}, "", "pw", true},
      {{"helm", "repo", "add", "a", kHelm, "--password", "pw", "--username"}, "", "pw", true},
      {{"helm", "repo", "add", "a", "--password=pw", "--username", kHelm}, "", "pw", true},
      {{"docker", "login", "-u", "", "-p", "pw", "nvcr.io"}, "", "pw", true},
      {{"docker", "login", "-u", "-p", "pw", "nvcr.io"}, "", "pw", true},
      {{"docker", "login", "-u", "--password-stdin", "nvcr.io"}, "", {}, false, true},
      {{"docker", "login", "--password-stdin", "-u", "nvcr.io"}, "", {}, false, true},
      // And of a key's variable that is not set.
      {{"helm", "repo", "add", "a", kHelm, "--username", kUser, "--password="}, kUser, ""},
      {{"docker", "login", "nvcr.io", "-u", kUser, "-p"}, kUser, ""},
      // Other commands with a typed credential.
      {{"podman", "pull", "--creds", "$oauthtoken:p:w", "nvcr.io/acme/app"}, kUser, "p:w", true},
      {{"podman", "pull", "--creds=:pw", "nvcr.io/acme/app"}, "", "pw", true},
      {{"podman", "run", "--creds", "me", "nvcr.io/acme/app"}, "me"},
      {{"skopeo", "copy", "--src-creds", "a:b", "--dest-creds", "c:d", "docker://nvcr.io/acme/app", "dir:x"},
       "a",
       "b",
       true},
      {{"helm", "pull", "app", "--repo", kHelm, "--username", kUser, "--password", "pw"}, kUser, "pw", true},
      {{"helm", "cm-push", "app", "zoom", "-u", kUser, "-p", "pw"}, kUser, "pw", true},
  };
  for (const Login& row : kRows) {
    SCOPED_TRACE(joined(row.words));
    const auto invocation = parse(row.words);
    if (!invocation) {
      ADD_FAILURE() << invocation.error().message;
      continue;
    }
    EXPECT_TRUE(invocation->login);
    EXPECT_EQ(invocation->user, row.user);
    ASSERT_EQ(invocation->password.has_value(), row.password.has_value());
    if (row.password) {
      EXPECT_EQ(invocation->password->reveal(), *row.password);
    }
    EXPECT_EQ(invocation->password_on_command_line, row.on_command_line);
    EXPECT_EQ(invocation->password_from_stdin, row.from_stdin);
  }
}

TEST(Invocation, OptionsOfOtherCommandsAreNoCredentials) {
  for (const Words& words : {Words{"docker", "run", "-u", "1000", "-p", "80:80", "nvcr.io/acme/app"},
                             Words{"docker", "pull", "nvcr.io/acme/app"}, Words{"helm", "pull", "nvaie/app"}}) {
    const auto invocation = parse(words);
    ASSERT_TRUE(invocation) << joined(words);
    EXPECT_FALSE(invocation->login || invocation->user || invocation->password || invocation->password_on_command_line);
  }
}

TEST(Invocation, LoginsAreSpaces) {
  expect_rows({
      {{"docker", "login", "nvcr.io"}, "docker", Kind::kSpace},
      // Docker keeps only the host.
      {{"docker", "login", "nvcr.io/acme"}, "docker", Kind::kSpace},
      {{"podman", "login", "nvcr.io/acme/zoom"}, "podman", Kind::kSpace, "acme/zoom"},
      {{"docker", "login", "ngc.nvidia.com"}, "docker", Kind::kWebHost},
  });
}

TEST(Invocation, Wrappers) {
  const auto sudo =
      parse({"sudo", "-E", "-u", "bob", "env", "A=b", "DOCKER_CONFIG=/c", "docker", "pull", "nvcr.io/acme/app"});
  ASSERT_TRUE(sudo);
  EXPECT_TRUE(sudo->sudo);
  EXPECT_EQ(sudo->sudo_user, "bob");
  EXPECT_EQ(sudo->docker_config_dir, "/c");

  const auto plain = parse({"X=1", "REGISTRY_AUTH_FILE=/a", "time", "-p", "podman", "pull", "nvcr.io/acme/app"});
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->sudo);
  EXPECT_EQ(plain->auth_file, "/a");
  EXPECT_EQ(plain->client, "podman");

  // sudo does not hand the environment on.
  EXPECT_EQ(parse({"DOCKER_CONFIG=/c", "sudo", "docker", "pull", "nvcr.io/acme/app"})->docker_config_dir, std::nullopt);
  EXPECT_EQ(parse({"DOCKER_CONFIG=/c", "sudo", "-E", "docker", "pull", "nvcr.io/acme/app"})->docker_config_dir, "/c");
  EXPECT_EQ(parse({"sudo", "DOCKER_CONFIG=/c", "docker", "pull", "nvcr.io/acme/app"})->docker_config_dir, "/c");
  EXPECT_EQ(parse({"docker", "--config", "/d", "pull", "nvcr.io/acme/app"})->docker_config_dir, "/d");
  EXPECT_EQ(parse({"podman", "pull", "--authfile=/a", "nvcr.io/acme/app"})->auth_file, "/a");
  EXPECT_EQ(parse({"skopeo", "copy", "--src-authfile", "/s", "docker://nvcr.io/acme/app", "dir:x"})->auth_file, "/s");
}

TEST(Invocation, WhatIsRefusedAndWhy) {
  struct Refused {
    Words words;
    std::string_view message;
  };
  const Refused kRows[] = {
      {{}, "no command"},
      {{"sudo"}, "no command"},
      {{"A=b"}, "no command"},
      {{"kubectl", "get", "pods"}, "kubectl"},
      {{"docker"}, "docker"},
      {{"docker", "ps"}, "docker ps"},
      {{"docker", "build", "."}, "docker build"},
      {{"docker", "pull"}, "names no image"},
      {{"docker", "pull", "ubuntu"}, "without a host"},
      {{"docker", "pull", "nvidia/cuda:12"}, "without a host"},
      {{"docker", "pull", "ghcr.io/x/y"}, "ghcr.io"},
      {{"docker", "pull", "https://nvcr.io/acme/app"}, "https://"},
      {{"docker", "pull", "nvcr.io/nvidia-l4t-base"}, "names no org"},
      {{"docker", "pull", "helm.ngc.nvidia.com/acme/app"}, "helm.ngc.nvidia.com"},
      {{"docker", "run", "--rm", "ubuntu", "echo", "nvcr.io/acme/app"}, "without a host"},
      {{"docker", "login"}, "without a server"},
      {{"docker", "login", "-u", "me"}, "without a server"},
      {{"docker", "login", "ghcr.io"}, "ghcr.io"},
      {{"skopeo", "copy", "dir:a", "dir:b"}, "no image of nvcr.io"},
      {{"skopeo", "copy", "docker://nvcr.io/a/b"}, "source and a destination"},
      {{"skopeo", "delete", "docker://nvcr.io/a/b"}, "delete"},
      {{"podman", "pull", "oci-archive://nvcr.io/a/b"}, "oci-archive"},
      {{"helm"}, "helm"},
      {{"helm", "list"}, "list"},
      {{"helm", "repo", "list"}, "list"},
      {{"helm", "repo", "add", "x"}, "a name and an address"},
      {{"helm", "repo", "add", "x", "https://charts.bitnami.com/bitnami"}, "charts.bitnami.com"},
      {{"helm", "repo", "update", "bitnami"}, "none of these"},
      {{"helm", "pull"}, "no chart"},
      {{"helm", "pull", "bitnami/nginx"}, "charts.bitnami.com"},
      {{"helm", "pull", "unknown/app"}, "'unknown'"},
      {{"helm", "install", "rel", "./chart"}, "of this machine"},
      {{"helm", "install", "rel", "app-1.0.tgz"}, "of this machine"},
      {{"helm", "pull", "oci://ghcr.io/x/y"}, "ghcr.io"},
      {{"helm", "pull", "app", "--repo", "https://charts.bitnami.com/bitnami"}, "charts.bitnami.com"},
      {{"helm", "registry", "login"}, "needs a host"},
      {{"helm", "cm-push", "x"}, "cm-push"},
      {{"helm", "ngc", "list"}, "ngc list"},
      {{"docker", "pull", std::string("nvcr.io/acme\0/app", 17)}, "control"},
      {{"docker", "pull", "nvcr.io/acme/app\x1b[0m"}, "control"},
      {{"docker", "pull", std::string(65536, 'x')}, "longer"},
      {{std::string(65536, 'x')}, "none of"},
      {{"\x1b]0;title\x07"}, "none of"},
  };
  for (const Refused& row : kRows) {
    SCOPED_TRACE(joined(row.words));
    const auto invocation = parse(row.words);
    if (invocation) {
      ADD_FAILURE() << invocation->target.kind_name();
      continue;
    }
    EXPECT_EQ(invocation.error().code, Errc::kInvalidInput);
    EXPECT_NE(invocation.error().message.find(row.message), std::string::npos) << invocation.error().message;
    EXPECT_FALSE(invocation.error().hint.empty());
    EXPECT_FALSE(base::has_control(invocation.error().message));
    EXPECT_LT(invocation.error().message.size(), 1024U);
  }
}

TEST(Invocation, KeysDoNotReachMessagesOrTargets) {
  const std::string key = "nvapi-" + std::string(30, 'A') + "b1" + std::string(32, 'C');
  for (const Words& words :
       {Words{key}, Words{"docker", key}, Words{"docker", "login", key}, Words{"docker", "pull", key},
        Words{"docker", "pull", "nvcr.io/" + key + "/a/b/c"}, Words{"helm", key},
        Words{"helm", "repo", "add", "x", key}, Words{"helm", "pull", key + "/app"},
        Words{"helm", "pull", "nvaie/" + key}, Words{"skopeo", "copy", key, key},
        Words{"helm", "ngc", "fetch", key + "/app"}, Words{"helm", "repo", "update", key},
        Words{"helm", "repo", "add", "x", "https://$oauthtoken:" + key + "@helm.ngc.nvidia.com/acme"}}) {
    SCOPED_TRACE(joined(words));
    const auto invocation = parse(words);
    const std::string said = invocation ? invocation->target.typed + invocation->target.space.path() +
                                              invocation->target.name + invocation->repository
                                        : invocation.error().message + invocation.error().hint;
    EXPECT_EQ(said.find("AAAA"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace ngcs::diagnose
