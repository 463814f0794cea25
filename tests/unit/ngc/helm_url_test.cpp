#include "ngc/helm_url.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace ngcs::ngc {
namespace {

using Kind = HelmUrl::Kind;

TEST(HelmUrl, Repositories) {
  for (const char* text : {"ngc://acme", "ngc://acme/", "NGC://acme/index.yaml", " ngc://acme/index.yaml\n"}) {
    const auto url = parse_ngc_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->kind, Kind::kIndex);
    EXPECT_EQ(url->space.path(), "acme");
    EXPECT_EQ(url->profile, "");
    EXPECT_EQ(url->https_url(), "https://helm.ngc.nvidia.com/acme/index.yaml");
    EXPECT_EQ(url->repository(), "ngc://acme");
  }
  const auto team = parse_ngc_url("ngc://acme/zoom?profile=work");
  ASSERT_TRUE(team);
  EXPECT_EQ(team->space.path(), "acme/zoom");
  EXPECT_EQ(team->profile, "work");
  EXPECT_EQ(team->https_url(), "https://helm.ngc.nvidia.com/acme/zoom/index.yaml");
  EXPECT_EQ(team->repository(), "ngc://acme/zoom?profile=work");
}

TEST(HelmUrl, ChartsAndBothSpellingsOfProvenance) {
  const auto chart = parse_ngc_url("ngc://acme/zoom/charts/app-1.2.3+b.1.tgz?profile=p");
  ASSERT_TRUE(chart);
  EXPECT_EQ(chart->kind, Kind::kChart);
  EXPECT_EQ(chart->file, "app-1.2.3+b.1.tgz");
  EXPECT_EQ(chart->https_url(), "https://helm.ngc.nvidia.com/acme/zoom/charts/app-1.2.3+b.1.tgz");
  EXPECT_EQ(parse_ngc_url("ngc://acme/charts/app-1%2B2.tgz")->file, "app-1+2.tgz");

  for (const char* text :
       {"ngc://acme/charts/app-1.tgz?profile=p.prov", "ngc://acme/charts/app-1.tgz.prov?profile=p"}) {
    const auto url = parse_ngc_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->kind, Kind::kProvenance);
    EXPECT_EQ(url->file, "app-1.tgz.prov");
    EXPECT_EQ(url->chart_file(), "app-1.tgz");
    EXPECT_EQ(url->profile, "p");
    EXPECT_EQ(url->https_url(), "https://helm.ngc.nvidia.com/acme/charts/app-1.tgz.prov");
  }
  // A profile may really be called so where an index is asked for.
  EXPECT_EQ(parse_ngc_url("ngc://acme?profile=p.prov")->profile, "p.prov");
  EXPECT_EQ(parse_ngc_url("ngc://acme/charts/app-1.tgz.prov")->kind, Kind::kProvenance);
}

TEST(HelmUrl, WhatIsRefused) {
  for (const char* text : {"",
                           "ngc:",
                           "ngc://",
                           "ngc:///",
                           "ngc://?profile=x",
                           "https://helm.ngc.nvidia.com/acme",
                           "oci://acme",
                           "ngc://a/b/c",
                           "ngc://a/b/c/index.yaml",
                           "ngc://a/index.yaml ?profile=x",
                           "ngc://a /b",
                           "ngc://charts/x-1.tgz",

                           "ngc://a/charts/x",
                           "ngc://a/charts/.tgz",
                           "ngc://a/charts/..%2fx.tgz",
                           "ngc://a/charts/x%00.tgz",
                           "ngc://a/charts/x.tgz/y",
                           "ngc://a/../b",
                           "ngc://a//b",
                           "ngc://-a",
                           "ngc://user:secret@a",
                           "ngc://a?profile=",
                           "ngc://a?profile=x/y",
                           "ngc://a?profile=x&profile=y",
                           "ngc://a?key=x",
                           "ngc://a/charts/x-1.tgz?profile=.prov",
                           "ngc://a\nb",
                           "ngc://a b",
                           "ngc://api",
                           "ngc://api/index.yaml",
                           "ngc://a#b",
                           "ngc://\xff"}) {
    const auto url = parse_ngc_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, base::Errc::kInvalidInput) << text;
    EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
  }
}

TEST(HelmUrl, TheWebFormOfTheSamePlaces) {
  const auto chart = parse_helm_https_url("https://HELM.ngc.nvidia.com:443/api/acme/zoom/charts/x-1.tgz");
  ASSERT_TRUE(chart);
  EXPECT_EQ(chart->space.path(), "acme/zoom");
  EXPECT_EQ(chart->file, "x-1.tgz");
  EXPECT_EQ(parse_helm_https_url("https://helm.ngc.nvidia.com/acme")->kind, Kind::kIndex);
  EXPECT_EQ(parse_helm_https_url("https://helm.ngc.nvidia.com/acme/index.yaml")->space.path(), "acme");
  for (const char* text : {"http://helm.ngc.nvidia.com/acme", "https://helm.ngc.nvidia.com.evil.example/acme",
                           "https://helm.ngc.nvidia.com:8443/acme", "https://user@helm.ngc.nvidia.com/acme",
                           "https://helm.ngc.nvidia.com/", "https://helm.ngc.nvidia.com/acme/charts/x-1.tgz?sig=1",
                           "https://evil.example/helm.ngc.nvidia.com/acme", "https://nvcr.io/acme"}) {
    EXPECT_FALSE(parse_helm_https_url(text)) << text;
  }
}

}  // namespace
}  // namespace ngcs::ngc
