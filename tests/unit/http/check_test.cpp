// Where a key may go, and what may stand in a request.
#include "http/check.h"

#include <gtest/gtest.h>

namespace ngcs::http {
namespace {

using base::Errc;
using secret::SecretString;

constexpr std::string_view kKey = "nvapi-MARKED-test-key";

struct KeyForm {
  const char* name;
  bool body;
  Credential::Form form;
};
constexpr KeyForm kForms[] = {{"basic", false, Credential::Form::kBasic},
                              {"bearer", false, Credential::Form::kBearer},
                              {"body", true, Credential::Form::kBasic}};

base::Result<Url> with_key(const std::string& url, const KeyForm& form, const SecretString& key) {
  Request request;
  request.url = url;
  if (form.body) {
    request.method = Method::kPost;
    request.secret_body = &key;
  } else {
    request.credential = Credential{form.form, "$oauthtoken", &key};
  }
  return check_request(request);
}

TEST(KeyHosts, OnlyTheExactSetOverHttpsOnPort443) {
  const SecretString key(kKey);
  for (const KeyForm& form : kForms) {
    for (const char* url :
         {"https://nvcr.io/v2/", "https://NVCR.IO/v2/", "https://nvcr.io./v2/", "https://nvcr.io:443/v2/",
          "https://helm.ngc.nvidia.com/acme/index.yaml", "https://api.ngc.nvidia.com/v2/users/me",
          "https://authn.nvidia.com/token", "HTTPS://Authn.Nvidia.Com.:443/token"}) {
      EXPECT_TRUE(with_key(url, form, key)) << form.name << " " << url;
    }
    for (const char* url : {"https://evil.example/",
                            "https://nvcr.io.evil.example/",
                            "https://evilnvcr.io/",
                            "https://xnvcr.io/",
                            "https://layers.nvcr.io/",
                            "https://xfiles.ngc.nvidia.com/",
                            "https://ngc.nvidia.com/",
                            "https://nvidia.com/",
                            "https://stg.nvcr.io/",
                            "https://nvcr.io:8443/",
                            "https://nvcr.io:80/",
                            "http://nvcr.io/",
                            "http://nvcr.io:443/",
                            "https://nvcr.io@evil.example/",
                            "https://$oauthtoken:x@nvcr.io/",
                            "https://evil.example\\@nvcr.io/",
                            "https://nvcr.io%2eevil.example/",
                            "https://nvcr%2eio/",
                            "https://127.0.0.1/",
                            "https://[::1]/",
                            "https://203.0.113.1/",
                            "https://nvcr.io../",
                            "https://nvcr\xD1\x96.io/",
                            "https://xn--nvcr-ova.io/",
                            "ftp://nvcr.io/",
                            "nvcr.io",
                            ""}) {
      const auto checked = with_key(url, form, key);
      ASSERT_FALSE(checked) << form.name << " " << url;
      EXPECT_EQ(checked.error().code, Errc::kForbiddenHost) << form.name << " " << url;
      EXPECT_EQ(checked.error().message.find("MARKED"), std::string::npos);
    }
  }
}

TEST(KeyHosts, WithoutAKeyAnyHttpsHostWillDo) {
  Request request;
  request.url = "https://layers.nvcr.io:8443/blob?signature=1";
  EXPECT_TRUE(check_request(request));
  request.url = "http://layers.nvcr.io/blob";
  EXPECT_EQ(check_request(request).error().code, Errc::kInvalidInput);
}

TEST(KeyHosts, TheLastCheckAsksTheSameOfWhatLibcurlUses) {
  EXPECT_TRUE(passes_last_check(true, "https://nvcr.io/v2/"));
  EXPECT_TRUE(passes_last_check(false, "https://layers.nvcr.io/blob"));
  for (const char* url :
       {"https://layers.nvcr.io/blob", "https://nvcr.io:8443/v2/", "http://nvcr.io/v2/", "nvcr.io", ""}) {
    EXPECT_FALSE(passes_last_check(true, url)) << url;
  }
  EXPECT_FALSE(passes_last_check(false, "http://layers.nvcr.io/blob"));
}

TEST(Secrets, NeedVisibleAscii) {
  for (const std::string_view bad :
       {std::string_view(""), std::string_view("key\r\nX-Evil: 1"), std::string_view("key\n"),
        std::string_view("a key"), std::string_view("k\xC3\xA9y"), std::string_view("k\0y", 3),
        std::string_view("key\x7f")}) {
    const SecretString key(bad);
    for (const Credential::Form form : {Credential::Form::kBasic, Credential::Form::kBearer}) {
      Request request;
      request.url = "https://nvcr.io/v2/";
      request.credential = Credential{form, "$oauthtoken", &key};
      const auto checked = check_request(request);
      ASSERT_FALSE(checked);
      EXPECT_EQ(checked.error().code, Errc::kInvalidInput);
    }
  }
}

TEST(Secrets, UserNameHasNoColonAndNoControl) {
  const SecretString key(kKey);
  for (const char* user : {"", "a:b", "a\r\nb", "a b", "us\xC3\xA9r"}) {
    Request request;
    request.url = "https://nvcr.io/v2/";
    request.credential = Credential{Credential::Form::kBasic, user, &key};
    EXPECT_EQ(check_request(request).error().code, Errc::kInvalidInput) << user;
  }
}

TEST(Headers, CredentialsAndInjectionAreRefused) {
  const auto accepted = [](const char* name, std::string_view value) {
    Request request;
    request.url = "https://layers.nvcr.io/";
    request.headers.push_back({name, std::string(value)});
    return check_request(request).has_value();
  };
  EXPECT_TRUE(accepted("Accept", "application/json, text/*; q=0.5"));
  EXPECT_TRUE(accepted("Range", "bytes=0-99"));
  for (const char* name : {"Authorization", "authorization", "AUTHORIZATION", "Proxy-Authorization", "Cookie",
                           "X-Api-Key", "X-Registry-Auth", "Host", "Content-Length", "Transfer-Encoding", "Connection",
                           "Expect", "Content-Type", "", "A B", "A:", "A\r\nB", "\xC3\xA9"}) {
    EXPECT_FALSE(accepted(name, "x")) << name;
  }
  for (const std::string_view value :
       {std::string_view(""), std::string_view(" x"), std::string_view("x "),
        std::string_view("x\r\nAuthorization: Basic y"), std::string_view("x\ny"), std::string_view("x\ry"),
        std::string_view("x\0y", 3), std::string_view("x\ty"), std::string_view("\xC3\xA9")}) {
    EXPECT_FALSE(accepted("Accept", value)) << value;
  }
  Request request;
  request.url = "https://layers.nvcr.io/";
  request.method = Method::kPost;
  request.content_type = "text/plain\r\nX: y";
  EXPECT_FALSE(check_request(request));
}

TEST(Bodies, OnlyOneAndNotOnGet) {
  const SecretString key(kKey);
  Request request;
  request.url = "https://nvcr.io/";
  request.secret_body = &key;
  EXPECT_FALSE(check_request(request));
  request.method = Method::kPost;
  EXPECT_TRUE(check_request(request));
  request.body = "x";
  EXPECT_FALSE(check_request(request));
  request.secret_body = nullptr;
  EXPECT_TRUE(check_request(request));
  const BodySource source;
  request.body_source = &source;
  EXPECT_FALSE(check_request(request));
  request.body = {};
  EXPECT_TRUE(check_request(request));
  request.method = Method::kGet;
  EXPECT_FALSE(check_request(request));
}

}  // namespace
}  // namespace ngcs::http
