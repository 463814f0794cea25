#include <gtest/gtest.h>

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

const std::vector<std::pair<std::string, std::string>>& repositories() {
  static const std::vector<std::pair<std::string, std::string>> kList = {
      {"nvaie", "https://helm.ngc.nvidia.com/nvaie"},
      {"zoom", "https://helm.ngc.nvidia.com/acme/zoom/"},
      {"mine", "ngc://acme?profile=work"},
      {"bitnami", "https://charts.bitnami.com/bitnami"},
      {"bare", "https://helm.ngc.nvidia.com"},
      {"index", "https://helm.ngc.nvidia.com/nvaie/index.yaml"},
  };
  return kList;
}

base::Result<Target> parse(const std::vector<std::string>& words, const std::string& client = {}) {
  return parse_target({words, client, repositories()});
}

struct Row {
  std::vector<std::string> words;
  Kind kind;
  std::string_view space = {};
  std::string_view name = {};
  std::string_view reference = {};
  std::string_view repository = {};
  std::string_view profile = {};
};

void expect_rows(const std::vector<Row>& rows, const std::string& client = {}) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.words.front() + (row.words.size() > 1 ? " " + row.words[1] : ""));
    const auto target = parse(row.words, client);
    if (!target) {
      ADD_FAILURE() << target.error().message;
      continue;
    }
    EXPECT_EQ(target->kind, row.kind) << target->kind_name();
    EXPECT_EQ(target->space.path(), row.space);
    EXPECT_EQ(target->name, row.name);
    EXPECT_EQ(target->reference, row.reference);
    EXPECT_EQ(target->repository, row.repository);
    EXPECT_EQ(target->profile, row.profile);
  }
}

constexpr std::string_view kDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

TEST(Target, NothingIsTheMachine) {
  const auto target = parse({});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->kind, Kind::kMachine);
  EXPECT_EQ(target->host(), "");
  EXPECT_EQ(target->kind_name(), "machine");
}

TEST(Target, Images) {
  expect_rows({
      {{"nvcr.io/nvidia/cuda"}, Kind::kImage, "nvidia", "cuda"},
      {{"nvcr.io/nvidia/cuda:12.4.1"}, Kind::kImage, "nvidia", "cuda", "12.4.1"},
      {{"nvcr.io/acme/zoom/app:1"}, Kind::kImage, "acme/zoom", "app", "1"},
      {{"nvcr.io/acme/zoom/app/"}, Kind::kImage, "acme/zoom", "app"},
      {{"https://nvcr.io/acme/zoom/app:1"}, Kind::kImage, "acme/zoom", "app", "1"},
      {{"http://nvcr.io/acme/app"}, Kind::kImage, "acme", "app"},
      {{"docker://nvcr.io/acme/app:1"}, Kind::kImage, "acme", "app", "1"},
      {{"docker://$oauthtoken@nvcr.io#acme/zoom/app:1"}, Kind::kImage, "acme/zoom", "app", "1"},
      {{"NVCR.IO:443/acme/app"}, Kind::kImage, "acme", "app"},
      {{"nvcr.io./acme/app"}, Kind::kImage, "acme", "app"},
      {{" nvcr.io/acme/app:1\r\n"}, Kind::kImage, "acme", "app", "1"},
      {{"nvcr.io/acme/app@" + std::string(kDigest)}, Kind::kImage, "acme", "app", kDigest},
      {{"nvcr.io/acme/app:1@" + std::string(kDigest)}, Kind::kImage, "acme", "app", kDigest},
      {{"acme/app:1"}, Kind::kImage, "acme", "app", "1"},
      {{"acme/zoom/app"}, Kind::kImage, "acme/zoom", "app"},
      // A repository of that name is not meant without --client helm.
      {{"nvaie/app"}, Kind::kImage, "nvaie", "app"},
      // Display names keep going: they are NGC6101's business.
      {{"nvcr.io/Acme Corp/app:1"}, Kind::kImage, "Acme Corp", "app", "1"},
      {{"nvcr.io/AcmeCorp/Zoom/App"}, Kind::kImage, "AcmeCorp/Zoom", "App"},
      // The registry's own requests, from messages.
      {{"https://nvcr.io/v2/acme/zoom/app/manifests/1.0"}, Kind::kImage, "acme/zoom", "app", "1.0"},
      {{"https://nvcr.io/v2/acme/app/manifests/" + std::string(kDigest)}, Kind::kImage, "acme", "app", kDigest},
      {{"https://nvcr.io/v2/acme/app/blobs/" + std::string(kDigest)}, Kind::kImage, "acme", "app"},
      {{"https://nvcr.io/v2/acme/app/tags/list"}, Kind::kImage, "acme", "app"},
      {{"https://nvcr.io/proxy_auth?scope=repository%3Aacme%2Fzoom%2Fapp%3Apull"}, Kind::kImage, "acme/zoom", "app"},
      {{"https://nvcr.io/proxy_auth?account=x&scope=repository:acme/app:pull,push"}, Kind::kImage, "acme", "app"},
  });
}

