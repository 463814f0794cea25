#include "registry/server_name.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using ngcs::registry::is_key_host;
using ngcs::registry::parse_server;
using ngcs::registry::ServerKind;
using ngcs::registry::ServerName;

// For the failure messages of the table tests.
std::string shown(std::string_view asked) {
  std::string text;
  for (const char c : asked) {
    if (c >= ' ' && c < '\x7F') {
      text += c;
    } else {
      text += '?';
    }
  }
  return "asked: \"" + text + "\"";
}

struct Spelling {
  std::string_view asked;
  std::string_view org;
  std::string_view team;
};

TEST(ServerName, EverySpellingThatClientsSendIsNgc) {
  constexpr Spelling kSpellings[] = {
      {"nvcr.io", "", ""},
      // What `docker logout` sends besides.
      {"http://nvcr.io", "", ""},
      {"https://nvcr.io", "", ""},
      // nerdctl, in its order.
      {"nvcr.io:443", "", ""},
      {"https://nvcr.io:443", "", ""},
      {"http://nvcr.io:443", "", ""},
      {"http://nvcr.io:80", "", ""},
      {"https://nvcr.io/", "", ""},
      {"https://nvcr.io/v1/", "", ""},
      {"https://nvcr.io/v2/", "", ""},
      {"https://nvcr.io/v2", "", ""},
      {"https://nvcr.io:443/v2/", "", ""},
      {"NVCR.IO", "", ""},
      {"HTTPS://Nvcr.Io/V2", "V2", ""},
      {"nvcr.io.", "", ""},
      {"nvcr.io.:443", "", ""},
      {"nvcr.io?service=registry", "", ""},
      {"nvcr.io#fragment", "", ""},
      // Blanks and line ends around it.
      {"nvcr.io\n", "", ""},
      {"nvcr.io\r\n", "", ""},
      {"  nvcr.io \t\n", "", ""},
      // crane and its relatives send the whole repository where the helper is a credsStore.
      {"nvcr.io/nvidia/cuda", "nvidia", ""},
      {"nvcr.io/nvidia", "nvidia", ""},
      {"nvcr.io/nvidia:latest", "nvidia", ""},
      {"nvcr.io/acme/zoom/app", "acme", "zoom"},
      {"nvcr.io/acme/zoom/app:1@sha256:00", "acme", "zoom"},
      {"nvcr.io:443/acme/zoom/app", "acme", "zoom"},
      {"https://nvcr.io/v2/acme/zoom/app", "acme", "zoom"},
      {"https://nvcr.io/acme?x=a/b/c", "acme", ""},
      {"nvcr.io//acme//app", "acme", ""},
      // The hint is only a hint: what cannot be an org leaves it empty.
      {"nvcr.io/a b/c", "", ""},
      {"nvcr.io/%61cme/app", "", ""},
  };
  for (const Spelling& spelling : kSpellings) {
    SCOPED_TRACE(shown(spelling.asked));
    const ServerName server = parse_server(spelling.asked);
    EXPECT_EQ(server.kind, ServerKind::kNgc);
    EXPECT_EQ(server.host, "nvcr.io");
    EXPECT_EQ(server.org, spelling.org);
    EXPECT_EQ(server.team, spelling.team);
  }
}

TEST(ServerName, OtherHostsAreForeign) {
  constexpr std::string_view kForeign[] = {
      "docker.io",
      "localhost:5000",
      "https://index.docker.io/v1/",
      "https://index.docker.io/v1/access-token",
      "https://index.docker.io/v1//access-token",
      "quay.io/nvcr.io",
      "nerdctl-experimental://nvcr.io:443?ns=docker.io",
      "127.0.0.1:443",
      "[2001:db8::1]:443",
      "[fe80::1%eth0]",
      // Close to ours, and not ours.
      "xnvcr.io",
      "nvcr.io.evil.example",
      "nvcr.io-evil.example",
      "evil.example/nvcr.io",
      "evil.example?nvcr.io",
      "evil.example#nvcr.io",
      "sub.nvcr.io",
      "nvcr_io",
      "layers.nvcr.io",
      "helm.ngc.nvidia.com",
      "api.ngc.nvidia.com",
      "authn.nvidia.com",
      // Another port is another service.
      "nvcr.io:80",
      "nvcr.io:8443",
      "https://nvcr.io:80",
      "http://nvcr.io:8080",
      "nvcr.io:0443",
      // Another scheme too.
      "ftp://nvcr.io",
      "ngc://nvcr.io/acme",
      "oci://nvcr.io/acme",
  };
  for (const std::string_view asked : kForeign) {
    SCOPED_TRACE(shown(asked));
    const ServerName server = parse_server(asked);
    EXPECT_EQ(server.kind, ServerKind::kForeign);
    EXPECT_FALSE(server.host.empty());
    EXPECT_TRUE(server.org.empty());
  }
}

