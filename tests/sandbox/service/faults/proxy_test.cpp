#include "service/faults/proxy.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "service/test_support/tls.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

base::UniqueFd connect_local(int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  return fd;
}

std::string read_some(int fd) {
  std::array<char, 4096> piece{};
  const ssize_t count = ::read(fd, piece.data(), piece.size());
  return count > 0 ? std::string(piece.data(), static_cast<std::size_t>(count)) : "";
}

class ProxyTest : public testing::Test {
 protected:
  ProxyTest() {
    state_.set_world(test::parse_or_fail(
        R"({"schema":"ngc-world/1","orgs":[{"name":"a"}],
            "keys":[{"id":"svc","value":"nvapi-proxy-test","kind":"service","org":"a"}],
            "faults":[{"host":"nvcr.io","kind":"proxy","status":407,"times":1},
                      {"host":"api.ngc.nvidia.com","kind":"proxy","status":403}]})"));
    EXPECT_TRUE(state_.log().open(log_path()));
    auto proxy = Proxy::start(state_, "127.0.0.1", 0);
    EXPECT_TRUE(proxy);
    proxy_ = std::move(*proxy);
  }
  std::string log_path() { return dir_.path() + "/log.jsonl"; }
  std::string ask(const std::string& head) {
    const auto fd = connect_local(proxy_->port());
    EXPECT_TRUE(base::write_all(fd.get(), head));
    return read_some(fd.get());
  }
  std::string log() {
    std::ifstream file(log_path());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  test::TempDir dir_;
  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  std::unique_ptr<Proxy> proxy_;
};

TEST_F(ProxyTest, RefusesAsTheWorldSays) {
  EXPECT_THAT(ask("CONNECT api.ngc.nvidia.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 403 Forbidden"));
  const auto first = ask("CONNECT NVCR.io:443 HTTP/1.1\r\nProxy-Authorization: nvapi-proxy-test\r\n\r\n");
  EXPECT_THAT(first, StartsWith("HTTP/1.1 407"));
  EXPECT_THAT(first, HasSubstr("Proxy-Authenticate: Basic"));
  EXPECT_THAT(log(), HasSubstr(R"("host":"proxy","method":"CONNECT","path":"nvcr.io:443","credential":"svc",)"
                               R"("form":"key","status":407)"));
  EXPECT_THAT(log(), testing::Not(HasSubstr("nvapi-proxy-test")));
  EXPECT_THAT(ask("GET http://nvcr.io/ HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(ask("CONNECT no-such-name.invalid:443 HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 502"));
}

TEST_F(ProxyTest, TunnelsTheRest) {
  const base::UniqueFd server(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  auto* any = reinterpret_cast<sockaddr*>(&name);
  ASSERT_EQ(::bind(server.get(), any, size), 0);
  ASSERT_EQ(::listen(server.get(), 1), 0);
  ASSERT_EQ(::getsockname(server.get(), any, &size), 0);
  std::thread peer([&] {
    const base::UniqueFd fd(::accept(server.get(), nullptr, nullptr));
    const auto question = read_some(fd.get());
    static_cast<void>(base::write_all(fd.get(), "you said " + question).has_value());
  });
  const auto fd = connect_local(proxy_->port());
  ASSERT_TRUE(
      base::write_all(fd.get(), "CONNECT 127.0.0.1:" + std::to_string(ntohs(name.sin_port)) + " HTTP/1.1\r\n\r\n"));
  EXPECT_THAT(read_some(fd.get()), StartsWith("HTTP/1.1 200"));
  ASSERT_TRUE(base::write_all(fd.get(), "hello"));
  EXPECT_EQ(read_some(fd.get()), "you said hello");
  peer.join();
}

TEST(ParseConnect, TakesHostAndPort) {
  EXPECT_EQ(parse_connect("CONNECT Nvcr.io:443 HTTP/1.1\r\n\r\n").host, "nvcr.io");
  EXPECT_EQ(parse_connect("CONNECT nvcr.io:443 HTTP/1.1\r\n\r\n").port, "443");
  for (const char* bad : {"", "GET / HTTP/1.1\r\n\r\n", "CONNECT nvcr.io HTTP/1.1\r\n\r\n", "CONNECT :443 HTTP/1.1",
                          "CONNECT nvcr.io:x HTTP/1.1", "CONNECT nvcr.io: HTTP/1.1", "CONNECT nvcr.io:443"}) {
    EXPECT_EQ(parse_connect(bad).host, "") << bad;
  }
}

}  // namespace
}  // namespace ngcs::sandbox
