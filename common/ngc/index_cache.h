// Indexes on disk, each bound to the key that got it. A file holds the index as JSON, the digests of its charts, and
// what the service needs to say "unchanged"; of the key only a salted SHA-256, by which another key's view is never
// taken for this one's. Losing a file costs a download and nothing else, so whatever is wrong with one makes it absent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/lock.h"
#include "secret/secret_string.h"

namespace ngcs::ngc {

// For whom and for which repository.
struct CacheKey {
  std::string_view repository;  // "ngc://ORG/TEAM?profile=P"
  std::string_view user;
  const secret::SecretString* key = nullptr;  // nullptr = anonymous
};

// What is stored beside the index.
struct CacheNotes {
  std::string etag;      // of the service; may be empty
  std::string modified;  // its Last-Modified; may be empty
  std::string source;    // SHA-256 of the index as it came
};

// Names the run of a client, for indexes that one run asks for many times: at most so many visible characters.
inline constexpr std::size_t kMaxRun = 40;

class CachedIndex {
 public:
  [[nodiscard]] const CacheNotes& notes() const noexcept { return notes_; }
  // Seconds since 1970 when the service last said that this is the index, and for which run it did.
  [[nodiscard]] std::int64_t checked() const noexcept { return checked_; }
  [[nodiscard]] const std::string& run() const noexcept { return run_; }
  // Nothing where the file is damaged.
  [[nodiscard]] std::optional<std::string> digests() const;
  [[nodiscard]] std::optional<std::string> json() const;

 private:
  friend class IndexCache;
  struct Part {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::string sha256;
  };
  [[nodiscard]] std::optional<std::string> read(const Part& part) const;
  [[nodiscard]] bool parse_head(std::string_view head, const CacheKey& key, std::size_t file_bytes);

  base::UniqueFd file_;
  CacheNotes notes_;
  std::int64_t checked_ = 0;
  std::string run_;
  Part digests_;
  Part json_;
};

class IndexCache {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{256} << 20;  // of all files; the oldest go first
  static constexpr std::size_t kMaxFiles = 64;

  // An empty `directory` is a cache that never holds anything.
  explicit IndexCache(std::string directory) : directory_(std::move(directory)) {}

  // Nothing where there is none for exactly this repository, user and key.
  [[nodiscard]] std::optional<CachedIndex> open(const CacheKey& key) const;
  // Among processes that want the same repository: who gets it asks the service, the others find the answer here.
  // Nothing where it cannot be had in time; then each asks for itself.
  [[nodiscard]] std::optional<base::FileLock> lock(const CacheKey& key, int timeout_ms) const;
  // Whole or not at all; a failure (a full disk) leaves no file.
  void store(const CacheKey& key, const CacheNotes& notes, std::string_view run, std::string_view digests,
             std::string_view json) const;
  // The service has just said that it is unchanged.
  static void confirm(const CachedIndex& index, std::string_view run);

 private:
  [[nodiscard]] std::string path(const CacheKey& key) const;
  void prune(std::string_view spared) const;

  std::string directory_;
};

// The digests that the lines "FILE DIGEST" give for a file: usually one.
[[nodiscard]] bool lists_digest(std::string_view digests, std::string_view file, std::string_view digest);
[[nodiscard]] bool lists_file(std::string_view digests, std::string_view file);

}  // namespace ngcs::ngc
