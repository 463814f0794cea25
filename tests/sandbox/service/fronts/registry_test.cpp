// nvcr.io and layers.nvcr.io before a registry that remembers what reached it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "service/content/seed.h"
#include "service/fronts/front.h"
#include "service/fronts/nvcr_site.h"
#include "service/test_support/tls.h"
#include "service/test_support/worlds.h"

namespace ngcs::sandbox {
namespace {

using testing::HasSubstr;

constexpr const char* kDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

class FakeRegistry {
 public:
  FakeRegistry() {
    server_.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (request.method == "PATCH" || request.method == "PUT") return httplib::Server::HandlerResponse::Unhandled;
      remember(request);
      answer(request, response);
      return httplib::Server::HandlerResponse::Handled;
    });
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      body_.clear();
      reader([this](const char* data, std::size_t size) {
        body_.append(data, size);
        return true;
      });
      remember(request);
      answer(request, response);
    };
    server_.Patch(".*", with_body);
    server_.Put(".*", with_body);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  FakeRegistry(const FakeRegistry&) = delete;
  FakeRegistry& operator=(const FakeRegistry&) = delete;
  ~FakeRegistry() {
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] int port() const { return port_; }
  std::string target;
  std::string method;
  httplib::Headers headers;
  [[nodiscard]] const std::string& body() const { return body_; }
  const std::string blob = "0123456789abcdef";

 private:
  void remember(const httplib::Request& request) {
    target = request.target;
    method = request.method;
    headers = request.headers;
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    const std::string root = "http://127.0.0.1:" + std::to_string(port_);
    if (request.path.find("/uploads/") != std::string::npos) {
      response.status = request.method == "PUT" ? 201 : 202;
      response.set_header("Location", root + request.path + "next?_state=x%3D&y=1");
      response.set_header("Docker-Upload-UUID", "u1");
    } else if (request.path.find("/tags/list") != std::string::npos) {
      response.set_content(R"({"name":"x","tags":["1","2","hidden"]})", "application/json");
      response.set_header("Link", "</v2/x/tags/list?n=1&last=1>; rel=\"next\"");
    } else if (request.path.find("/blobs/") != std::string::npos) {
      if (request.path.find(kDigest) == std::string::npos) {
        response.status = 404;
        return;
      }
      response.set_content_provider(blob.size(), "application/octet-stream",
                                    [this](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                      return sink.write(blob.data() + offset, length);
                                    });
    } else if (request.method == "PUT") {
      response.status = 201;
      response.set_header("Location", root + request.path);
    } else {
      response.set_header("Docker-Content-Digest", kDigest);
      response.set_content("manifest", "application/vnd.oci.image.manifest.v1+json");
    }
  }

  httplib::Server server_;
  std::string body_;
  int port_ = 0;
  std::thread thread_;
};

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() {
    test::write_certificate(dir_.path() + "/nvcr.io", "nvcr.io");
    state_.set_world(test::example_world());
    EXPECT_TRUE(state_.log().open(dir_.path() + "/log.jsonl"));
    nvcr_front_ = start(nvcr_);
    layers_front_ = start(layers_);
  }
  ~RegistryTest() override { state_.stop(); }

  std::unique_ptr<Front> start(Site& site) {
    auto front = Front::start(state_, site, {"nvcr.io", "127.0.0.1", 0, dir_.path(), "nvcr.io"});
    EXPECT_TRUE(front);
    return std::move(*front);
  }
  static std::unique_ptr<httplib::SSLClient> client(const Front& front) {
    auto result = std::make_unique<httplib::SSLClient>("127.0.0.1", front.port());
    result->enable_server_certificate_verification(false);
    result->set_keep_alive(true);
    return result;
  }
  // A header with a token for the given access.
  httplib::Headers with_token(std::vector<Access> access, const char* key = "ada-acme") {
    Token token;
    token.key_id = key;
    token.expires = test::kNow + 1000;
    token.access = std::move(access);
    return {{"Authorization", "Bearer " + encode_token(state_.signer(), token)}};
  }
  httplib::Headers may_push() { return with_token({{"mxa8oi8djw7m/zoom/app", {"pull", "push"}}}); }

  test::TempDir dir_;
  base::FixedClock clock_{test::kNow};
  State state_{clock_};
  FakeRegistry registry_;
  NvcrSite nvcr_{RegistryAddress{"127.0.0.1", registry_.port()}};
  LayersSite layers_{RegistryAddress{"127.0.0.1", registry_.port()}};
  std::unique_ptr<Front> nvcr_front_;
  std::unique_ptr<Front> layers_front_;
};

