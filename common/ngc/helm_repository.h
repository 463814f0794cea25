// helm.ngc.nvidia.com: indexes and chart files. Wire facts with their sources: docs/wire.md, "Helm repositories".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/paths.h"
#include "base/result.h"
#include "http/transport.h"
#include "ngc/chart_index.h"
#include "ngc/helm_url.h"
#include "ngc/index_cache.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

// Where indexes are kept, for getter and commands alike.
[[nodiscard]] std::string helm_cache_dir(const base::Paths& paths);

// "PID.START" of the process that started this one; empty where /proc does not tell.
[[nodiscard]] std::string run_of_parent();

// How an answer other than the hoped-for one reads: as answer_error(), 401 as kRejected, with the remedy as hint.
[[nodiscard]] base::Error helm_error(const HelmUrl& where, const http::Response& response,
                                     const secret::SecretString* key);

// With which key. `key` is borrowed; nullptr = anonymous, which public charts allow.
struct HelmAccess {
  std::string user = "$oauthtoken";
  const secret::SecretString* key = nullptr;
};

struct HelmOptions {
  std::string cache_dir;          // helm_cache_dir(); empty = no cache
  int total_timeout_ms = 120000;  // of one call, retries included
  // An index that this run of a client (a name without blanks, see run_of_parent) got less than this long ago with the
  // same key is used without asking again: Helm asks once for every dependency. Empty = never.
  std::string run;
  int reuse_ms = 60000;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // total 0 = unknown
};

struct FetchedIndex {
  std::string json;     // compact JSON
  std::string digests;  // lines "FILE DIGEST", sorted
  enum class From { kService, kUnchanged, kRecent } from = From::kService;
};

struct FetchedFile {
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 hex digits
};

class HelmRepository {
 public:
  HelmRepository(http::Transport& transport, const base::Clock& clock, HelmOptions options)
      : transport_(transport), clock_(clock), options_(std::move(options)), cache_(options_.cache_dir) {}

  // The index of `where.space`, conditionally: what the cache holds of the same key is used where the service says that
  // it is unchanged. Errors: below HTTP as Transport; kNotEntitled (402, 403, 451), kRejected (401), kNotFound (404),
  // kService (429, 5xx), kUnexpected with the status as detail; kInvalidInput and kTooLarge for an index that Helm
  // could not read either.
  [[nodiscard]] base::Result<FetchedIndex> index(const HelmUrl& where, const HelmAccess& access);

  // The same, read.
  [[nodiscard]] base::Result<ChartIndex> charts(const registry::Space& space, const HelmAccess& access);

  // A chart or its provenance, streamed into the descriptor `to`; follows redirects without the key. Constant memory.
  // What has been written when it fails is not cut off again.
  [[nodiscard]] base::Result<FetchedFile> file(const HelmUrl& where, const HelmAccess& access, int to);

  // The same of an https URL elsewhere, which an index may name: never with a key. Errors as answer_error().
  [[nodiscard]] base::Result<FetchedFile> foreign_file(const std::string& url, int to);

  // Compares a file that has arrived with the index of this key. What the cache holds is asked first, however old: only
  // where it does not agree, the service is asked for the index, too.
  enum class Listed {
    kMatches,
    kDiffers,
    kNoDigest,  // the index does not list the file, or gives no SHA-256 for it
  };
  [[nodiscard]] base::Result<Listed> verify(const HelmUrl& where, std::string_view sha256, const HelmAccess& access);

 private:
  [[nodiscard]] std::optional<FetchedIndex> recent(const std::optional<CachedIndex>& known) const;
  // Within the total time, again where the connection breaks off and `restart` says that nothing stands in the way.
  [[nodiscard]] base::Result<http::Response> send(http::Request request, const std::function<bool()>& restart);
  // The body into `to`.
  [[nodiscard]] base::Result<http::Response> stream(http::Request request, int to, FetchedFile& file);
  [[nodiscard]] base::Result<FetchedIndex> download_index(const HelmUrl& where, const HelmAccess& access,
                                                          const CacheKey& key, std::optional<CachedIndex> known);

  http::Transport& transport_;
  const base::Clock& clock_;
  HelmOptions options_;
  IndexCache cache_;
};

}  // namespace ngcs::ngc
