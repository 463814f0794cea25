#include "http/redirect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"

namespace ngcs::http {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::FakeTransport;
using testing::ElementsAre;

Response to(const char* location, int status = 307) { return answer(status, {}, {{"Location", location}}); }

std::vector<std::string> forms(const FakeTransport& transport) {
  std::vector<std::string> list;
  for (const auto& seen : transport.seen()) list.push_back(seen.form);
  return list;
}

Request with_key(const SecretString& key, Credential::Form form = Credential::Form::kBearer) {
  Request request;
  request.url = "https://nvcr.io/a";
  request.credential = Credential{form, form == Credential::Form::kBasic ? "$oauthtoken" : "", &key};
  return request;
}

TEST(Redirects, TheKeyStaysBehindAtAnyOtherPlace) {
  const SecretString key("nvapi-MARKED");
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const char* place : {"https://layers.nvcr.io/b", "https://evil.example/b", "https://nvcr.io:8443/b",
                              // another member of the key hosts is another place too
                              "https://authn.nvidia.com/b"}) {
      for (const Credential::Form form : {Credential::Form::kBasic, Credential::Form::kBearer}) {
        FakeTransport transport;
        transport.get("https://nvcr.io/a", to(place, status));
        transport.get(place, answer(200, "blob"));
        const auto response = send_following(transport, with_key(key, form));
        ASSERT_TRUE(response) << place;
        EXPECT_EQ(response->body, "blob");
        ASSERT_EQ(transport.seen().size(), 2U);
        EXPECT_EQ(transport.seen()[1].form, "none") << place;
        EXPECT_EQ(transport.seen()[1].secret, "");
      }
    }
  }
}

TEST(Redirects, SameOriginOnceWithTheKey) {
  const SecretString key("nvapi-MARKED");
  FakeTransport transport;
  transport.get("https://nvcr.io/a", to("/b"));
  transport.get("https://nvcr.io/b", to("https://NVCR.IO.:443/c"));
  transport.get("https://nvcr.io/c", answer(200));
  ASSERT_TRUE(send_following(transport, with_key(key)));
  EXPECT_THAT(forms(transport), ElementsAre("bearer", "bearer", "none"));
}

TEST(Redirects, AKeyLeftBehindNeverComesBack) {
  const SecretString key("nvapi-MARKED");
  FakeTransport transport;
  transport.get("https://nvcr.io/a", to("https://evil.example/b"));
  transport.get("https://evil.example/b", to("https://nvcr.io/c"));
  transport.get("https://nvcr.io/c", answer(200));
  ASSERT_TRUE(send_following(transport, with_key(key)));
  EXPECT_THAT(forms(transport), ElementsAre("bearer", "none", "none"));
}

TEST(Redirects, ThreeHopsAtMost) {
  FakeTransport transport;
  transport.get("https://nvcr.io/a", to("https://nvcr.io/a"));
  Request request;
  request.url = "https://nvcr.io/a";
  const auto response = send_following(transport, request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::kUnexpected);
  EXPECT_EQ(transport.seen().size(), 4U);
}

TEST(Redirects, UnusablePlacesAreErrors) {
  const SecretString key("nvapi-MARKED");
  for (const char* place :
       {"http://nvcr.io/b", "https://nvcr.io%2eevil.example/", "https://user@nvcr.io/", "https://127.0.0.1/b",
        "https://[::1]/b", "https://169.254.169.254/latest", "/b\r\nX: y", "file:///etc/passwd", ""}) {
    FakeTransport transport;
    transport.get("https://nvcr.io/a", to(place));
    const auto response = send_following(transport, with_key(key));
    ASSERT_FALSE(response) << place;
    EXPECT_EQ(response.error().code, Errc::kUnexpected) << place;
    EXPECT_EQ(transport.seen().size(), 1U);
  }
  FakeTransport transport;
  transport.get("https://nvcr.io/a", answer(302, {}, {{"Location", "/b"}, {"Location", "/c"}}));
  EXPECT_FALSE(send_following(transport, with_key(key)));
}

TEST(Redirects, OnlyGetAndHeadAreFollowed) {
  const SecretString key("nvapi-MARKED");
  FakeTransport transport;
  transport.on(Method::kPost, "https://api.ngc.nvidia.com/v3/keys/get-caller-info", to("https://evil.example/"));
  Request request;
  request.method = Method::kPost;
  request.url = "https://api.ngc.nvidia.com/v3/keys/get-caller-info";
  request.secret_body = &key;
  const auto response = send_following(transport, request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST(Redirects, OtherStatusesAreTheAnswer) {
  FakeTransport transport;
  transport.get("https://nvcr.io/a", answer(304, {}, {{"Location", "/b"}}));
  Request request;
  request.url = "https://nvcr.io/a";
  EXPECT_EQ(send_following(transport, request)->status, 304);
}

}  // namespace
}  // namespace ngcs::http