TEST_F(RegistryTest, PassesEveryAcceptLineAndNoCredential) {
  auto headers = may_push();
  headers.emplace("Accept", "application/vnd.docker.distribution.manifest.v2+json");
  headers.emplace("Accept", "application/vnd.oci.image.index.v1+json");
  headers.emplace("Accept", "application/vnd.oci.image.manifest.v1+json, */*");
  const auto answer = client(*nvcr_front_)->Get("/v2/mxa8oi8djw7m/zoom/app/manifests/1", headers);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "manifest");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/vnd.oci.image.manifest.v1+json");
  EXPECT_EQ(answer->get_header_value("Docker-Content-Digest"), kDigest);
  EXPECT_EQ(registry_.headers.count("Accept"), 3U);
  EXPECT_EQ(registry_.headers.count("Authorization"), 0U);
  const auto head = client(*nvcr_front_)->Head("/v2/mxa8oi8djw7m/zoom/app/manifests/1", headers);
  EXPECT_EQ(head->get_header_value("Content-Length"), "8");
}

TEST_F(RegistryTest, UploadsInBothForms) {
  const auto one = client(*nvcr_front_);
  const auto begun = one->Post("/v2/mxa8oi8djw7m/zoom/app/blobs/uploads/", may_push());
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->status, 202);
  // cpp-httplib's client decodes what it reads, so an escaped "=" arrives plain.
  EXPECT_EQ(begun->get_header_value("Location"), "/v2/mxa8oi8djw7m/zoom/app/blobs/uploads/next?_state=x=&y=1");
  EXPECT_EQ(begun->get_header_value("Docker-Upload-UUID"), "u1");

  const std::string piece(100000, 'p');
  one->set_url_encode(false);
  const std::string upload = begun->get_header_value("Location");
  int pieces = 0;
  const auto patched = one->Patch(
      upload, may_push(),
      [&](std::size_t, httplib::DataSink& sink) {
        sink.write(piece.data(), piece.size());
        if (++pieces == 20) sink.done();
        return true;
      },
      "application/octet-stream");
  ASSERT_TRUE(patched);
  EXPECT_EQ(patched->status, 202);
  EXPECT_EQ(registry_.body().size(), 2000000U);
  EXPECT_EQ(registry_.target, upload) << "the query untouched";
  EXPECT_EQ(registry_.headers.find("Transfer-Encoding")->second, "chunked");

  const auto put = one->Put(upload, may_push(), "sized", "application/octet-stream");
  EXPECT_EQ(put->status, 201);
  EXPECT_EQ(registry_.body(), "sized");
  EXPECT_EQ(registry_.headers.find("Content-Length")->second, "5");
}

TEST_F(RegistryTest, RefusedUploadsReachNobodyAndKeepTheConnection) {
  const auto one = client(*nvcr_front_);
  const auto refused =
      one->Put("/v2/mxa8oi8djw7m/base/blobs/uploads/x", with_token({{"mxa8oi8djw7m/base", {"pull", "push"}}}),
               std::string(500000, 'x'), "application/octet-stream");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401) << "the token says push, the world does not";
  EXPECT_EQ(registry_.target, "");
  EXPECT_EQ(one->Get("/v2/", may_push())->status, 200);
}

TEST_F(RegistryTest, MountsOnlyFromWhatTheTokenMayRead) {
  const auto one = client(*nvcr_front_);
  const std::string start = "/v2/mxa8oi8djw7m/zoom/app/blobs/uploads/?mount=" + std::string(kDigest) + "&from=";
  one->set_url_encode(false);
  const auto both = with_token({{"mxa8oi8djw7m/zoom/app", {"pull", "push"}}, {"nvidia/cuda", {"pull"}}});
  ASSERT_TRUE(one->Post(start + "nvidia/cuda", both));
  EXPECT_THAT(registry_.target, HasSubstr("from=nvidia/cuda"));
  ASSERT_TRUE(one->Post(start + "nvidia/cuda", may_push()));
  EXPECT_EQ(registry_.target, "/v2/mxa8oi8djw7m/zoom/app/blobs/uploads/") << "not in the token";
  ASSERT_TRUE(one->Post(start + "k2p9xq4tz1aa/x&keep=1",
                        with_token({{"mxa8oi8djw7m/zoom/app", {"pull", "push"}}, {"k2p9xq4tz1aa/x", {"pull"}}})));
  EXPECT_EQ(registry_.target, "/v2/mxa8oi8djw7m/zoom/app/blobs/uploads/?keep=1") << "in the token, not in the world";
}

