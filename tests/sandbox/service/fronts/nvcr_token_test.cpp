#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/fronts/nvcr_site.h"
#include "service/test_support/ask.h"

namespace ngcs::sandbox {
namespace {

using test::ask;
using test::basic;
using test::bearer;
using test::Question;
using test::Reply;
using testing::HasSubstr;

class NvcrToken : public testing::Test {
 protected:
  NvcrToken() { use(test::example_world()); }

  void use(World world) {
    world_ = world;
    state_.set_world(std::move(world));
  }
  Reply token(const std::string& query, const std::string& key_id = {}) {
    Question question;
    question.target = "/proxy_auth" + query;
    if (!key_id.empty()) question.headers = {basic("$oauthtoken", world_.key_by_id(key_id)->value)};
    return ask(state_, site_, question);
  }
  Token granted(const Reply& reply) {
    EXPECT_EQ(reply.status(), 200) << reply.body();
    const auto token = decode_token(state_.signer(), json::string_or(reply.json(), "token"));
    EXPECT_TRUE(token.has_value());
    return token.value_or(Token{});
  }

  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  NvcrSite site_{RegistryAddress{"127.0.0.1", 1}};  // nothing listens: these tests never reach it
  World world_;
};

TEST_F(NvcrToken, ColdChallengeHasAnEmptyScopeAndNoService) {
  const auto reply = ask(state_, site_, {.target = "/v2/"});
  EXPECT_EQ(reply.status(), 401);
  EXPECT_EQ(reply.header("WWW-Authenticate"), R"(Bearer realm="https://nvcr.io/proxy_auth",scope="")");
  EXPECT_EQ(reply.header("Content-Type"), "text/html");
  EXPECT_THAT(reply.body(), HasSubstr("<center>nginx/1.14.2</center>"));
}

TEST_F(NvcrToken, RepositoryChallengeNamesItsScope) {
  for (const char* target :
       {"/v2/nvidia/cuda/manifests/1", "/v2/nvidia/cuda/tags/list", "/v2/nvidia/cuda/blobs/sha256:00"}) {
    const auto reply = ask(state_, site_, {.target = target});
    EXPECT_EQ(reply.status(), 401) << target;
    EXPECT_EQ(reply.header("WWW-Authenticate"),
              R"(Bearer realm="https://nvcr.io/proxy_auth",scope="repository:nvidia/cuda:pull")")
        << target;
  }
  const auto push = ask(state_, site_, {.method = "POST", .target = "/v2/nvidia/cuda/blobs/uploads/"});
  EXPECT_THAT(push.header("WWW-Authenticate"), HasSubstr("repository:nvidia/cuda:pull,push"));
}

TEST_F(NvcrToken, AnonymousTokensAreForPublicImagesOnly) {
  const auto reply = token("?scope=repository:nvidia/cuda:pull");
  const Token anonymous = granted(reply);
  EXPECT_EQ(anonymous.key_id, "");
  EXPECT_TRUE(anonymous.allows("nvidia/cuda", "pull"));
  EXPECT_EQ(reply.json().value("expires_in", 0), 300);
  EXPECT_GT(json::string_or(reply.json(), "token").size(), 1100U) << "as long as real ones";
  EXPECT_EQ(token("").status(), 200);
  EXPECT_EQ(token("?scope=").status(), 200);
  EXPECT_EQ(token("?scope=repository:nvaie/vgpu-guest-driver:pull").status(), 403);
  EXPECT_EQ(token("?scope=repository:mxa8oi8djw7m/base:pull").status(), 403);
  EXPECT_EQ(token("?scope=repository:nobody/nothing:pull").status(), 403);
  World world = world_;
  world.variants.gated_anonymous = 401;
  use(world);
  EXPECT_EQ(token("?scope=repository:nvaie/vgpu-guest-driver:pull").status(), 401);
}

TEST_F(NvcrToken, JudgesTheKeyFirstAndTheRepositoryThen) {
  EXPECT_EQ(token("", "ada-acme").status(), 200) << "an empty scope validates the key alone";
  EXPECT_EQ(token("", "ada-old").status(), 401);
  EXPECT_EQ(token("?scope=repository:nvidia/cuda:pull", "ada-old").status(), 401);
  EXPECT_EQ(token("?scope=repository:mxa8oi8djw7m/zoom/app:pull", "ada-acme").status(), 200);
  EXPECT_EQ(token("?scope=repository:mxa8oi8djw7m/zoom/app:pull,push", "ada-acme").status(), 200);
  EXPECT_EQ(token("?scope=repository:mxa8oi8djw7m/base:pull,push", "ada-acme").status(), 403) << "reads only";
  EXPECT_EQ(token("?scope=repository:nvaie/vgpu-guest-driver:pull", "ada-acme").status(), 200);
  EXPECT_EQ(token("?scope=repository:nvaie/vgpu-guest-driver:pull", "ada-own").status(), 402);
  EXPECT_EQ(token("?scope=repository:cuda:pull", "ada-acme").status(), 403) << "a name without an org";
  const auto denied = token("?scope=repository:nvaie/none:pull", "ada-acme");
  EXPECT_EQ(denied.status(), 403);
  EXPECT_EQ(denied.body(), R"({"errors": [{"code": "DENIED", "message": "Access Denied"}]})");
}

TEST_F(NvcrToken, TakesOnlyTheLiteralUserName) {
  for (const char* user : {"", "ada", "oauthtoken"}) {
    Question question;
    question.target = "/proxy_auth";
    question.headers = {basic(user, world_.key_by_id("ada-acme")->value)};
    const auto reply = ask(state_, site_, question);
    EXPECT_EQ(reply.status(), 401) << user;
    EXPECT_EQ(reply.credential, "ada-acme") << "the log names the key all the same";
    EXPECT_EQ(reply.header("WWW-Authenticate"), "");
  }
}

TEST_F(NvcrToken, AcceptsScopesAsClientsRepeatThem) {
  const std::string one = "scope=repository:mxa8oi8djw7m/zoom/app:pull";
  EXPECT_EQ(token("?" + one + "&" + one, "ada-acme").status(), 200);
  const Token both = granted(token("?" + one + "&" + one + ",push", "ada-acme"));
  EXPECT_TRUE(both.allows("mxa8oi8djw7m/zoom/app", "pull"));
  EXPECT_TRUE(both.allows("mxa8oi8djw7m/zoom/app", "push"));
  EXPECT_EQ(both.access.size(), 1U);
  EXPECT_EQ(
      token("?service=registry&account=%24oauthtoken&offline_token=true&client_id=docker&" + one, "ada-acme").status(),
      200);
  const Token spaced = granted(token("?" + one + "%20repository:mxa8oi8djw7m/base:pull", "ada-acme"));
  EXPECT_TRUE(spaced.allows("mxa8oi8djw7m/base", "pull"));
}

TEST_F(NvcrToken, LeavesOutSourcesThatMayNotBeRead) {
  const Token push = granted(
      token("?scope=repository:mxa8oi8djw7m/zoom/app:pull,push&scope=repository:k2p9xq4tz1aa/x:pull", "ada-acme"));
  EXPECT_TRUE(push.allows("mxa8oi8djw7m/zoom/app", "push"));
  EXPECT_FALSE(push.allows("k2p9xq4tz1aa/x", "pull"));
  EXPECT_EQ(token("?scope=repository:k2p9xq4tz1aa/x:pull&scope=repository:nvidia/cuda:pull", "ada-acme").status(), 403)
      << "the first repository is the one that was asked for";
}

TEST_F(NvcrToken, AnswersMalformedScopesAsItsBackEndDoes) {
  for (const char* scope :
       {"garbage", "repository:", "repository::pull", "repository:a//b:pull", "repository:a/b:", "repository:a/b:PULL",
        "registry:catalog:*", "repository:a/%ff:pull", "repository:a/%22b:pull"}) {
    const auto reply = token(std::string("?scope=") + scope, "ada-acme");
    EXPECT_EQ(reply.status(), 500) << scope;
    EXPECT_THAT(reply.body(), HasSubstr(R"("instance":"/token")"));
  }
}

TEST_F(NvcrToken, AnswersToGetOnlyAndAtItsAlias) {
  const auto post = ask(state_, site_, {.method = "POST", .target = "/proxy_auth", .body = "grant_type=password"});
  EXPECT_EQ(post.status(), 405);
  EXPECT_EQ(ask(state_, site_, {.target = "/token?service=nvcr.io&scope=repository:nvidia/cuda:pull"}).status(), 200);
}

TEST_F(NvcrToken, ATokenDoesNotRenewItself) {
  const auto first = json::string_or(token("", "ada-acme").json(), "token");
  EXPECT_EQ(ask(state_, site_, {.target = "/proxy_auth", .headers = {bearer(first)}}).status(), 401);
}

TEST_F(NvcrToken, OpensTheRegistryUntilItExpires) {
  World world = world_;
  world.variants.token_lifetime = 10;
  use(world);
  const auto text = json::string_or(token("?scope=repository:nvidia/cuda:pull", "ada-acme").json(), "token");
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/", .headers = {bearer(text)}}).status(), 200);
  clock_.advance_ms(9000);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/", .headers = {bearer(text)}}).status(), 200);
  clock_.advance_ms(1000);
  const auto expired = ask(state_, site_, {.target = "/v2/nvidia/cuda/manifests/1", .headers = {bearer(text)}});
  EXPECT_EQ(expired.status(), 401);
  EXPECT_EQ(expired.credential, "ada-acme");
  EXPECT_EQ(expired.header("WWW-Authenticate"), R"(Bearer realm="https://authn.nvidia.com/token",service="registry",)"
                                                R"(scope="repository:nvidia/cuda:pull",error="invalid_token")");
  world.variants.realm_after_expiry_authn = false;
  use(world);
  const auto other = ask(state_, site_, {.target = "/v2/nvidia/cuda/manifests/1", .headers = {bearer(text)}});
  EXPECT_EQ(other.header("WWW-Authenticate"), R"(Bearer realm="https://nvcr.io/proxy_auth",)"
                                              R"(scope="repository:nvidia/cuda:pull",error="invalid_token")");
}

TEST_F(NvcrToken, FollowsTheWorldAfterTheTokenWasGiven) {
  const auto text = json::string_or(token("?scope=repository:mxa8oi8djw7m/zoom/app:pull", "ada-acme").json(), "token");
  World world = world_;
  for (Key& key : world.keys) key.revoked = key.revoked || key.id == "ada-acme";
  use(world);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/", .headers = {bearer(text)}}).status(), 401);
}

TEST_F(NvcrToken, IsForItsRepositoriesOnly) {
  const auto text = json::string_or(token("?scope=repository:nvidia/cuda:pull", "ada-acme").json(), "token");
  const auto reply = ask(state_, site_, {.target = "/v2/mxa8oi8djw7m/base/manifests/1", .headers = {bearer(text)}});
  EXPECT_EQ(reply.status(), 401);
  EXPECT_THAT(reply.header("WWW-Authenticate"), HasSubstr(R"(scope="repository:mxa8oi8djw7m/base:pull")"));
}

TEST_F(NvcrToken, IsForgedInVain) {
  const Signer other;
  Token token;
  token.key_id = "ada-acme";
  token.expires = test::kNow + 100;
  token.access = {{"nvidia/cuda", {"pull"}}};
  const auto reply =
      ask(state_, site_, {.target = "/v2/nvidia/cuda/tags/list", .headers = {bearer(encode_token(other, token))}});
  EXPECT_EQ(reply.status(), 401);
  EXPECT_EQ(reply.credential, "foreign");
  auto text = encode_token(state_.signer(), token);
  text[10] = text[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/", .headers = {bearer(text)}}).status(), 401);
  EXPECT_FALSE(decode_token(state_.signer(), ""));
  EXPECT_FALSE(decode_token(state_.signer(), "."));
}

TEST_F(NvcrToken, AKeyStraightAtTheRegistryIsRefused) {
  const auto& key = world_.key_by_id("ada-acme")->value;
  for (const auto& header : {basic("$oauthtoken", key), bearer(key)}) {
    const auto reply = ask(state_, site_, {.target = "/v2/nvidia/cuda/tags/list", .headers = {header}});
    EXPECT_EQ(reply.status(), 401);
    EXPECT_EQ(reply.credential, "ada-acme");
    EXPECT_EQ(reply.form, "key");
  }
}

TEST_F(NvcrToken, NamesAndPathsThatAreNone) {
  const auto empty = ask(state_, site_, {.target = "/v2/nvidia//cuda/manifests/1"});
  EXPECT_EQ(empty.status(), 400);
  EXPECT_THAT(empty.body(), HasSubstr("NAME_INVALID"));
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/nvidia/cu\"da/manifests/1"}).status(), 400);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/nvidia/\xff/manifests/1"}).status(), 400);
  EXPECT_EQ(ask(state_, site_, {.target = "/"}).status(), 404);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/nvidia/cuda"}).status(), 404);
  EXPECT_EQ(ask(state_, site_, {.target = "/v2/_catalog"}).status(), 404);
}

TEST_F(NvcrToken, RegionAndExistenceComeAfterAccess) {
  World world = world_;
  for (Image& image : world.images) image.region_blocked = image.path == "nvidia/cuda";
  use(world);
  const auto open = [&](const std::string& repository, const std::string& target) {
    const auto text = json::string_or(token("?scope=repository:" + repository + ":pull", "ada-acme").json(), "token");
    return ask(state_, site_, {.target = target, .headers = {bearer(text)}});
  };
  EXPECT_EQ(open("nvidia/cuda", "/v2/nvidia/cuda/manifests/12.4.1-base").status(), 451);
  const auto tag = open("mxa8oi8djw7m/base", "/v2/mxa8oi8djw7m/base/manifests/2");
  EXPECT_EQ(tag.status(), 404);
  EXPECT_THAT(tag.body(), HasSubstr("MANIFEST_UNKNOWN"));
  const auto name = open("mxa8oi8djw7m/zoom/none", "/v2/mxa8oi8djw7m/zoom/none/tags/list");
  EXPECT_EQ(name.status(), 404);
  EXPECT_THAT(name.body(), HasSubstr("NAME_UNKNOWN"));
}

TEST(ParseScope, TakesNameAndActionsApart) {
  const auto access = parse_scope("repository:nvcr.io:5000/a/b:pull,push");
  ASSERT_TRUE(access);
  EXPECT_EQ(access->name, "nvcr.io:5000/a/b");
  EXPECT_THAT(access->actions, testing::ElementsAre("pull", "push"));
}

}  // namespace
}  // namespace ngcs::sandbox