TEST(Target, SpacesOfTheRegistry) {
  expect_rows({
      {{"nvcr.io"}, Kind::kSpace},
      {{"nvcr.io/"}, Kind::kSpace},
      {{"https://nvcr.io"}, Kind::kSpace},
      {{"https://nvcr.io/v2/"}, Kind::kSpace},
      {{"https://nvcr.io/proxy_auth?scope="}, Kind::kSpace},
      {{"nvcr.io/acme"}, Kind::kSpace, "acme"},
      {{"nvcr.io/acme/"}, Kind::kSpace, "acme"},
      {{"nvcr.io/acme/zoom/"}, Kind::kSpace, "acme/zoom"},
      {{"oci://nvcr.io/acme"}, Kind::kSpace, "acme"},
      {{"nvcr.io/Acme Corp"}, Kind::kSpace, "Acme Corp"},
  });
}

TEST(Target, HelmRepositoriesAndCharts) {
  expect_rows({
      {{"https://helm.ngc.nvidia.com/nvaie"}, Kind::kHelmRepository, "nvaie"},
      {{"https://helm.ngc.nvidia.com/nvaie/"}, Kind::kHelmRepository, "nvaie"},
      {{"https://HELM.ngc.nvidia.com:443/acme/zoom"}, Kind::kHelmRepository, "acme/zoom"},
      {{"helm.ngc.nvidia.com/acme/zoom"}, Kind::kHelmRepository, "acme/zoom"},
      {{"https://helm.ngc.nvidia.com/nvaie/index.yaml"}, Kind::kHelmRepository, "nvaie"},
      {{"https://helm.ngc.nvidia.com/acme/zoom/index.yaml"}, Kind::kHelmRepository, "acme/zoom"},
      {{"https://helm.ngc.nvidia.com/Acme%20Corp"}, Kind::kHelmRepository, "Acme Corp"},
      {{"https://helm.ngc.nvidia.com/Acme Corp"}, Kind::kHelmRepository, "Acme Corp"},
      {{"https://helm.ngc.nvidia.com/nvaie/charts/app-1.0.tgz"}, Kind::kHelmChart, "nvaie", "app", "1.0"},
      {{"https://helm.ngc.nvidia.com/a/b/charts/vgpu-x-v1.2.3-rc.1+b.tgz"},
       Kind::kHelmChart,
       "a/b",
       "vgpu-x",
       "v1.2.3-rc.1+b"},
      {{"https://helm.ngc.nvidia.com/api/a/charts/app-2-1.0.tgz.prov"}, Kind::kHelmChart, "a", "app-2", "1.0"},
      {{"https://helm.ngc.nvidia.com/a/charts/-1.0.tgz"}, Kind::kHelmChart, "a", "-1.0", ""},
      {{"ngc://acme"}, Kind::kHelmRepository, "acme"},
      {{"ngc://acme/zoom?profile=work"}, Kind::kHelmRepository, "acme/zoom", "", "", "", "work"},
      {{"NGC://acme/index.yaml"}, Kind::kHelmRepository, "acme"},
      {{"ngc://Acme Corp/zoom"}, Kind::kHelmRepository, "Acme Corp/zoom"},
      {{"ngc://acme/charts/app-1.2.3.tgz?profile=p"}, Kind::kHelmChart, "acme", "app", "1.2.3", "", "p"},
      {{"nvaie"}, Kind::kHelmRepository, "nvaie", "", "", "nvaie"},
      {{"zoom"}, Kind::kHelmRepository, "acme/zoom", "", "", "zoom"},
      {{"mine"}, Kind::kHelmRepository, "acme", "", "", "mine", "work"},
      {{"https://helm.ngc.nvidia.com/acme", "app"}, Kind::kHelmChart, "acme", "app"},
      {{"helm.ngc.nvidia.com/acme/zoom", "app:1.0.0"}, Kind::kHelmChart, "acme/zoom", "app", "1.0.0"},
      {{"ngc://acme", "app:1"}, Kind::kHelmChart, "acme", "app", "1"},
      {{"zoom", "app:1"}, Kind::kHelmChart, "acme/zoom", "app", "1", "zoom"},
      {{"https://helm.ngc.nvidia.com/acme/index.yaml", "app:^1.2"}, Kind::kHelmChart, "acme", "app", "^1.2"},
      {{"oci://nvcr.io/acme/app:1.0.0"}, Kind::kOciChart, "acme", "app", "1.0.0"},
      {{"oci://nvcr.io/acme/zoom/app"}, Kind::kOciChart, "acme/zoom", "app"},
      {{"oci://nvcr.io/acme/zoom", "app:1"}, Kind::kOciChart, "acme/zoom", "app", "1"},
  });
}