TEST_F(RegistryTest, ShowsTheWorldsTagsAndThePushedOnes) {
  const auto one = client(*nvcr_front_);
  const auto tags = [&] { return one->Get("/v2/mxa8oi8djw7m/zoom/app/tags/list", may_push())->body; };
  EXPECT_EQ(tags(), R"({"name":"x","tags":["1"]})");
  EXPECT_EQ(one->Get("/v2/mxa8oi8djw7m/zoom/app/manifests/2", may_push())->status, 404);
  ASSERT_EQ(one->Put("/v2/mxa8oi8djw7m/zoom/app/manifests/2", may_push(), "{}", "application/json")->status, 201);
  EXPECT_EQ(tags(), R"({"name":"x","tags":["1","2"]})");
  EXPECT_EQ(one->Get("/v2/mxa8oi8djw7m/zoom/app/manifests/2", may_push())->status, 200);
  // A world without the image shows what was pushed only.
  World world = test::example_world();
  world.images.clear();
  state_.set_world(std::move(world));
  EXPECT_EQ(tags(), R"({"name":"x","tags":["2"]})");
}

TEST_F(RegistryTest, BlobsComeFromASignedAddress) {
  const auto one = client(*nvcr_front_);
  one->set_follow_location(false);
  const std::string blob = std::string("/v2/mxa8oi8djw7m/zoom/app/blobs/") + kDigest;
  EXPECT_EQ(one->Head(blob, may_push())->get_header_value("Content-Length"), "16");
  EXPECT_EQ(one->Get("/v2/mxa8oi8djw7m/zoom/app/blobs/sha256:2", may_push())->status, 404);
  EXPECT_EQ(one->Get(blob)->status, 401);
  const auto moved = one->Get(blob, may_push());
  ASSERT_EQ(moved->status, 307);
  const std::string location = moved->get_header_value("Location");
  const std::string host = "https://layers.nvcr.io/";
  ASSERT_EQ(location.substr(0, host.size()), host);
  const std::string path = location.substr(host.size() - 1);

  const auto layers = client(*layers_front_);
  layers->set_url_encode(false);
  EXPECT_EQ(layers->Get(path)->body, registry_.blob);
  EXPECT_EQ(layers->Get(path, may_push())->status, 200) << "a forwarded token is tolerated";
  const auto part = layers->Get(path, {httplib::make_range_header({{4, 7}})});
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->body, "4567");
  EXPECT_EQ(layers->Head(path)->get_header_value("Content-Length"), "16");
  EXPECT_EQ(layers->Get(path.substr(0, path.find('?')))->status, 403);
  std::string forged = path;
  forged.replace(forged.find("zoom"), 4, "base");
  EXPECT_EQ(layers->Get(forged)->status, 403);
  clock_.advance_ms(301000);
  EXPECT_EQ(layers->Get(path)->status, 403) << "expired";
}

TEST_F(RegistryTest, SeedsWhatIsMissingOrOtherwise) {
  World world;
  Image image;
  image.path = "nvidia/cuda";
  image.tags["1"] = {"amd64"};
  world.images = {image};
  const RegistryAddress address{"127.0.0.1", registry_.port()};
  PushedImages pushed;
  ASSERT_TRUE(seed_images(world, pushed, address));  // this registry has the tag, with another digest
  EXPECT_EQ(registry_.method, "PUT");
  EXPECT_EQ(registry_.target, "/v2/nvidia/cuda/manifests/1");
  registry_.target.clear();
  pushed.add("nvidia/cuda", "1");
  ASSERT_TRUE(seed_images(world, pushed, address));
  EXPECT_EQ(registry_.target, "") << "a client's push is left alone";
  EXPECT_FALSE(seed_images(world, PushedImages{}, RegistryAddress{"127.0.0.1", 1}));
}

TEST_F(RegistryTest, ARegistryThatIsGoneIsABadGateway) {
  NvcrSite lost(RegistryAddress{"127.0.0.1", 1});
  const auto front = start(lost);
  EXPECT_EQ(client(*front)->Get("/v2/mxa8oi8djw7m/zoom/app/manifests/1", may_push())->status, 502);
}

}  // namespace
}  // namespace ngcs::sandbox
