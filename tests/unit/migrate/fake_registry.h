// A registry in memory behind nvcr.io and layers.nvcr.io, with tokens for each key and scope. It refuses what the real
// client refuses, writes down every request, and may be asked by several threads.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fake_transport.h"
#include "http/check.h"
#include "http/url.h"
#include "ngc/sha256.h"

namespace ngcs::test {

inline std::string digest_of(const std::string& bytes) {
  ngc::Sha256 hash;
  hash.update(bytes);
  return "sha256:" + hash.hex();
}

class FakeRegistry {
 public:
  struct Seen {
    http::Method method = http::Method::kGet;
    std::string host;
    std::string path;
    std::string query;
    std::string form;    // "none", "basic", "bearer"
    std::string secret;  // the key, or the token "KEY|SCOPES"
  };
  struct Document {
    std::string type;
    std::string body;
  };
  struct Repository {
    std::map<std::string, std::string> blobs;
    std::map<std::string, Document> manifests;
    std::map<std::string, std::string> tags;
  };
  // Nothing: the registry goes on as usual.
  using Fault = std::function<std::optional<base::Result<http::Response>>(const Seen&)>;

  std::map<std::string, Repository> repositories;
  // Which key may do what: "KEY repository:REPO:pull,push". Everything else is 403 at the token endpoint.
  std::set<std::string> rights;
  Fault fault;
  std::string upload_host = "";    // an upload's Location names this host
  std::size_t piece = 64 * 1024;   // of a download
  std::set<std::string> corrupt;   // blobs that come with another content
  std::set<std::string> expired;   // tokens that get a 401
  std::vector<std::string> order;  // what was stored: "blob REPO", "manifest REPO REFERENCE"

