// The transport against real TLS on loopback. Keys cannot go there (wrong host, wrong port), which is tested as well;
// key-bearing requests to the real names are the sandbox's stories.
#include "http/curl_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "raw_tls_server.h"

namespace ngcs::http {
namespace {

using base::Errc;
using secret::SecretString;
using test::CertificateOptions;
using test::RawTlsServer;
using testing::HasSubstr;
using testing::Not;

class CurlTransport : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      ::unsetenv(name);
    }
  }
  void TearDown() override { SetUp(); }

  static base::Result<Response> send(const RawTlsServer& server, const Request& request) {
    return make_curl_transport({server.ca_file()})->send(request);
  }
  static Request get(const RawTlsServer& server) {
    Request request;
    request.url = server.url();
    request.retry = false;
    request.connect_timeout_ms = 5000;
    request.total_timeout_ms = 10000;
    return request;
  }
  static base::Result<Response> ask(const std::string& bytes) {
    const auto server = RawTlsServer::saying(bytes);
    return send(*server, get(*server));
  }
};

TEST_F(CurlTransport, GetsAnAnswer) {
  const auto server = RawTlsServer::saying(
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"x\"\r\nWWW-Authenticate: Basic\r\n"
      "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
  Request request = get(*server);
  request.url = server->url("/v2/?a=b");
  request.headers.push_back({"Accept", "application/json"});
  const auto response = send(*server, request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 401);
  EXPECT_EQ(response->body, "<html>");
  EXPECT_EQ(response->content_type, "text/html");
  EXPECT_EQ(response->all("www-authenticate").size(), 2U);
  EXPECT_EQ(response->tries, 1);
  const std::string seen = server->requests().at(0);
  EXPECT_THAT(seen, HasSubstr("GET /v2/?a=b HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Accept: application/json\r\n"));
  EXPECT_THAT(seen, HasSubstr("User-Agent: ngc-auth/"));
  EXPECT_THAT(seen, Not(HasSubstr("Authorization")));
  EXPECT_THAT(seen, Not(HasSubstr("Cookie")));
  EXPECT_THAT(seen, Not(HasSubstr("Accept-Encoding")));
}

TEST_F(CurlTransport, SendsABody) {
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  Request request = get(*server);
  request.method = Method::kPost;
  request.body = "{\"a\":1}";
  request.content_type = "application/json";
  ASSERT_TRUE(send(*server, request));
  const std::string seen = server->requests().at(0);
  EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

// Gives `text` in pieces of at most 7 bytes.
BodySource in_pieces(std::string_view text, std::uint64_t declared) {
  auto at = std::make_shared<std::size_t>(0);
  return {.size = declared, .read = [text, at](char* into, std::size_t room) -> base::Result<std::size_t> {
            const std::size_t count = std::min({room, std::size_t{7}, text.size() - *at});
            text.copy(into, count, *at);
            *at += count;
            return count;
          }};
}

TEST_F(CurlTransport, SendsABodyPieceByPiece) {
  const auto server = RawTlsServer::saying("HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n{\"saved\":true}");
  const BodySource source = in_pieces("all of the bytes of a chart", 27);
  Request request = get(*server);
  request.method = Method::kPost;
  request.body_source = &source;
  request.content_type = "application/gzip";
  const auto response = send(*server, request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  const std::string seen = server->requests().at(0);
  EXPECT_THAT(seen, HasSubstr("POST /"));
  EXPECT_THAT(seen, HasSubstr("Content-Length: 27\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\nall of the bytes of a chart"));
}

TEST_F(CurlTransport, ABodyThatEndsEarlyOrFailsIsNoRequest) {
  const auto server = RawTlsServer::saying("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  Request request = get(*server);
  request.method = Method::kPost;
  const BodySource shorter = in_pieces("short", 27);
  request.body_source = &shorter;
  auto response = send(*server, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kIo);
  const BodySource broken{.size = 3, .read = [](char*, std::size_t) -> base::Result<std::size_t> {
                            return base::Error(Errc::kPermission, "the disk is gone");
                          }};
  request.body_source = &broken;
  response = send(*server, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kPermission);
}

TEST_F(CurlTransport, ABodySourceIsNeverSentAgain) {
  const auto server =
      RawTlsServer::saying("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
  const BodySource source = in_pieces("x", 1);
  Request request = get(*server);
  request.method = Method::kPost;
  request.body_source = &source;
  request.retry = true;
  request.repeatable = true;
  const auto response = send(*server, request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->tries, 1);
}

TEST_F(CurlTransport, NeverSendsAKeyToThisServer) {
  const SecretString key("nvapi-MARKED");
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  for (const Credential::Form form : {Credential::Form::kBasic, Credential::Form::kBearer}) {
    Request request = get(*server);
    request.credential = Credential{form, "$oauthtoken", &key};
    const auto response = send(*server, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::kForbiddenHost);
    // Right name, wrong port: refused before any name is resolved.
    request.url = "https://nvcr.io:" + std::to_string(server->port()) + "/";
    EXPECT_EQ(send(*server, request).error().code, Errc::kForbiddenHost);
  }
  Request request = get(*server);
  request.method = Method::kPost;
  request.secret_body = &key;
  EXPECT_EQ(send(*server, request).error().code, Errc::kForbiddenHost);
  EXPECT_TRUE(server->requests().empty());
}

TEST_F(CurlTransport, AHeaderCannotBeInjected) {
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  Request request = get(*server);
  request.headers.push_back({"Accept", "x\r\nX-Injected: 1"});
  EXPECT_EQ(send(*server, request).error().code, Errc::kInvalidInput);
  EXPECT_TRUE(server->requests().empty());
}

TEST_F(CurlTransport, DoesNotFollowRedirects) {
  const auto response =
      ask("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(response->first("location"), "https://evil.example/");
}

TEST_F(CurlTransport, AnEndlessChunkedBodyIsCut) {
  std::size_t sent = 0;
  RawTlsServer server([&](const std::string&, RawTlsServer::Connection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
    while (connection.write(chunk)) sent += chunk.size();
  });
  Request request = get(server);
  request.max_body = 100 * 1024;
  const auto response = send(server, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kTooLarge);
}

TEST_F(CurlTransport, ADeclaredLengthAboveTheCapIsCut) {
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx");
  Request request = get(*server);
  request.max_body = 1000;
  EXPECT_EQ(send(*server, request).error().code, Errc::kTooLarge);
}

TEST_F(CurlTransport, EndlessHeadersAreCut) {
  RawTlsServer server([](const std::string&, RawTlsServer::Connection& connection) {
    connection.write("HTTP/1.1 200 OK\r\n");
    while (connection.write("X-Header: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  EXPECT_EQ(send(server, get(server)).error().code, Errc::kTooLarge);
}

TEST_F(CurlTransport, EndlessInterimAnswersAreCut) {
  RawTlsServer server([](const std::string&, RawTlsServer::Connection& connection) {
    while (connection.write("HTTP/1.1 102 Processing\r\n\r\n")) {
    }
  });
  EXPECT_EQ(send(server, get(server)).error().code, Errc::kTooLarge);
}

TEST_F(CurlTransport, AFewInterimAnswersAreFine) {
  std::string bytes;
  for (int i = 0; i < 20; ++i) bytes += "HTTP/1.1 102 Processing\r\nX-Interim: 1\r\n\r\n";
  const auto response = ask(bytes + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->first("X-Interim"), std::nullopt);
  EXPECT_EQ(response->body, "ok");
}

TEST_F(CurlTransport, CompressedBodiesArePassedAsTheyAre) {
  const auto response = ask("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "\x1f\x8b\x08\x01");
}

TEST_F(CurlTransport, WhatIsNoHttpIsBroken) {
  for (const char* bytes : {"hello there, this is HTTP/0.9\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    const auto response = ask(bytes);
    ASSERT_FALSE(response) << bytes;
    EXPECT_EQ(response.error().code, Errc::kNetwork);
    EXPECT_EQ(response.error().detail, kBroken) << response.error().message;
  }
}

TEST_F(CurlTransport, ABodyThatBreaksOffIsBroken) {
  for (const char* bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf"}) {
    const auto response = ask(bytes);
    ASSERT_FALSE(response) << bytes;
    EXPECT_EQ(response.error().code, Errc::kNetwork);
    EXPECT_EQ(response.error().detail, kBroken) << response.error().message;
  }
}

TEST_F(CurlTransport, NoAnswerIsNoAnswer) {
  const auto response = ask("");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kNetwork);
  EXPECT_EQ(response.error().detail, kNoAnswer) << response.error().message;
}

TEST_F(CurlTransport, SilenceEndsAtTheDeadline) {
  RawTlsServer server([](const std::string&, RawTlsServer::Connection& connection) { connection.pause(20000); });
  Request request = get(server);
  request.total_timeout_ms = 700;
  const auto response = send(server, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kService);
  EXPECT_EQ(response.error().detail, kNoAnswer);
}

TEST_F(CurlTransport, ASlowDripEndsAtTheDeadline) {
  RawTlsServer server([](const std::string&, RawTlsServer::Connection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (connection.write("x") && connection.pause(40)) {
    }
  });
  Request request = get(server);
  request.total_timeout_ms = 700;
  const auto response = send(server, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kService);
  EXPECT_EQ(response.error().detail, kBroken);
}

TEST_F(CurlTransport, RetriesAndReportsTries) {
  int calls = 0;
  RawTlsServer server([&](const std::string&, RawTlsServer::Connection& connection) {
    connection.write(++calls < 3 ? "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
                                 : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  Request request = get(server);
  request.retry = true;
  std::string streamed;
  request.sink = [&](std::string_view piece) {
    streamed += piece;
    return true;
  };
  const auto response = send(server, request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->tries, 3);
  EXPECT_EQ(streamed, "ok");
  EXPECT_EQ(response->body, "");
}

TEST_F(CurlTransport, AnEndedSinkIsNoError) {
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhead");
  Request request = get(*server);
  request.sink = [](std::string_view) { return false; };
  const auto response = send(*server, request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
}

TEST_F(CurlTransport, CertificatesAreChecked) {
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  struct Case {
    const char* name;
    CertificateOptions certificate;
    bool trusted;
    NetworkDetail detail;
  };
  for (const Case& one : {Case{"untrusted", {}, false, kCertificate},
                          Case{"wrong name", {"nvcr.io", -3600, 3600}, true, kCertificateName},
                          Case{"expired", {"localhost", -7200, -3600}, true, kCertificateExpired},
                          Case{"not yet valid", {"localhost", 3600, 7200}, true, kCertificateExpired}}) {
    const auto server = RawTlsServer::saying(ok, one.certificate);
    const auto transport = make_curl_transport(one.trusted ? TransportOptions{server->ca_file()} : TransportOptions{});
    const auto response = transport->send(get(*server));
    ASSERT_FALSE(response) << one.name;
    EXPECT_EQ(response.error().code, Errc::kNetwork) << one.name;
    EXPECT_EQ(response.error().detail, one.detail) << one.name << ": " << response.error().message;
    EXPECT_TRUE(server->requests().empty()) << one.name;
  }
}

// A plain TCP listener on loopback that answers every connection with fixed bytes: a proxy, or something that is no
// TLS.
class PlainServer {
 public:
  explicit PlainServer(std::string bytes) : bytes_(std::move(bytes)) {
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_.get(), 16), 0);
    EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      while (!stop_) {
        pollfd waiting{listener_.get(), POLLIN, 0};
        if (::poll(&waiting, 1, 20) != 1) continue;
        const base::UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        std::array<char, 8192> buffer{};
        const auto got = ::recv(client.get(), buffer.data(), buffer.size(), 0);
        if (got > 0) seen_.append(buffer.data(), static_cast<std::size_t>(got));
        (void)::send(client.get(), bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
      }
    });
  }
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;
  ~PlainServer() { stop(); }
  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const std::string& seen() const { return seen_; }  // after stop()

 private:
  std::string bytes_;
  base::UniqueFd listener_;
  int port_ = 0;
  std::atomic<bool> stop_ = false;
  std::string seen_;
  std::thread thread_;
};

Request to(const std::string& url) {
  Request request;
  request.url = url;
  request.retry = false;
  request.total_timeout_ms = 5000;
  return request;
}

TEST_F(CurlTransport, SomethingThatIsNoTls) {
  PlainServer server("HTTP/1.1 400 Bad Request\r\n\r\n");
  const auto response = make_curl_transport()->send(to("https://localhost:" + std::to_string(server.port()) + "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kNetwork);
  EXPECT_EQ(response.error().detail, kTls) << response.error().message;
}

TEST_F(CurlTransport, ARefusedConnection) {
  int port = 0;
  {
    PlainServer gone("");
    port = gone.port();
  }
  const auto response = make_curl_transport()->send(to("https://localhost:" + std::to_string(port) + "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kNetwork);
  EXPECT_EQ(response.error().detail, kConnect) << response.error().message;
}

// A key-bearing request through a proxy that refuses: it has to see CONNECT and nothing of the key.
TEST_F(CurlTransport, TheProxyNeverSeesTheKey) {
  const SecretString key("nvapi-MARKED");
  for (const auto& [status, detail] :
       {std::pair{"407 Proxy Authentication Required", kProxyLogin}, std::pair{"403 Forbidden", kProxyRefuses},
        std::pair{"502 Bad Gateway", kProxyRefuses}}) {
    PlainServer proxy(std::string("HTTP/1.1 ") + status +
                      "\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
    ::setenv("HTTPS_PROXY", ("http://localhost:" + std::to_string(proxy.port())).c_str(), 1);
    Request request = to("https://nvcr.io/v2/");
    request.credential = Credential{Credential::Form::kBasic, "$oauthtoken", &key};
    const auto response = make_curl_transport()->send(request);
    proxy.stop();
    ASSERT_FALSE(response) << status;
    EXPECT_EQ(response.error().code, Errc::kNetwork);
    EXPECT_EQ(response.error().detail, detail) << status << ": " << response.error().message;
    EXPECT_THAT(proxy.seen(), HasSubstr("CONNECT nvcr.io:443 HTTP/1.1\r\n"));
    EXPECT_THAT(proxy.seen(), Not(HasSubstr("Authorization")));
    EXPECT_THAT(proxy.seen(), Not(HasSubstr("MARKED")));
  }
}

TEST_F(CurlTransport, AProxyThatIsAway) {
  int port = 0;
  {
    PlainServer gone("");
    port = gone.port();
  }
  ::setenv("https_proxy", ("http://user:MARKED@localhost:" + std::to_string(port)).c_str(), 1);
  const auto response = make_curl_transport()->send(to("https://nvcr.io/v2/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().detail, kProxy) << response.error().message;
  EXPECT_THAT(response.error().message, Not(HasSubstr("MARKED")));
}

TEST_F(CurlTransport, AProxyThatClosesAfterConnect) {
  PlainServer proxy("HTTP/1.1 200 Connection established\r\n\r\n");
  ::setenv("HTTPS_PROXY", ("http://localhost:" + std::to_string(proxy.port())).c_str(), 1);
  const auto response = make_curl_transport()->send(to("https://nvcr.io/v2/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kNetwork);
  EXPECT_EQ(response.error().detail, kReset) << response.error().message;
}

TEST_F(CurlTransport, NoProxyIsObeyed) {
  ::setenv("HTTPS_PROXY", "http://localhost:9", 1);
  ::setenv("NO_PROXY", "localhost", 1);
  const auto server = RawTlsServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(send(*server, get(*server)));
}

TEST_F(CurlTransport, AProxySchemeThatIsNotSpoken) {
  ::setenv("all_proxy", "socks4://localhost:1080", 1);
  const auto response = make_curl_transport()->send(to("https://nvcr.io/v2/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kUnsupported);
}

}  // namespace
}  // namespace ngcs::http
