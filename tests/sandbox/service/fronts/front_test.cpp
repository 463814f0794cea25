#include "service/fronts/front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>

#include "service/test_support/tls.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using testing::HasSubstr;

// Answers everything with twenty bytes and, at /challenge, with a challenge; remembers what bodies came.
class EchoSite final : public Site {
 public:
  void handle(Exchange& exchange) override {
    if (exchange.raw_path() == "/challenge") {
      exchange.response.set_header("WWW-Authenticate", R"(Bearer realm="https://nvcr.io/proxy_auth",scope="")");
      exchange.answer(401, "refused", "text/plain");
      return;
    }
    if (exchange.raw_path() == "/ignore") return exchange.answer(200, "ignored", "text/plain");
    const auto body = exchange.read_body(1 << 20).value_or("too large");
    ++bodies;
    exchange.answer(200, body.empty() ? "01234567890123456789" : body, "text/plain");
  }
  std::atomic<int> bodies = 0;
};

class FrontTest : public testing::Test {
 protected:
  FrontTest() {
    test::write_certificate(dir_.path() + "/nvcr.io", "the right one");
    test::write_certificate(dir_.path() + "/nvcr.io.expired", "the expired one");
    use("");
    EXPECT_TRUE(state_.log().open(log_path()));
    auto front = Front::start(state_, site_, {"nvcr.io", "127.0.0.1", 0, dir_.path(), "nvcr.io"});
    EXPECT_TRUE(front) << front.error().message;
    front_ = std::move(*front);
  }
  ~FrontTest() override { state_.stop(); }

  void use(const std::string& faults) {
    state_.set_world(
        test::parse_or_fail(R"({"schema":"ngc-world/1","orgs":[{"name":"acme"}],"faults":[)" + faults +
                            R"(],"keys":[{"id":"svc","value":"nvapi-front-test","kind":"service","org":"acme"}]})"));
  }
  std::unique_ptr<httplib::SSLClient> client() {
    auto result = std::make_unique<httplib::SSLClient>("127.0.0.1", front_->port());
    result->enable_server_certificate_verification(false);
    result->set_connection_timeout(2);
    result->set_read_timeout(5);
    return result;
  }
  httplib::Result get(const std::string& path) { return client()->Get(path); }
  std::string log_path() { return dir_.path() + "/log.jsonl"; }
  std::string log() {
    std::ifstream file(log_path());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  test::TempDir dir_;
  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  EchoSite site_;
  std::unique_ptr<Front> front_;
};

TEST_F(FrontTest, ServesOverTlsAndLogsEachRequest) {
  const auto one = client();
  one->set_keep_alive(true);
  one->set_default_headers({{"Authorization", "Bearer nvapi-front-test"}});
  for (int i = 0; i < 3; ++i) {
    const auto answer = one->Get("/x/y?q=nvapi-front-test");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "01234567890123456789");
    EXPECT_EQ(answer->get_header_value("Date"), "Wed, 18 Nov 2026 11:06:40 GMT");
  }
  ASSERT_TRUE(one->Get("/nvapi-front-test"));
  const std::string line = R"({"t":"2026-11-18T11:06:40Z","host":"nvcr.io","method":"GET","path":"/x/y",)"
                           R"("credential":"svc","form":"key","status":200})";
  EXPECT_EQ(log(), line + "\n" + line + "\n" + line + "\n" +
                       R"({"t":"2026-11-18T11:06:40Z","host":"nvcr.io","method":"GET","path":"/[key]",)"
                       R"("credential":"svc","form":"key","status":200})"
                       "\n");
}

TEST_F(FrontTest, TakesBodiesOfEveryKindAndKeepsTheConnection) {
  const auto one = client();
  one->set_keep_alive(true);
  const std::string body(300000, 'b');
  EXPECT_EQ(one->Put("/", body, "text/plain")->body, body);
  EXPECT_EQ(one->Patch(
                   "/",
                   [&](std::size_t, httplib::DataSink& sink) {
                     sink.write(body.data(), body.size());
                     sink.write("end", 3);
                     sink.done();
                     return true;
                   },
                   "application/octet-stream")
                ->body,
            body + "end");
  EXPECT_EQ(one->Post("/ignore", body, "text/plain")->body, "ignored")
      << "a body nobody reads does not stay in the way";
  EXPECT_EQ(one->Post("/", std::string(2 << 20, 'x'), "text/plain")->body, "too large");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(one->Post("/")->status, 200);
  EXPECT_EQ(one->Delete("/")->status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3)) << "no waiting for a body";
  const auto head = one->Head("/");
  EXPECT_EQ(head->get_header_value("Content-Length"), "20");
}