  [[nodiscard]] std::vector<Seen> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  [[nodiscard]] std::size_t count(const std::function<bool(const Seen&)>& which) {
    const auto all = seen();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), which));
  }
  [[nodiscard]] std::unique_ptr<http::Transport> transport() { return std::make_unique<Wire>(*this); }

  // An image of one architecture with these layers; answers the manifest's digest.
  std::string put_image(const std::string& repository, const std::string& tag, const std::vector<std::string>& layers,
                        const std::string& more_layers = "") {
    Repository& into = repositories[repository];
    const std::string config = "{\"architecture\":\"amd64\",\"repo\":\"" + repository + tag + "\"}";
    into.blobs[digest_of(config)] = config;
    std::string list;
    for (const std::string& layer : layers) {
      into.blobs[digest_of(layer)] = layer;
      list += (list.empty() ? "" : ",") + descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer);
    }
    list += more_layers;
    const std::string body =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)" +
        descriptor("application/vnd.oci.image.config.v1+json", config) + ",\"layers\":[" + list + "]}";
    return put_manifest(repository, tag, "application/vnd.oci.image.manifest.v1+json", body);
  }
  std::string put_index(const std::string& repository, const std::string& tag, const std::vector<std::string>& children,
                        const std::string& type = "application/vnd.oci.image.index.v1+json") {
    std::string list;
    for (const std::string& child : children) {
      list += (list.empty() ? "" : ",") + ("{\"digest\":\"" + child + "\",\"size\":" +
                                           std::to_string(repositories[repository].manifests[child].body.size()) + "}");
    }
    return put_manifest(repository, tag, type,
                        "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"manifests\":[" + list + "]}");
  }
  std::string put_manifest(const std::string& repository, const std::string& tag, const std::string& type,
                           const std::string& body) {
    std::string digest = digest_of(body);
    repositories[repository].manifests[digest] = {type, body};
    if (!tag.empty()) repositories[repository].tags[tag] = digest;
    return digest;
  }
  static std::string descriptor(const std::string& type, const std::string& content) {
    return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest_of(content) +
           "\",\"size\":" + std::to_string(content.size()) + "}";
  }

 private:
  using Answer = base::Result<http::Response>;

  class Wire final : public http::Transport {
   public:
    explicit Wire(FakeRegistry& registry) : registry_(registry) {}
    [[nodiscard]] Answer send(const http::Request& request) override {
      auto response = registry_.send(request);
      if (response && request.sink && response->status >= 200 && response->status < 300 && !response->body.empty()) {
        (void)request.sink(response->body);
        response->body.clear();
      }
      return response;
    }

   private:
    FakeRegistry& registry_;
  };

  Answer send(const http::Request& request) {
    const auto url = http::check_request(request);
    if (!url) return url.error();
    Seen seen{request.method, url->host(), url->path(), url->query(), "none", {}};
    if (request.credential) {
      seen.form = request.credential->form == http::Credential::Form::kBasic ? "basic" : "bearer";
      seen.secret = std::string(request.credential->secret->reveal());
    }
    std::unique_lock lock(mutex_);
    seen_.push_back(seen);
    if (fault) {
      if (auto instead = fault(seen)) return *instead;
    }
    if (url->host() == "layers.nvcr.io") return layer(request, *url, lock);
    if (url->host() != "nvcr.io") return upload(request, *url, lock);  // an upload's foreign place
    if (url->path() == "/v2/") return challenge();
    if (url->path() == "/proxy_auth") return token(seen);
    return registry(request, *url, seen, lock);
  }

  Answer token(const Seen& seen) {
    if (seen.form != "basic") return answer(403);
    std::string scopes;
    for (const auto& [name, value] : http::query_parameters(seen.query)) {
      if (name != "scope") continue;
      const std::string scope = http::percent_decode(value);
      if (rights.count(seen.secret + " " + scope) == 0) return answer(403);
      scopes += scope + " ";
    }
    return json_answer(200, "{\"token\":\"" + seen.secret + "|" + std::to_string(++tokens_) + "|" +
                                http::percent_encode(scopes) + "\",\"expires_in\":3600}");
  }

  static bool allows(const Seen& seen, const std::string& repository, const std::string& action) {
    const std::string scopes = http::percent_decode(seen.secret);
    const std::string scope = "repository:" + repository + ":";
    const std::size_t at = scopes.find(scope);
    if (at == std::string::npos) return false;
    const std::string actions = scopes.substr(at + scope.size(), scopes.find(' ', at) - at - scope.size());
    return actions.find(action) != std::string::npos;
  }

  Answer registry(const http::Request& request, const http::Url& url, const Seen& seen,
                  std::unique_lock<std::mutex>& lock) {
    const std::string rest = url.path().substr(4);
    const auto part = [&](const std::string& middle) -> std::optional<std::pair<std::string, std::string>> {
      const std::size_t at = rest.find(middle);
      if (at == std::string::npos) return std::nullopt;
      return std::pair(rest.substr(0, at), rest.substr(at + middle.size()));
    };
    const bool reads = request.method == http::Method::kGet || request.method == http::Method::kHead;
    const auto refuse = [&](const std::string& repository) {
      return seen.form != "bearer" || expired.count(seen.secret) != 0 ||
             !allows(seen, repository, reads ? "pull" : "push");
    };
    if (const auto found = part("/blobs/uploads/")) {
      if (refuse(found->first)) return challenge();
      if (request.method == http::Method::kPost) return begin(found->first, url, seen);
      return upload(request, url, lock);
    }
    if (const auto found = part("/blobs/")) {
      if (refuse(found->first)) return challenge();
      const Repository& in = repositories[found->first];
      if (in.blobs.count(found->second) == 0) return answer(404);
      if (request.method == http::Method::kHead) return answer(200);
      return answer(307, "", {{"Location", "https://layers.nvcr.io/" + found->first + "/" + found->second + "?sig=x"}});
    }
    if (const auto found = part("/manifests/")) {
      if (refuse(found->first)) return challenge();
      if (request.method == http::Method::kPut) return store(found->first, found->second, request);
      Repository& in = repositories[found->first];
      const auto tag = in.tags.find(found->second);
      const auto document = in.manifests.find(tag == in.tags.end() ? found->second : tag->second);
      if (document == in.manifests.end()) return answer(404);
      return answer(200, request.method == http::Method::kHead ? "" : document->second.body,
                    {{"Content-Type", document->second.type}, {"Docker-Content-Digest", document->first}});
    }
    return answer(404);
  }

  Answer begin(const std::string& repository, const http::Url& url, const Seen& seen) {
    std::map<std::string, std::string> query;
    for (const auto& [name, value] : http::query_parameters(url.query())) query[name] = http::percent_decode(value);
    if (query.count("mount") != 0 && allows(seen, query["from"], "pull")) {
      const auto& from = repositories[query["from"]].blobs;
      if (const auto blob = from.find(query["mount"]); blob != from.end()) {
        repositories[repository].blobs[blob->first] = blob->second;
        return answer(201);
      }
    }
    const std::string place = "/v2/" + repository + "/blobs/uploads/" + std::to_string(++tokens_) + "?_state=s";
    return answer(202, "", {{"Location", upload_host.empty() ? place : "https://" + upload_host + place}});
  }

  Answer upload(const http::Request& request, const http::Url& url, std::unique_lock<std::mutex>& lock) {
    if (request.body_source == nullptr) return answer(400);
    std::string digest;
    for (const auto& [name, value] : http::query_parameters(url.query())) {
      if (name == "digest") digest = http::percent_decode(value);
    }
    lock.unlock();
    std::string body;
    std::vector<char> room(7000);
    while (body.size() < request.body_source->size) {
      const auto got = request.body_source->read(room.data(), room.size());
      if (!got) return got.error();
      if (*got == 0) return base::Error(base::Errc::kIo, "short");
      body.append(room.data(), *got);
    }
    lock.lock();
    if (digest_of(body) != digest) return answer(400, R"({"errors":[{"code":"DIGEST_INVALID"}]})");
    const std::string& path = url.path();
    const std::string repository = path.substr(4, path.find("/blobs/") - 4);
    repositories[repository].blobs[digest] = body;
    order.push_back("blob " + repository);
    return answer(201, "", {{"Docker-Content-Digest", digest}});
  }

  Answer store(const std::string& repository, const std::string& reference, const http::Request& request) {
    const std::string body(request.body);
    const std::string digest = digest_of(body);
    Repository& in = repositories[repository];
    // As CNCF Distribution: everything that a manifest names must be there.
    for (std::size_t at = body.find("sha256:"); at != std::string::npos; at = body.find("sha256:", at + 1)) {
      const std::string named = body.substr(at, 71);
      const bool foreign = body.find("\"urls\"", at) != std::string::npos;
      if (in.blobs.count(named) == 0 && in.manifests.count(named) == 0 && !foreign) {
        return json_answer(400, R"({"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown"}]})");
      }
    }
    in.manifests[digest] = {request.content_type, body};
    if (reference.find(':') == std::string::npos) in.tags[reference] = digest;
    order.push_back("manifest " + repository + " " + (reference.find(':') == std::string::npos ? reference : "digest"));
    return answer(201, "", {{"Docker-Content-Digest", digest}});
  }

  Answer layer(const http::Request& request, const http::Url& url, std::unique_lock<std::mutex>& lock) {
    EXPECT_FALSE(request.credential) << "a credential went to the blob host";
    const std::size_t slash = url.path().rfind('/');
    const std::string digest = url.path().substr(slash + 1);
    std::string content = repositories[url.path().substr(1, slash - 1)].blobs[digest];
    if (corrupt.count(digest) != 0 && !content.empty()) content.back() ^= 1;
    const std::size_t size = piece;
    lock.unlock();
    for (std::size_t at = 0; at < content.size(); at += size) {
      if (!request.sink(std::string_view(content).substr(at, size))) break;
    }
    return answer(200);
  }

  std::mutex mutex_;
  std::vector<Seen> seen_;
  int tokens_ = 0;
};

}  // namespace ngcs::test
