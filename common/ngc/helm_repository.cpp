#include "ngc/helm_repository.h"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "http/redirect.h"
#include "ngc/index_json.h"
#include "ngc/service_error.h"
#include "ngc/sha256.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxChartBytes = std::size_t{4} << 30;
constexpr std::size_t kMaxProvenanceBytes = std::size_t{1} << 20;
// Helm updates all repositories at once, one process each: a busy machine or service may take a while to accept.
constexpr int kConnectTimeoutMs = 20000;
constexpr int kLockTimeoutMs = 20000;
constexpr int kMaxConnections = 3;  // of one call, where the connection breaks off
constexpr int kUnauthorized = 401;
constexpr int kPaymentRequired = 402;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kTooManyRequests = 429;
constexpr int kNotModified = 304;
constexpr int kUnavailableForLegalReasons = 451;
constexpr int kServerErrors = 500;

// Named in every remedy: the command that finds the cause.
constexpr std::string_view kAskWhy = "`helm ngc diagnose` finds out why";

// A cut connection may stand again at once; other failures below HTTP have been retried or will not change.
bool broke_off(const Error& error) {
  return error.code == Errc::kNetwork && (error.detail == http::kBroken || error.detail == http::kNoAnswer);
}

std::string digest_lines(std::vector<std::pair<std::string, std::string>> digests) {
  std::sort(digests.begin(), digests.end());
  std::string lines;
  for (const auto& [file, digest] : digests) {
    lines += file;
    lines += ' ';
    lines += digest;
    lines += '\n';
  }
  return lines;
}

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.first(name).value_or(std::string_view()));
}

std::string remedy(const HelmUrl& where, int status, bool with_key) {
  const std::string space = where.space.path();
  switch (status) {
    case kUnauthorized:
      if (!with_key) return "no key is recorded for it: run `helm ngc login`";
      return "the key is refused, or may not read " + space + "; " + std::string(kAskWhy);
    case kPaymentRequired:
    case kForbidden:
      return "the key may not read " + space + ": ask an admin of that org for access; " + std::string(kAskWhy);
    case kNotFound:
      if (where.kind == HelmUrl::Kind::kProvenance) return "this chart is not signed";
      return where.kind == HelmUrl::Kind::kChart ? "run `helm repo update`: the chart may have been removed"
                                                 : "check the spelling of " + space;
    case kTooManyRequests:
      return "NGC asks for patience: try again in a minute";
    case kUnavailableForLegalReasons:
      return "NGC does not offer it in this region";
    default:
      if (status >= kServerErrors) return "the fault is on NGC's side: try again later";
      return std::string(kAskWhy);
  }
}

http::Request request_for(const HelmUrl& where, const HelmAccess& access) {
  http::Request request;
  request.url = where.https_url();
  if (access.key != nullptr) {
    request.credential = http::Credential{http::Credential::Form::kBasic, access.user, access.key};
  }
  return request;
}

}  // namespace

std::string helm_cache_dir(const base::Paths& paths) { return paths.cache_dir + "/helm"; }

std::string run_of_parent() {
  constexpr std::size_t kMaxStat = 4096;
  constexpr std::size_t kStartField = 19;  // of those behind the command's name; proc(5), field 22
  const std::string parent = std::to_string(::getppid());
  const auto stat = base::read_file("/proc/" + parent + "/stat", kMaxStat);
  if (!stat || !*stat) return {};
  const std::string_view text = **stat;
  const std::size_t end = text.rfind(") ");  // the name may hold blanks and brackets
  if (end == std::string_view::npos) return {};
  const auto fields = base::split(text.substr(end + 2), ' ');
  if (fields.size() <= kStartField) return {};
  return parent + "." + std::string(fields[kStartField]);
}

Error helm_error(const HelmUrl& where, const http::Response& response, const secret::SecretString* key) {
  Error error = answer_error("GET " + where.https_url(), response, key);
  if (response.status == kUnauthorized) error.code = Errc::kRejected;
  error.hint = remedy(where, response.status, key != nullptr);
  return error;
}

base::Result<http::Response> HelmRepository::send(http::Request request, const std::function<bool()>& restart) {
  request.connect_timeout_ms = kConnectTimeoutMs;
  const std::int64_t start = clock_.monotonic_ms();
  for (int connections = 1;; ++connections) {
    const std::int64_t left = options_.total_timeout_ms - (clock_.monotonic_ms() - start);
    request.total_timeout_ms = static_cast<int>(std::max<std::int64_t>(1, left));
    auto response = http::send_following(transport_, request);
    if (response || !broke_off(response.error()) || connections == kMaxConnections || left <= 1) return response;
    if (!restart()) return response;
  }
}

std::optional<FetchedIndex> HelmRepository::recent(const std::optional<CachedIndex>& known) const {
  if (!known || options_.run.empty() || known->run() != options_.run) return std::nullopt;
  const std::int64_t age = clock_.now() - known->checked();
  if (age < 0 || age * 1000 >= options_.reuse_ms) return std::nullopt;
  auto json = known->json();
  auto digests = known->digests();
  if (!json || !digests) return std::nullopt;
  return FetchedIndex{std::move(*json), std::move(*digests), FetchedIndex::From::kRecent};
}

base::Result<FetchedIndex> HelmRepository::index(const HelmUrl& where, const HelmAccess& access) {
  const std::string repository = where.repository();
  const CacheKey key{repository, access.user, access.key};
  auto known = cache_.open(key);
  if (auto index = recent(known)) return std::move(*index);
  std::optional<base::FileLock> lock;
  if (!options_.run.empty()) {
    // `helm dependency update` starts one process for every dependency, all at once and all for the same index.
    lock = cache_.lock(key, kLockTimeoutMs);
    known = cache_.open(key);
    if (auto index = recent(known)) return std::move(*index);
  }
  return download_index(where, access, key, std::move(known));
}