TEST_F(FrontTest, StatusFaultsAreCountedAndBoundToAPath) {
  use(R"({"host":"nvcr.io","kind":"status","status":503,"retryAfter":7,"path":"/v2/","times":2},
         {"host":"api.ngc.nvidia.com","kind":"status","status":500})");
  EXPECT_EQ(get("/other")->status, 200);
  for (int i = 0; i < 2; ++i) {
    const auto answer = get("/v2/x");
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->get_header_value("Retry-After"), "7");
    EXPECT_FALSE(answer->has_header("WWW-Authenticate"));
    EXPECT_THAT(answer->body, HasSubstr("requestStatus"));
  }
  EXPECT_EQ(get("/v2/x")->status, 200);
  use(R"({"host":"nvcr.io","kind":"status","status":502,"body":"html"})");
  EXPECT_THAT(get("/")->body, HasSubstr("<title>502 Bad Gateway</title>"));
  use(R"({"host":"nvcr.io","kind":"status","status":401,"body":"empty"})");
  EXPECT_EQ(get("/challenge")->body, "");
  EXPECT_FALSE(get("/challenge")->has_header("WWW-Authenticate"));
}

TEST_F(FrontTest, DelayWaitsWithTheAnswerOnly) {
  use(R"({"host":"nvcr.io","kind":"delay","seconds":0.4,"times":1})");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(get("/")->status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(400));
}