TEST(ServerName, WhatIsNoServerNameIsInvalid) {
  const std::string_view kInvalid[] = {
      "",
      " \r\n\t ",
      "://nvcr.io",
      "https://",
      "https:///v2/",
      "/v2/",
      ":443",
      "nvcr.io:",
      "nvcr.io:https",
      "nvcr.io:0",
      "nvcr.io:65536",
      "nvcr.io:443443",
      "nvcr.io:-1",
      "nvcr.io:443:443",
      ".nvcr.io",
      "nvcr..io",
      "-nvcr.io",
      "nvcr.io..",
      "nvcr io",
      "nvcr.i\xD0\xBE",  // a Cyrillic letter; the clients accept ASCII only, too
      "nvcr.io\\@evil.example",
      "[::1",
      "[]",
      "[nvcr.io]",
      // A user part has disguised hosts before (CVE-2020-5260 and its relatives).
      "nvcr.io@evil.example",
      "user:password@nvcr.io",
      "https://$oauthtoken@nvcr.io/v2/",
      // A line end inside has given one host's key to another (CVE-2024-50338, CVE-2024-52006).
      "nv\ncr.io",
      "nvcr.io\nevil.example",
      "nvcr.io\revil.example",
      "evil.example\r\nnvcr.io",
      std::string_view("nvcr.io\0.evil.example", 21),
      std::string_view("\0nvcr.io", 8),
      "nvcr.io\x1B[2K",
      "nvcr.io\x7F",
      "nvcr.io/acme\n/app",
      // Characters that end a line or turn the reading direction for some readers only.
      "nvcr.io\xC2\x85",
      "nvcr.io\xE2\x80\xA8",
      "nvcr.io\xE2\x80\xA9",
      "\xE2\x80\xAEoi.rcvn",
      "nvcr.io\xE2\x81\xA6",
      // No UTF-8.
      "nvcr.io\xFF",
      "nvcr.io/\xED\xA0\x80",
      "nvcr.io/\xC0\xAF",
  };
  for (const std::string_view asked : kInvalid) {
    SCOPED_TRACE(shown(asked));
    const ServerName server = parse_server(asked);
    EXPECT_EQ(server.kind, ServerKind::kInvalid);
    EXPECT_TRUE(server.host.empty());
    EXPECT_TRUE(server.org.empty());
  }
}

TEST(ServerName, AHostOfAnyLengthIsBounded) {
  EXPECT_EQ(parse_server(std::string(255, 'a')).kind, ServerKind::kForeign);
  EXPECT_EQ(parse_server(std::string(256, 'a')).kind, ServerKind::kInvalid);
  EXPECT_EQ(parse_server("nvcr.io/" + std::string(129, 'o') + "/app").org, "");
  EXPECT_EQ(parse_server("nvcr.io/" + std::string(128, 'o') + "/app").org, std::string(128, 'o'));
}

// The key is sent to exactly these four.
TEST(KeyHost, TheSetIsExact) {
  for (const std::string_view host : {"nvcr.io", "helm.ngc.nvidia.com", "api.ngc.nvidia.com", "authn.nvidia.com"}) {
    EXPECT_TRUE(is_key_host(host)) << host;
    EXPECT_TRUE(is_key_host(std::string(host) + ".")) << host;
    EXPECT_FALSE(is_key_host("x" + std::string(host))) << host;
    EXPECT_FALSE(is_key_host("x." + std::string(host))) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + ".evil.example")) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + "..")) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + " ")) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + "\n")) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + std::string(1, '\0'))) << host;
    EXPECT_FALSE(is_key_host(std::string(host) + ":443")) << host;
    EXPECT_FALSE(is_key_host("https://" + std::string(host))) << host;
    EXPECT_FALSE(is_key_host(host.substr(0, host.size() - 1))) << host;
  }
  EXPECT_TRUE(is_key_host("NVCR.io"));
  for (const std::string_view host :
       {"", ".", "nvidia.com", "ngc.nvidia.com", "layers.nvcr.io", "xfiles.ngc.nvidia.com", "stg.nvcr.io",
        "api.stg.ngc.nvidia.com", "stg.authn.nvidia.com", "docker.io", "localhost", "127.0.0.1"}) {
    EXPECT_FALSE(is_key_host(host)) << host;
  }
}

}  // namespace
