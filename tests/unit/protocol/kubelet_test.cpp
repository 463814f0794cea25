#include "protocol/kubelet.h"

#include <gmock/gmock.h>

#include "helper_fixture.h"
#include "json/value.h"
#include "protocol/plain_key.h"

namespace ngcs::protocol {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class KubeletTest : public HelperTest {
 protected:
  Answer ask(std::string_view image, std::string_view more = {}, const std::optional<std::string>& profile = {}) {
    return answer_kubelet(secret::SecretString(request(image, more)), profile, {environment_, clock_, stores_});
  }
  static std::string request(std::string_view image, std::string_view more = {},
                             std::string_view version = "credentialprovider.kubelet.k8s.io/v1") {
    return R"({"apiVersion":")" + std::string(version) + R"(","kind":"CredentialProviderRequest","image":")" +
           std::string(image) + '"' + std::string(more) + "}\n";
  }
  // The published form: apiVersion of the request, kind, one of three cacheKeyTypes, auth a map or null.
  static json::Value auth_of(const Answer& answer) {
    EXPECT_EQ(answer.exit_code, 0);
    const auto value = json::parse(answer.out.reveal());
    EXPECT_TRUE(value);
    EXPECT_EQ(value->size(), 4U);
    EXPECT_EQ(value->at("apiVersion"), "credentialprovider.kubelet.k8s.io/v1");
    EXPECT_EQ(value->at("kind"), "CredentialProviderResponse");
    EXPECT_EQ(value->at("cacheKeyType"), "Image");
    return value->at("auth");
  }
  static json::Value pair(const std::string& key) { return {{"username", "$oauthtoken"}, {"password", key}}; }
};

TEST_F(KubeletTest, TheOrgInTheImageChoosesTheKey) {
  log_in("acme", "acme", kKey);
  log_in("other", "other", kOther);
  EXPECT_EQ(auth_of(ask("nvcr.io/acme/app:1")), (json::Value{{"nvcr.io/acme/app", pair(kKey)}}));
  EXPECT_EQ(auth_of(ask("nvcr.io/other/zoom/app@sha256:" + std::string(64, 'a'))),
            (json::Value{{"nvcr.io/other/zoom/app", pair(kOther)}}));
  EXPECT_EQ(auth_of(ask("nvcr.io:443/acme/app")), (json::Value{{"nvcr.io:443/acme/app", pair(kKey)}}))
      << "the kubelet compares ports, too";
}

TEST_F(KubeletTest, OtherRegistriesGetNothingAndTouchNothing) {
  log_in("acme", "acme", kKey);
  environment_.reads = 0;
  for (const char* image : {"docker.io/library/nginx", "nvcr.io.evil.example/acme/app", "ghcr.io/nvcr.io/app"}) {
    EXPECT_TRUE(auth_of(ask(image)).is_null()) << image;
  }
  EXPECT_EQ(environment_.reads, 0);
}

TEST_F(KubeletTest, WithoutAKeyNothingIsOffered) { EXPECT_TRUE(auth_of(ask("nvcr.io/nvidia/cuda:12")).is_null()); }

TEST_F(KubeletTest, AnnotationsChooseWhereTheNodeDoesNot) {
  log_in("acme", "acme", kKey);
  log_in("other", "other", kOther);
  constexpr std::string_view kProfile =
      R"(,"serviceAccountToken":"eyJ","serviceAccountAnnotations":{"ngc-auth/profile":"other"})";
  constexpr std::string_view kOrg = R"(,"serviceAccountAnnotations":{"x":"y","ngc-auth/org":"other"})";
  EXPECT_EQ(auth_of(ask("nvcr.io/acme/app", kProfile)).at("nvcr.io/acme/app"), pair(kOther));
  EXPECT_EQ(auth_of(ask("nvcr.io/acme/app", kOrg)).at("nvcr.io/acme/app"), pair(kOther));
  EXPECT_EQ(auth_of(ask("nvcr.io/acme/app", kProfile, "acme")).at("nvcr.io/acme/app"), pair(kKey));
  environment_.values.set("NGC_PROFILE", "acme");
  EXPECT_EQ(auth_of(ask("nvcr.io/acme/app", kProfile)).at("nvcr.io/acme/app"), pair(kKey))
      << "a pod must not get at a key that the node's configuration excludes";
}

TEST_F(KubeletTest, AbsentAnnotationsAreNull) {
  log_in("acme", "acme", kKey);
  EXPECT_FALSE(auth_of(ask("nvcr.io/acme/app", R"(,"serviceAccountAnnotations":null)")).is_null());
}

TEST_F(KubeletTest, WhatIsNoRequestIsRefusedOnStderr) {
  log_in("acme", "acme", kKey);
  const std::string ours = request("nvcr.io/acme/app");
  for (const std::string& text :
       {std::string("{}"), std::string("nvcr.io"),
        request("nvcr.io/acme/app", {}, "credentialprovider.kubelet.k8s.io/v1beta1"), request("nvcr.io/acme"),
        request("  nvcr.io/acme/app"), request("nvcr.io/acme/app", R"(,"image":"nvcr.io/other/app")"), ours + ours,
        request("nvcr.io/acme/app", R"(,"serviceAccountAnnotations":{"ngc-auth/profile":"../x"})"),
        request("nvcr.io/acme/app", R"(,"serviceAccountAnnotations":{"ngc-auth/org":"a/b/c"})")}) {
    const Answer answer = answer_kubelet(secret::SecretString(text), {}, {environment_, clock_, stores_});
    EXPECT_EQ(answer.exit_code, 1) << text;
    EXPECT_THAT(std::string(answer.out.reveal()), IsEmpty()) << text;
    EXPECT_THAT(answer.notes, HasSubstr("docker-credential-ngc: ")) << text;
    EXPECT_THAT(answer.notes, Not(HasSubstr(kKey)));
  }
}

TEST_F(KubeletTest, AKeyThatCannotBeReadIsAnError) {
  log_in("acme", "acme", kKey);
  stores_.vault.fail_with(base::Error{base::Errc::kPermission, "the vault is locked"});
  const Answer answer = ask("nvcr.io/acme/app");
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_THAT(std::string(answer.out.reveal()), IsEmpty());
  EXPECT_THAT(answer.notes, HasSubstr("the vault is locked"));
  environment_.values.set("NGC_AUTH_ON_UNREADABLE", "anonymous");
  EXPECT_TRUE(auth_of(ask("nvcr.io/acme/app")).is_null());
}

TEST_F(KubeletTest, PlainKeyIsTheKeyOrNothing) {
  const Outside outside{environment_, clock_, stores_};
  const Answer none = plain_key({}, outside);
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(std::string(none.out.reveal()), IsEmpty()) << "a caller would take any text for the key";
  EXPECT_THAT(none.notes, HasSubstr("docker ngc login"));
  log_in("acme", "acme", kKey);
  const Answer one = plain_key("acme", outside);
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_EQ(one.out.reveal(), kKey + "\n");
}

}  // namespace
}  // namespace ngcs::protocol
