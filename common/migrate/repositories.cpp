#include "migrate/repositories.h"

#include <utility>

#include "base/text.h"
#include "http/url.h"
#include "ngc/service_error.h"
#include "ngc/sha256.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

// A blob may be many gigabytes: what counts is that it moves. Registries may need a while to store it after the last
// byte.
constexpr int kBlobTimeoutMs = 12 * 3600 * 1000;
constexpr int kBlobStallMs = 120 * 1000;
constexpr int kManifestTimeoutMs = 60 * 1000;
constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;

std::string address(const std::string& repository, const std::string& rest) {
  return "https://nvcr.io/v2/" + repository + "/" + rest;
}

std::string sha256_of(std::string_view bytes) {
  ngc::Sha256 hash;
  hash.update(bytes);
  return "sha256:" + hash.hex();
}

std::string writing(const std::string& repository) { return ngc::repository_scope(repository, "pull,push"); }

Error refused(http::Method method, const std::string& repository, const std::string& rest,
              const http::Response& response) {
  return ngc::answer_error(std::string(http::method_name(method)) + " " + address(repository, rest), response, nullptr);
}

// Nothing where the answer states no digest.
base::Result<void> same_digest(const http::Response& response, const std::string& digest, const std::string& what) {
  const auto stated = response.first("Docker-Content-Digest");
  if (!stated || base::trim(*stated) == digest) return {};
  return Error(Errc::kDamaged, what + ": the registry states another digest than " + digest);
}

}  // namespace

base::Result<FetchedManifest> Source::manifest(const std::string& repository, const std::string& reference) {
  return patience_.with([&] { return manifest_once(repository, reference); });
}

base::Result<FetchedManifest> Source::manifest_once(const std::string& repository, const std::string& reference) {
  http::Request request;
  request.max_body = kMaxManifestBytes;
  request.total_timeout_ms = kManifestTimeoutMs;
  request.retry = false;
  request.headers.push_back({"Accept", accepted_types()});
  const std::string rest = "manifests/" + reference;
  auto response = session_.get(http::Method::kGet, repository, rest, std::move(request));
  if (!response) return response.error();
  if (response->status != 200) {
    patience_.heed(*response, clock_.now());
    return refused(http::Method::kGet, repository, rest, *response);
  }
  FetchedManifest fetched;
  fetched.digest = sha256_of(response->body);
  const std::string what = "GET " + address(repository, rest);
  if (reference.starts_with("sha256:") && fetched.digest != reference) {
    return Error(Errc::kDamaged, what + ": what came is another manifest than was asked for");
  }
  if (auto same = same_digest(*response, fetched.digest, what); !same) return same.error();
  auto parsed = parse_manifest(response->body, response->content_type);
  if (!parsed)
    return parsed.error().with_context(repository + (reference.find(':') == reference.npos ? ":" : "@") + reference);
  fetched.parsed = std::move(*parsed);
  fetched.body = std::move(response->body);
  return fetched;
}

base::Result<void> Source::blob(const std::string& repository, const std::string& digest,
                                const std::function<bool(std::string_view)>& sink) {
  http::Request request;
  request.max_body = kMaxBlobBytes;  // the receiver counts against the manifest
  request.sink = sink;
  request.total_timeout_ms = kBlobTimeoutMs;
  request.stall_timeout_ms = kBlobStallMs;
  request.retry = false;
  const std::string rest = "blobs/" + digest;
  const auto response = session_.get(http::Method::kGet, repository, rest, std::move(request));
  if (!response) return response.error();
  if (response->status != 200) return refused(http::Method::kGet, repository, rest, *response);
  return {};
}

base::Result<http::Response> Target::ask(http::Method method, const std::string& repository, const std::string& rest,
                                         http::Request request) {
  request.method = method;
  // libcurl holds the announced length of a HEAD against the limit, too.
  request.max_body = method == http::Method::kHead ? std::size_t{kMaxBlobBytes} : kMaxAnswer;
  request.retry = false;
  return patience_.with([&]() -> base::Result<http::Response> {
    auto response = session_.send(writing(repository), repository, rest, request);
    if (!response) return response;
    if (response->status == 429 || response->status >= 500) {
      patience_.heed(*response, clock_.now());
      return refused(method, repository, rest, *response);
    }
    return response;
  });
}