TEST_F(FrontTest, RedirectRealmAndContentType) {
  use(R"({"host":"nvcr.io","kind":"redirect","location":"https://foreign.example/x","path":"/r"},
         {"host":"nvcr.io","kind":"foreignRealm","realm":"https://foreign.example/token","times":1},
         {"host":"nvcr.io","kind":"wrongContentType","path":"/t"})");
  EXPECT_EQ(get("/r")->status, 302);
  EXPECT_EQ(get("/r")->get_header_value("Location"), "https://foreign.example/x");
  EXPECT_EQ(get("/t")->get_header_value("Content-Type"), "application/octet-stream");
  EXPECT_EQ(get("/t")->body, "01234567890123456789");
  EXPECT_EQ(get("/challenge")->get_header_value("WWW-Authenticate"),
            R"(Bearer realm="https://foreign.example/token",scope="")");
  EXPECT_EQ(get("/challenge")->get_header_value("WWW-Authenticate"),
            R"(Bearer realm="https://nvcr.io/proxy_auth",scope="")");
}

TEST_F(FrontTest, TruncatePromisesMoreThanItSends) {
  use(R"({"host":"nvcr.io","kind":"truncate","times":1})");
  std::string received;
  std::string promised;
  const auto answer = client()->Get(
      "/",
      [&](const httplib::Response& response) {
        promised = response.get_header_value("Content-Length");
        return true;
      },
      [&](const char* data, std::size_t size) {
        received.append(data, size);
        return true;
      });
  EXPECT_FALSE(answer);
  EXPECT_EQ(promised, "20");
  EXPECT_EQ(received, "0123456789");
  EXPECT_EQ(get("/")->body.size(), 20U);
}

TEST_F(FrontTest, ClockShiftsTheDate) {
  use(R"({"host":"nvcr.io","kind":"clock","seconds":-86400})");
  EXPECT_EQ(get("/")->get_header_value("Date"), "Tue, 17 Nov 2026 11:06:40 GMT");
}

TEST_F(FrontTest, ResetEndsTheConnection) {
  use(R"({"host":"nvcr.io","kind":"reset","times":1})");
  EXPECT_FALSE(get("/"));
  EXPECT_EQ(log(), "") << "nothing was asked yet";
  EXPECT_EQ(get("/")->status, 200);
  use(R"({"host":"nvcr.io","kind":"reset","path":"/late"})");
  EXPECT_EQ(get("/")->status, 200);
  EXPECT_FALSE(get("/late"));
  EXPECT_THAT(log(), HasSubstr(R"("path":"/late","credential":"none","form":"none","status":0)"));
}

TEST_F(FrontTest, ResetHalfWayThroughARequestOrAnAnswer) {
  use(R"({"host":"nvcr.io","kind":"reset","path":"/up","method":"POST","afterBytes":1000,"times":1},
         {"host":"nvcr.io","kind":"reset","path":"/down","afterBytes":5,"times":1})");
  EXPECT_EQ(get("/up")->status, 200) << "another method";
  EXPECT_FALSE(client()->Post("/up", std::string(300000, 'b'), "text/plain"));
  EXPECT_EQ(site_.bodies, 1) << "only of the first request";
  std::string received;
  EXPECT_FALSE(client()->Get("/down", [&](const char* data, std::size_t size) {
    received.append(data, size);
    return true;
  }));
  EXPECT_EQ(received, "01234");
  EXPECT_EQ(get("/down")->status, 200);
}

TEST_F(FrontTest, ALostAnswerLeavesTheDeed) {
  use(R"({"host":"nvcr.io","kind":"lostAnswer","path":"/do","method":"POST","times":1})");
  EXPECT_FALSE(client()->Post("/do", "something", "text/plain"));
  EXPECT_EQ(site_.bodies, 1);
  EXPECT_THAT(log(), HasSubstr(R"("path":"/do","credential":"none","form":"none","status":0)"));
  EXPECT_EQ(client()->Post("/do", "something", "text/plain")->status, 200);
}

TEST_F(FrontTest, SlowAnswersArriveWhole) {
  use(R"({"host":"nvcr.io","kind":"slow","bytesPerSecond":40})");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(get("/")->body, "01234567890123456789");
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(450));
}

TEST_F(FrontTest, BlackholeDropsNewConnectionsAndLetsGo) {
  ASSERT_TRUE(get("/"));
  front_->set_blackhole(true);
  const auto dropped = get("/");
  EXPECT_FALSE(dropped);
  EXPECT_EQ(dropped.error(), httplib::Error::ConnectionTimeout) << "no answer at all, not a refusal";
  front_->set_blackhole(false);
  EXPECT_TRUE(get("/"));
}

TEST_F(FrontTest, ConnectionsOfTheOldWorldDoNotBypassAFaultOfTheNewOne) {
  const auto one = client();
  one->set_keep_alive(true);
  ASSERT_TRUE(one->Get("/"));
  use(R"({"host":"nvcr.io","kind":"status","status":503})");
  EXPECT_EQ(one->Get("/")->status, 503) << "faults of answers need no new connection";
  use(R"({"host":"nvcr.io","kind":"certificate","problem":"expired"})");
  EXPECT_FALSE(one->Get("/"));
  use("");
  EXPECT_TRUE(one->Get("/"));
}

std::string subject_seen(int port) {
  const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &::SSL_CTX_free);
  const std::unique_ptr<BIO, decltype(&::BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &::BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_handshake(bio.get()) != 1) return "no handshake";
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  const std::unique_ptr<X509, decltype(&::X509_free)> peer(SSL_get1_peer_certificate(ssl), &::X509_free);
  char name[128] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name, sizeof name);
  return name;
}

TEST_F(FrontTest, CertificateFaultShowsAnotherOne) {
  EXPECT_EQ(subject_seen(front_->port()), "the right one");
  use(R"({"host":"nvcr.io","kind":"certificate","problem":"expired","times":1})");
  EXPECT_EQ(subject_seen(front_->port()), "the expired one");
  EXPECT_EQ(subject_seen(front_->port()), "the right one");
}

TEST_F(FrontTest, RefusesToStartWithoutItsCertificate) {
  EXPECT_FALSE(Front::start(state_, site_, {"nvcr.io", "127.0.0.1", 0, dir_.path(), "missing"}));
}

}  // namespace
}  // namespace ngcs::sandbox
