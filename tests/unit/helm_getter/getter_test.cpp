#include "getter/getter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/fd.h"
#include "fake_transport.h"
#include "memory_stores.h"
#include "ngc/sha256.h"
#include "paths_in.h"
#include "temp_dir.h"

namespace ngcs::helm_ngc {
namespace {

using test::answer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kHost = "https://helm.ngc.nvidia.com/";

std::string digest_of(const std::string& text) {
  ngc::Sha256 sum;
  sum.update(text);
  return sum.hex();
}

class GetterTest : public testing::Test {
 protected:
  int get(const std::string& url, std::vector<std::string> tls = {"", "", ""}) {
    tls.push_back(url);
    return get_words(tls);
  }
  int get_words(const std::vector<std::string>& words) {
    const base::UniqueFd out(::memfd_create("out", MFD_CLOEXEC));
    std::FILE* const err = std::tmpfile();
    const GetterParts parts{environment_,
                            paths_,
                            clock_,
                            stores_,
                            [this](const std::string& ca) -> http::Transport& {
                              ca_file_ = ca;
                              return transport_;
                            },
                            out.get(),
                            err,
                            run_};
    const int code = helm_ngc::get(words, parts);
    out_ = content(out.get());
    std::fflush(err);
    err_ = content(::fileno(err));
    std::fclose(err);
    return code;
  }
  static std::string content(int fd) {
    std::string text(100000, '\0');
    const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    return text;
  }
  void chart(const std::string& listed, const std::string& sent) {
    transport_.get(kHost + "acme/index.yaml",
                   answer(200, "entries: {x: [{digest: " + digest_of(listed) + ", urls: [charts/x-1.tgz]}]}"));
    transport_.get(kHost + "acme/charts/x-1.tgz", answer(200, sent));
  }
  [[nodiscard]] long lines_of_err() const { return std::count(err_.begin(), err_.end(), '\n'); }

  test::TempDir directory_;
  base::MapEnvironment environment_{{{"NGC_API_KEY", "nvapi-MARKED"}}};
  base::Result<base::Paths> paths_ = test::paths_in(directory_.path());
  base::SystemClock clock_;
  test::MemoryStores stores_;
  test::FakeTransport transport_;
  std::string run_;
  std::string ca_file_;
  std::string out_;
  std::string err_;
};

TEST_F(GetterTest, AnIndexGoesToStdoutAsJson) {
  transport_.get(kHost + "acme/zoom/index.yaml", answer(200, "apiVersion: v1\nentries: {}\n"));
  EXPECT_EQ(get("ngc://acme/zoom/index.yaml"), 0);
  EXPECT_EQ(out_, R"({"apiVersion":"v1","entries":{}})");
  EXPECT_THAT(err_, IsEmpty());
  EXPECT_EQ(transport_.seen()[0].secret, "nvapi-MARKED");
}

TEST_F(GetterTest, AChartGoesOutAfterItsDigestIsCompared) {
  chart("chart", "chart");
  EXPECT_EQ(get("ngc://acme/charts/x-1.tgz"), 0);
  EXPECT_EQ(out_, "chart");
  EXPECT_THAT(err_, IsEmpty());
}

// The rule: a chart that the index does not describe is an error, and not one byte of it reaches Helm.
TEST_F(GetterTest, AWrongDigestLeavesStdoutEmpty) {
  chart("chart", "other");
  EXPECT_EQ(get("ngc://acme/charts/x-1.tgz"), 1);
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_THAT(err_, HasSubstr("x-1.tgz has sha256 " + digest_of("other")));
  EXPECT_EQ(lines_of_err(), 1);
}

TEST_F(GetterTest, AnIndexThatCannotBeReadLeavesStdoutEmptyToo) {
  transport_.get(kHost + "acme/charts/x-1.tgz", answer(200, "chart"));
  transport_.get(kHost + "acme/index.yaml", answer(503));
  EXPECT_EQ(get("ngc://acme/charts/x-1.tgz"), 1);
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(GetterTest, AChartThatTheIndexDoesNotListIsHandedOnWithAWord) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  transport_.get(kHost + "acme/charts/x-1.tgz", answer(200, "chart"));
  EXPECT_EQ(get("ngc://acme/charts/x-1.tgz"), 0);
  EXPECT_EQ(out_, "chart");
  EXPECT_THAT(err_, HasSubstr("has no digest for x-1.tgz: it is handed on unchecked"));
}

TEST_F(GetterTest, BothSpellingsOfProvenance) {
  environment_ = base::MapEnvironment();
  ASSERT_TRUE(stores_.vault.put("p", secret::SecretString("nvapi-P")));
  test::write_file(directory_ / "config.json",
                   R"({"version":1,"profiles":{"p":{"store":"vault","logged_out":false}}})");
  transport_.get(kHost + "acme/charts/x-1.tgz.prov", answer(200, "signed"));
  for (const char* url : {"ngc://acme/charts/x-1.tgz?profile=p.prov", "ngc://acme/charts/x-1.tgz.prov?profile=p"}) {
    EXPECT_EQ(get(url), 0) << err_;
    EXPECT_EQ(out_, "signed");
    EXPECT_EQ(transport_.seen().back().secret, "nvapi-P");
  }
}

TEST_F(GetterTest, APasswordFromHelmWins) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  environment_.set("HELM_PLUGIN_PASSWORD", "nvapi-HELMS");
  for (const char* user : {"", "$oauthtoken"}) {
    environment_.set("HELM_PLUGIN_USERNAME", user);
    EXPECT_EQ(get("ngc://acme"), 0);
    EXPECT_EQ(transport_.seen().back().user, "$oauthtoken");
    EXPECT_EQ(transport_.seen().back().secret, "nvapi-HELMS");
  }
  EXPECT_EQ(stores_.opened, 0);
  environment_.set("HELM_PLUGIN_USERNAME", "someone");
  EXPECT_EQ(get("ngc://acme"), 1);
  EXPECT_THAT(err_, HasSubstr("'someone', but NGC knows the literal $oauthtoken only"));
  EXPECT_EQ(transport_.seen().size(), 2U);
}

TEST_F(GetterTest, AnEmptyPasswordOfHelmIsNone) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  environment_.set("HELM_PLUGIN_USERNAME", "$oauthtoken");
  environment_.set("HELM_PLUGIN_PASSWORD", "");
  EXPECT_EQ(get("ngc://acme"), 0);
  EXPECT_EQ(transport_.seen()[0].secret, "nvapi-MARKED");
}