base::Result<FetchedIndex> HelmRepository::download_index(const HelmUrl& where, const HelmAccess& access,
                                                          const CacheKey& key, std::optional<CachedIndex> known) {
  HelmUrl place = where;
  place.kind = HelmUrl::Kind::kIndex;
  const IndexLimits limits;
  std::string text;
  http::Request request = request_for(place, access);
  request.compressed = true;
  request.max_body = limits.input_bytes;
  if (known) {
    if (!known->notes().etag.empty()) request.headers.push_back({"If-None-Match", known->notes().etag});
    if (!known->notes().modified.empty()) request.headers.push_back({"If-Modified-Since", known->notes().modified});
  }
  request.sink = [&](std::string_view piece) {
    text.append(piece);
    if (options_.progress) options_.progress(text.size(), 0);
    return true;
  };
  const auto response = send(request, [&text] {
    text.clear();
    return true;
  });
  if (!response) return response.error();

  // The same index again: by the service's word, or by its bytes where it knows no conditions.
  const auto unchanged = [&]() -> std::optional<FetchedIndex> {
    auto json = known->json();
    auto digests = known->digests();
    if (!json || !digests) return std::nullopt;
    IndexCache::confirm(*known, options_.run);
    return FetchedIndex{std::move(*json), std::move(*digests), FetchedIndex::From::kUnchanged};
  };
  if (response->status == kNotModified && known) {
    if (auto index = unchanged()) return std::move(*index);
    return download_index(where, access, key, std::nullopt);  // the cached one is damaged: without a condition
  }
  if (response->status != 200) return helm_error(place, *response, access.key);
  Sha256 sum;
  sum.update(text);
  CacheNotes notes{header(*response, "ETag"), header(*response, "Last-Modified"), sum.hex()};
  if (known && known->notes().source == notes.source && known->notes().etag == notes.etag &&
      known->notes().modified == notes.modified) {
    if (auto index = unchanged()) return std::move(*index);
  }

  std::vector<std::pair<std::string, std::string>> digests;
  auto json = index_to_json(
      text, place.space, place.profile,
      [&digests](std::string_view file, std::string_view digest) { digests.emplace_back(file, digest); }, limits);
  if (!json) return json.error().with_context(place.https_url());
  FetchedIndex index{std::move(*json), digest_lines(std::move(digests)), FetchedIndex::From::kService};
  cache_.store(key, notes, options_.run, index.digests, index.json);
  return index;
}

base::Result<ChartIndex> HelmRepository::charts(const registry::Space& space, const HelmAccess& access) {
  HelmUrl where;
  where.space = space;
  const auto fetched = index(where, access);
  if (!fetched) return fetched.error();
  return ChartIndex::parse(fetched->json);
}

base::Result<http::Response> HelmRepository::stream(http::Request request, int to, FetchedFile& file) {
  const off_t start = ::lseek(to, 0, SEEK_CUR);
  std::optional<Sha256> sum(std::in_place);
  base::Result<void> written;
  request.sink = [&](std::string_view piece) {
    written = base::write_all(to, piece);
    if (!written) return false;
    sum->update(piece);
    file.bytes += piece.size();
    if (options_.progress) options_.progress(file.bytes, 0);
    return true;
  };
  auto response = send(std::move(request), [&] {
    if (file.bytes > 0 && (start < 0 || ::ftruncate(to, start) != 0 || ::lseek(to, start, SEEK_SET) < 0)) return false;
    sum.emplace();
    file.bytes = 0;
    return true;
  });
  if (!written) return written.error();
  file.sha256 = sum->hex();
  return response;
}

base::Result<FetchedFile> HelmRepository::file(const HelmUrl& where, const HelmAccess& access, int to) {
  if (where.kind == HelmUrl::Kind::kIndex) return Error(Errc::kInternal, "an index is no chart");
  FetchedFile file;
  http::Request request = request_for(where, access);
  request.max_body = where.kind == HelmUrl::Kind::kProvenance ? kMaxProvenanceBytes : kMaxChartBytes;
  const auto response = stream(std::move(request), to, file);
  if (!response) return response.error();
  if (response->status != 200) return helm_error(where, *response, access.key);
  return file;
}

base::Result<FetchedFile> HelmRepository::foreign_file(const std::string& url, int to) {
  FetchedFile file;
  http::Request request;
  request.url = url;
  request.max_body = kMaxChartBytes;
  const auto response = stream(std::move(request), to, file);
  if (!response) return response.error();
  if (response->status != 200) return answer_error("GET " + url, *response, nullptr);
  return file;
}

base::Result<HelmRepository::Listed> HelmRepository::verify(const HelmUrl& where, std::string_view sha256,
                                                            const HelmAccess& access) {
  const std::string repository = where.repository();
  const CacheKey key{repository, access.user, access.key};
  const std::string file = where.chart_file();
  auto known = cache_.open(key);
  if (known) {
    const auto digests = known->digests();
    if (digests && lists_digest(*digests, file, sha256)) return Listed::kMatches;
    if (!digests) known.reset();
  }
  const auto fresh = download_index(where, access, key, std::move(known));
  if (!fresh) return fresh.error();
  if (lists_digest(fresh->digests, file, sha256)) return Listed::kMatches;
  return lists_file(fresh->digests, file) ? Listed::kDiffers : Listed::kNoDigest;
}

}  // namespace ngcs::ngc
