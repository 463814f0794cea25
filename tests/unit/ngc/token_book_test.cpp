// Tokens that several threads share, and requests that write.
#include "ngc/token_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "fake_transport.h"
#include "ngc/registry_session.h"

namespace ngcs::ngc {
namespace {

using http::Method;
using testing::HasSubstr;

const std::string kScope = "repository:acme/app:pull,push";

class TokenBookTest : public testing::Test {
 protected:
  TokenBookTest() {
    transport_.get("https://nvcr.io/v2/", test::challenge());
    transport_.on(Method::kGet, "https://nvcr.io/proxy_auth",
                  [this](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
                    asked_ = seen.url;
                    return test::json_answer(200,
                                             R"({"token":"t)" + std::to_string(++tokens_) + R"(","expires_in":300})");
                  });
  }
  test::FakeTransport transport_;
  base::FixedClock clock_{1767225600};
  secret::SecretString key_{"KEY"};
  std::string asked_;
  int tokens_ = 0;
};

TEST_F(TokenBookTest, ARefusedTokenIsDroppedOnce) {
  TokenBook book(clock_, &key_);
  const auto first = book.obtain(transport_, kScope);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->remembered);
  EXPECT_TRUE(book.obtain(transport_, kScope)->remembered);
  book.drop(kScope, first->token);
  const auto second = book.obtain(transport_, kScope);
  EXPECT_FALSE(second->remembered);
  book.drop(kScope, first->token);  // another thread, which still held the old one
  EXPECT_EQ(book.obtain(transport_, kScope)->token, second->token);
  EXPECT_EQ(tokens_, 2);
}

TEST_F(TokenBookTest, SeveralScopesStandInAParameterEach) {
  TokenBook book(clock_, &key_);
  ASSERT_TRUE(book.obtain(transport_, kScope + " repository:other/app:pull"));
  EXPECT_THAT(asked_, HasSubstr("scope=repository%3Aacme%2Fapp%3Apull%2Cpush&scope=repository%3Aother%2Fapp%3Apull"));
}

TEST_F(TokenBookTest, ATokenGoesToTheRegistryAndToNoOtherPlace) {
  RegistrySession session(transport_, clock_, &key_);
  transport_.on(Method::kPut, "https://nvcr.io/v2/acme/app/blobs/uploads/1", test::answer(201));
  transport_.on(Method::kPut, "https://storage.example/1", test::answer(201));
  http::Request request;
  request.method = Method::kPut;
  request.body = "x";
  ASSERT_TRUE(session.send(kScope, "acme/app", "blobs/uploads/1", request));
  EXPECT_EQ(transport_.seen().back().secret, "t1");
  ASSERT_TRUE(session.send_to(kScope, *http::Url::parse("https://storage.example/1"), request));
  EXPECT_EQ(transport_.seen().back().form, "none");
  const auto before = transport_.seen().size();
  EXPECT_FALSE(session.send_to(kScope, *http::Url::parse("https://203.0.113.1/1"), request));
  EXPECT_EQ(transport_.seen().size(), before);
}

TEST_F(TokenBookTest, A401ToARememberedTokenIsAskedAgainWithANewOneButNotForAStream) {
  RegistrySession session(transport_, clock_, &key_);
  const std::string url = "https://nvcr.io/v2/acme/app/blobs/uploads/1";
  transport_.on(Method::kPut, url, [](const test::FakeTransport::Seen& seen) -> base::Result<http::Response> {
    return seen.secret == "t1" ? test::challenge() : test::answer(201);
  });
  http::Request request;
  request.method = Method::kPut;
  request.body = "x";
  EXPECT_EQ(session.send(kScope, "acme/app", "blobs/uploads/1", request)->status, 401)
      << "a fresh one is not the cause";
  EXPECT_EQ(session.send(kScope, "acme/app", "blobs/uploads/1", request)->status, 201);

  tokens_ = 0;
  RegistrySession other(transport_, clock_, &key_);
  ASSERT_TRUE(other.token("acme/app", "pull,push"));
  int reads = 0;
  const http::BodySource source{.size = 1, .read = [&](char* into, std::size_t) -> base::Result<std::size_t> {
                                  ++reads;
                                  *into = 'x';
                                  return std::size_t{1};
                                }};
  request.body = {};
  request.body_source = &source;
  EXPECT_EQ(other.send(kScope, "acme/app", "blobs/uploads/1", request)->status, 401);
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(other.send(kScope, "acme/app", "blobs/uploads/1", request)->status, 201) << "the next call has a new token";
}

}  // namespace
}  // namespace ngcs::ngc