TEST_F(GetterTest, WithoutAKeyPublicChartsAreAskedAnonymously) {
  environment_ = base::MapEnvironment();
  transport_.get(kHost + "nvidia/index.yaml", answer(200, "entries: {}"));
  EXPECT_EQ(get("ngc://nvidia"), 0);
  EXPECT_EQ(transport_.seen()[0].form, "none");
  transport_.get(kHost + "acme/index.yaml", answer(401));
  EXPECT_EQ(get("ngc://acme"), 1);
  EXPECT_THAT(err_, HasSubstr("run `helm ngc login`"));
  EXPECT_EQ(lines_of_err(), 1);
}

TEST_F(GetterTest, AProfileThatHoldsNoKeyIsAnErrorBeforeAnyRequest) {
  EXPECT_EQ(get("ngc://acme?profile=work"), 1);
  EXPECT_THAT(err_, HasSubstr("helm ngc login --profile work"));
  EXPECT_TRUE(transport_.seen().empty());
}

TEST_F(GetterTest, TheBundleThatHelmNamesIsUsed) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  EXPECT_EQ(get("ngc://acme", {"", "", "/etc/my-ca.pem"}), 0);
  EXPECT_EQ(ca_file_, "/etc/my-ca.pem");
  EXPECT_THAT(err_, IsEmpty());
  EXPECT_EQ(get("ngc://acme", {"cert.pem", "key.pem", ""}), 0);
  EXPECT_EQ(ca_file_, "");
  EXPECT_THAT(err_, HasSubstr("no client certificates"));
}

TEST_F(GetterTest, WrongArgumentsAreExplained) {
  EXPECT_EQ(get_words({}), 2);
  EXPECT_THAT(err_, HasSubstr("helm repo add NAME ngc://ORG"));
  EXPECT_EQ(get("https://evil.example/acme"), 1);
  EXPECT_EQ(get("ngc://"), 1);
  EXPECT_THAT(err_, HasSubstr("it names no org"));
  EXPECT_TRUE(transport_.seen().empty());
}

TEST_F(GetterTest, TheTimeLimit) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  for (const char* good : {"1", "3600"}) {
    environment_.set("NGC_HELM_TIMEOUT", good);
    EXPECT_EQ(get("ngc://acme"), 0) << good;
  }
  for (const char* bad : {"0", "-1", "3601", "5s", "1.5", "99999999999"}) {
    environment_.set("NGC_HELM_TIMEOUT", bad);
    EXPECT_EQ(get("ngc://acme"), 1) << bad;
    EXPECT_THAT(err_, HasSubstr("NGC_HELM_TIMEOUT"));
  }
}

TEST_F(GetterTest, TheSourceOfTheKeyIsSaidWhereHelmDebugs) {
  transport_.get(kHost + "acme/index.yaml", answer(200, "entries: {}"));
  environment_.set("HELM_DEBUG", "true");
  EXPECT_EQ(get("ngc://acme"), 0);
  EXPECT_THAT(err_, HasSubstr(kHost + "acme/index.yaml with NGC_API_KEY"));
  EXPECT_THAT(err_, Not(HasSubstr("MARKED")));
  environment_.set("HELM_DEBUG", "false");
  EXPECT_EQ(get("ngc://acme"), 0);
  EXPECT_THAT(err_, IsEmpty());
}

TEST_F(GetterTest, NothingOfTheServiceReachesTheTerminalRaw) {
  transport_.get(kHost + "acme/index.yaml", answer(403, "{\"error\":\"\\u001b[31mred\\nline nvapi-MARKED\"}"));
  EXPECT_EQ(get("ngc://acme"), 1);
  EXPECT_EQ(err_.find('\x1b'), std::string::npos);
  EXPECT_EQ(lines_of_err(), 1);
  EXPECT_THAT(err_, Not(HasSubstr("MARKED")));
}

TEST_F(GetterTest, OneRunOfHelmAsksForAnIndexOnce) {
  run_ = "12.34";
  chart("chart", "chart");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(get("ngc://acme"), 0);
    EXPECT_EQ(get("ngc://acme/charts/x-1.tgz"), 0);
  }
  const auto urls = transport_.urls();
  EXPECT_EQ(std::count(urls.begin(), urls.end(), kHost + "acme/index.yaml"), 1);
}

}  // namespace
}  // namespace ngcs::helm_ngc