TEST(Target, WithTheClientHelmAPathIsAChart) {
  expect_rows(
      {
          {{"acme/app"}, Kind::kHelmChart, "acme", "app"},
          {{"acme/zoom/app:1.0"}, Kind::kHelmChart, "acme/zoom", "app", "1.0"},
          {{"Acme Corp/app"}, Kind::kHelmChart, "Acme Corp", "app"},
          {{"zoom/app:2"}, Kind::kHelmChart, "acme/zoom", "app", "2", "zoom"},
          {{"mine/app"}, Kind::kHelmChart, "acme", "app", "", "mine", "work"},
          {{"nvcr.io/acme/app:1"}, Kind::kOciChart, "acme", "app", "1"},
          {{"nvcr.io/acme"}, Kind::kSpace, "acme"},
      },
      "helm");
  EXPECT_FALSE(parse({"bitnami/nginx"}, "helm"));
  EXPECT_FALSE(parse({"bitnami"}));
}

TEST(Target, WrongFormsOfHelmAddresses) {
  expect_rows({
      {{"https://helm.ngc.nvidia.com"}, Kind::kHelmForm},
      {{"helm.ngc.nvidia.com"}, Kind::kHelmForm},
      {{"https://helm.ngc.nvidia.com/"}, Kind::kHelmForm},
      {{"https://helm.ngc.nvidia.com/index.yaml"}, Kind::kHelmForm},
      {{"https://helm.ngc.nvidia.com/acme/charts"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com/acme/zoom/charts/"}, Kind::kHelmForm, "acme/zoom"},
      {{"https://helm.ngc.nvidia.com/charts/app-1.tgz"}, Kind::kHelmForm},
      {{"https://helm.ngc.nvidia.com/api/acme"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com/api/acme/charts"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com/api/acme/index.yaml"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com/acme/zoom/app"}, Kind::kHelmForm, "acme/zoom"},
      {{"https://helm.ngc.nvidia.com//acme"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com:8443/acme"}, Kind::kHelmForm, "acme"},
      {{"https://helm.ngc.nvidia.com/acme?x=1"}, Kind::kHelmForm, "acme"},
      {{"http://helm.ngc.nvidia.com/acme"}, Kind::kHelmForm, "acme"},
      {{"oci://helm.ngc.nvidia.com/acme/app"}, Kind::kHelmForm, "acme/app"},
      {{"https://helm.ngc.nvidia.com", "app"}, Kind::kHelmForm},
      {{"bare"}, Kind::kHelmForm, "", "", "", "bare"},
      // Helm appends /index.yaml itself.
      {{"index"}, Kind::kHelmForm, "nvaie", "", "", "index"},
  });
  EXPECT_EQ(parse({"helm.ngc.nvidia.com"})->host(), "helm.ngc.nvidia.com");
}

TEST(Target, TheWebSiteIsNoRegistry) {
  for (const char* word : {"ngc.nvidia.com", "https://ngc.nvidia.com/catalog/containers/nvidia:cuda",
                           "catalog.ngc.nvidia.com/orgs/nvidia/containers/cuda", "https://org.ngc.nvidia.com/setup",
                           "org.ngc.nvidia.com/acme/app:1"}) {
    const auto target = parse({word});
    ASSERT_TRUE(target) << word;
    EXPECT_EQ(target->kind, Kind::kWebHost) << word;
    EXPECT_EQ(target->host(), "");
    EXPECT_EQ(target->kind_name(), "web-host");
  }
}

TEST(Target, WhatIsRefusedAndWhy) {
  struct Refused {
    std::vector<std::string> words;
    std::string_view message;
  };
  const Refused kRows[] = {
      {{""}, "empty"},
      {{"  \n"}, "empty"},
      {{"docker.io/library/ubuntu:22.04"}, "docker.io"},
      {{"ghcr.io"}, "ghcr.io"},
      {{"https://charts.bitnami.com/bitnami"}, "charts.bitnami.com"},
      {{"localhost:5000/acme/app"}, "localhost"},
      {{"nvcr.io:5000/acme/app"}, ":5000"},
      {{"nvcr.io@evil.example/acme/app"}, "evil.example"},
      {{"https://nvcr.io@evil.example/acme"}, "evil.example"},
      {{"nvcr.io.evil.example/acme/app"}, "nvcr.io.evil.example"},
      {{"stg.nvcr.io/acme/app"}, "stg.nvcr.io"},
      {{"api.ngc.nvidia.com/v2/org/acme"}, "api.ngc.nvidia.com"},
      {{"bitnami"}, "charts.bitnami.com"},
      {{"unknown"}, "no repository that Helm knows"},
      {{"ubuntu:22.04"}, "no repository that Helm knows"},
      {{"nvcr.io/nvidia-l4t-base:r32"}, "names no org"},
      {{"nvcr.io/acme/app:"}, "tag"},
      {{"nvcr.io/acme//app"}, "not a name"},
      {{"nvcr.io/acme/app@sha256:12"}, "digest"},
      {{"nvcr.io/a/b/c/d"}, "more than"},
      {{"nvcr.io/ /app"}, "not a name"},
      {{"nvcr.io/ac\033[31mme/app"}, "control"},
      {{std::string("nvcr.io/ac\0me/app", 17)}, "control"},
      {{"nvcr.io/acme/\xff"}, "control"},
      {{"nvcr.io/\xe2\x80\xae"
        "acme/app"},
       "control"},
      {{std::string(65536, 'a')}, "longer than any address"},
      {{"nvcr.io/" + std::string(65536, '/')}, "longer than any address"},
      {{"ngc://"}, "names no org"},
      {{"ngc://acme/zoom/app"}, "org"},
      {{"ftp://nvcr.io/acme/app"}, "ftp"},
      {{"ngc://acme", "a/b"}, "no name of a chart"},
      {{"ngc://acme", "app:"}, "no version"},
      {{"nvcr.io/acme", "app"}, "no repository"},
      {{"unknown", "app"}, "no repository"},
      {{"a", "b", "c"}, "two"},
  };
  for (const Refused& row : kRows) {
    SCOPED_TRACE(row.words.front().substr(0, 80));
    const auto target = parse(row.words);
    if (target) {
      ADD_FAILURE() << target->kind_name();
      continue;
    }
    EXPECT_EQ(target.error().code, Errc::kInvalidInput);
    EXPECT_NE(target.error().message.find(row.message), std::string::npos) << target.error().message;
    EXPECT_FALSE(target.error().hint.empty());
    EXPECT_FALSE(base::has_control(target.error().message));
    EXPECT_LT(target.error().message.size(), 1024U);
  }
}

TEST(Target, TypedIsPrintableAndWithoutUserPartAndQuery) {
  EXPECT_EQ(parse({" nvcr.io/Acme/app:1 "})->typed, "nvcr.io/Acme/app:1");
  EXPECT_EQ(parse({"https://$oauthtoken:pw@helm.ngc.nvidia.com/acme"})->typed, "https://helm.ngc.nvidia.com/acme");
  EXPECT_EQ(parse({"https://me:pw@nvcr.io/acme/app"})->typed, "https://nvcr.io/acme/app");
  EXPECT_EQ(parse({"ngc://acme?profile=work"})->typed, "ngc://acme?profile=work");
  EXPECT_EQ(parse({"https://nvcr.io/proxy_auth?scope=x"})->typed, "https://nvcr.io/proxy_auth");
  EXPECT_EQ(parse({"zoom", "app:1"})->typed, "zoom app:1");
  EXPECT_EQ(parse({"https://helm.ngc.nvidia.com/acme", "app"})->typed, "https://helm.ngc.nvidia.com/acme app");
}

TEST(Target, AKeyInTheWrongPlaceIsNotRepeated) {
  const std::string key = "nvapi-" + std::string(30, 'A') + "b1" + std::string(32, 'C');
  for (const std::string& word : {key, "nvcr.io/" + key, "nvcr.io/" + key + "/app", "ngc://" + key + "/a/b",
                                  "https://x:" + key + "@evil.example/acme", "https://" + key + "@nvcr.io/acme/app",
                                  "helm.ngc.nvidia.com/acme/" + key}) {
    SCOPED_TRACE(word);
    for (const char* client : {"", "helm"}) {
      for (const auto& words : {std::vector<std::string>{word}, {word, "app"}, {"ngc://acme", word}}) {
        const auto target = parse(words, client);
        const std::string said =
            target ? target->typed + target->space.path() + target->name + target->reference : target.error().message;
        EXPECT_EQ(said.find("AAAA"), std::string::npos) << said;
      }
    }
  }
}

}  // namespace
}  // namespace ngcs::diagnose
