#include "http/proxy.h"

#include <gtest/gtest.h>

namespace ngcs::http {
namespace {

base::Result<std::optional<Proxy>> of(std::map<std::string, std::string, std::less<>> environment) {
  return proxy_of(base::MapEnvironment(std::move(environment)));
}

TEST(Proxy, NoneIsNoError) {
  const auto proxy = of({{"http_proxy", "http://other:1"}, {"HTTPS_PROXY", ""}});
  ASSERT_TRUE(proxy);
  EXPECT_FALSE(*proxy);
}

TEST(Proxy, FollowsTheOrderOfLibcurl) {
  const auto name = [](const auto& proxy) {
    return (*proxy)->variable + " " + (*proxy)->scheme + " " + (*proxy)->host;
  };
  EXPECT_EQ(name(of({{"ALL_PROXY", "https://d"}, {"all_proxy", "socks5h://c:1080"}})), "all_proxy socks5h c");
  EXPECT_EQ(name(of({{"HTTPS_PROXY", "b:3128"}, {"all_proxy", "http://c"}})), "HTTPS_PROXY http b");
  EXPECT_EQ(name(of({{"https_proxy", "HTTP://[::1]:3128/"}, {"HTTPS_PROXY", "b"}})), "https_proxy http [::1]");
}

TEST(Proxy, ItsUserAndPasswordAreNeverShown) {
  for (const char* value :
       {"http://user:MARK@proxy.example:3128", "user:MARK@proxy.example", "https://u:p@MARK@proxy.example/"}) {
    const auto proxy = of({{"HTTPS_PROXY", value}});
    ASSERT_TRUE(proxy && *proxy) << value;
    EXPECT_EQ((*proxy)->host, "proxy.example") << value;
  }
}

TEST(Proxy, OtherSchemesAreRefusedByTheNameOfTheVariable) {
  for (const char* value : {"socks5://u:MARK@p", "socks4://p", "socks4a://p", "ftp://p", "MARK://p"}) {
    const auto proxy = of({{"all_proxy", value}});
    ASSERT_FALSE(proxy) << value;
    EXPECT_EQ(proxy.error().code, base::Errc::kUnsupported);
    EXPECT_NE(proxy.error().message.find("all_proxy"), std::string::npos);
    EXPECT_EQ(proxy.error().message.find("MARK"), std::string::npos);
  }
}

}  // namespace
}  // namespace ngcs::http