base::Result<std::optional<std::string>> Target::manifest_digest(const std::string& repository,
                                                                 const std::string& reference) {
  http::Request request;
  request.headers.push_back({"Accept", accepted_types()});
  const std::string rest = "manifests/" + reference;
  const auto response = ask(http::Method::kHead, repository, rest, std::move(request));
  if (!response) return response.error();
  if (response->status == 404) return std::optional<std::string>();
  if (response->status != 200) return refused(http::Method::kHead, repository, rest, *response);
  if (const auto stated = response->first("Docker-Content-Digest")) {
    return std::optional<std::string>(std::string(base::trim(*stated)));
  }
  // A registry that answers a question by digest has what was asked for; of a tag nothing is known.
  return std::optional<std::string>(reference.starts_with("sha256:") ? reference : std::string("unknown"));
}

base::Result<bool> Target::has_blob(const std::string& repository, const std::string& digest) {
  const std::string rest = "blobs/" + digest;
  const auto response = ask(http::Method::kHead, repository, rest);
  if (!response) return response.error();
  // A redirect to the blob host is only given for what is there.
  if (response->status == 200 || response->status == 307 || response->status == 302) return true;
  if (response->status == 404) return false;
  return refused(http::Method::kHead, repository, rest, *response);
}

base::Result<Target::Begun> Target::begin(const std::string& repository, const std::string& digest,
                                          const std::string& from) {
  std::string rest = "blobs/uploads/";
  std::string scope = writing(repository);
  if (!from.empty()) {
    rest += "?mount=" + http::percent_encode(digest) + "&from=" + http::percent_encode(from);
    scope += " " + ngc::repository_scope(from, "pull");
  }
  const auto response = patience_.with([&]() -> base::Result<http::Response> {
    http::Request request;
    request.method = http::Method::kPost;
    request.max_body = kMaxAnswer;
    request.retry = false;
    auto answer = session_.send(scope, repository, rest, std::move(request));
    if (answer && (answer->status == 429 || answer->status >= 500)) {
      patience_.heed(*answer, clock_.now());
      return refused(http::Method::kPost, repository, "blobs/uploads/", *answer);
    }
    return answer;
  });
  if (!response) return response.error();
  if (response->status == 201 && !from.empty()) return Begun{true, {}};
  if (response->status != 202) return refused(http::Method::kPost, repository, "blobs/uploads/", *response);
  const auto location = response->first("Location");
  const std::string start = address(repository, "blobs/uploads/");
  if (!location) return Error(Errc::kUnexpected, "POST " + start + " names no place for the upload");
  const auto base = http::Url::parse(start);
  if (!base) return base.error();
  const auto place = base->resolve(*location);
  if (!place) return place.error().with_context("the place that POST " + start + " names");
  return Begun{false, place->str()};
}

base::Result<void> Target::complete(const std::string& repository, const std::string& digest,
                                    const std::string& location, const http::BodySource& source) {
  auto place = http::Url::parse(location);
  if (!place) return place.error();
  const std::string& query = place->query();
  place->set_query(query + (query.empty() ? "" : "&") + "digest=" + http::percent_encode(digest));
  http::Request request;
  request.method = http::Method::kPut;
  request.content_type = "application/octet-stream";
  request.body_source = &source;
  request.max_body = kMaxAnswer;
  request.total_timeout_ms = kBlobTimeoutMs;
  request.stall_timeout_ms = kBlobStallMs;
  request.retry = false;
  const auto response = session_.send_to(writing(repository), *place, std::move(request));
  if (!response) return response.error();
  const std::string what = "PUT " + place->without_query();
  if (response->status != 201 && response->status != 204) return ngc::answer_error(what, *response, nullptr);
  return same_digest(*response, digest, what);
}

base::Result<void> Target::put_manifest(const std::string& repository, const std::string& reference,
                                        const FetchedManifest& manifest) {
  http::Request request;
  request.content_type = manifest.parsed.media_type;
  request.body = manifest.body;
  request.total_timeout_ms = kManifestTimeoutMs;
  const std::string rest = "manifests/" + reference;
  const auto response = ask(http::Method::kPut, repository, rest, std::move(request));
  if (!response) return response.error();
  if (response->status != 201 && response->status != 200 && response->status != 202) {
    return refused(http::Method::kPut, repository, rest, *response);
  }
  return same_digest(*response, manifest.digest, "PUT " + address(repository, rest));
}

bool Target::may_read(const std::string& repository) { return session_.token(repository, "pull").has_value(); }

}  // namespace ngcs::migrate
