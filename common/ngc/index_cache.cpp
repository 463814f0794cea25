#include "ngc/index_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "ngc/sha256.h"

namespace ngcs::ngc {
namespace {

constexpr std::string_view kMagic = "ngc-index 1";
constexpr std::string_view kSuffix = ".index";
constexpr std::string_view kTemporarySuffix = ".tmp";
constexpr std::size_t kMaxHead = std::size_t{8} * 1024;
constexpr std::size_t kMaxPart = std::size_t{96} << 20;
constexpr std::time_t kStaleSeconds = 3600;
constexpr std::size_t kNameDigits = 32;

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

std::string random_hex() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  return hex(bytes.data(), bytes.size());
}

std::string sha256(std::string_view text) {
  Sha256 sum;
  sum.update(text);
  return sum.hex();
}

// The salt is fresh for every file: equal keys do not show in two files.
std::string owner(std::string_view salt, const CacheKey& key) {
  Sha256 sum;
  sum.update(salt);
  sum.update("\n");
  sum.update(key.user);
  sum.update("\n");
  if (key.key != nullptr) sum.update(key.key->reveal());
  return sum.hex();
}

// Goes back into a header as it came, or not at all.
bool fits_header(std::string_view value) {
  return value.size() <= 1024 && std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// Of fixed width and at a fixed place, so that it can be written over.
std::string run_field(std::string_view run) {
  std::string field(run.substr(0, kMaxRun));
  field.resize(kMaxRun, ' ');
  return field;
}
std::size_t run_offset() { return kMagic.size() + std::string_view("\nrun ").size(); }

bool pread_all(int fd, char* data, std::size_t size, std::size_t offset) {
  while (size > 0) {
    const ssize_t got = ::pread(fd, data, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    data += got;
    size -= static_cast<std::size_t>(got);
    offset += static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string part_line(std::string_view name, std::string_view content) {
  return std::string(name) + " " + std::to_string(content.size()) + " " + sha256(content) + "\n";
}

}  // namespace

std::optional<std::string> CachedIndex::read(const Part& part) const {
  std::string text(part.bytes, '\0');
  if (!pread_all(file_.get(), text.data(), text.size(), part.offset)) return std::nullopt;
  if (sha256(text) != part.sha256) return std::nullopt;
  return text;
}

std::optional<std::string> CachedIndex::digests() const { return read(digests_); }
std::optional<std::string> CachedIndex::json() const { return read(json_); }

bool CachedIndex::parse_head(std::string_view head, const CacheKey& key, std::size_t file_bytes) {
  const std::size_t end = head.find("\n\n");
  if (end == std::string_view::npos) return false;
  const auto lines = base::split(head.substr(0, end), '\n');
  if (lines.empty() || lines.front() != kMagic) return false;
  std::string_view salt;
  std::string_view recorded_owner;
  std::string_view repository;
  for (const std::string_view line : lines) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return false;
    const std::string_view name = line.substr(0, blank);
    const std::string_view value = line.substr(blank + 1);
    if (name == "run") run_ = base::trim(value);
    if (name == "repository") repository = value;
    if (name == "salt") salt = value;
    if (name == "owner") recorded_owner = value;
    if (name == "etag") notes_.etag = value;
    if (name == "modified") notes_.modified = value;
    if (name == "source") notes_.source = value;
    if (name == "digests" || name == "json") {
      Part& part = name == "json" ? json_ : digests_;
      const auto words = base::split(value, ' ');
      const auto bytes = number(words.front());
      if (words.size() != 2 || !bytes || *bytes > kMaxPart) return false;
      part.bytes = *bytes;
      part.sha256 = words[1];
    }
  }
  digests_.offset = end + 2;
  json_.offset = digests_.offset + digests_.bytes;
  return repository == key.repository && !salt.empty() && recorded_owner == owner(salt, key) &&
         json_.offset + json_.bytes == file_bytes && !json_.sha256.empty() && !digests_.sha256.empty();
}

std::string IndexCache::path(const CacheKey& key) const {
  return directory_ + "/" + sha256(key.repository).substr(0, kNameDigits) + std::string(kSuffix);
}

std::optional<CachedIndex> IndexCache::open(const CacheKey& key) const {
  if (directory_.empty()) return std::nullopt;
  auto file = base::open_private_file(path(key));
  if (!file || !*file) return std::nullopt;
  struct stat status {};
  if (::fstat((*file)->get(), &status) != 0 || status.st_size <= 0) return std::nullopt;
  const auto bytes = static_cast<std::size_t>(status.st_size);
  std::string head(std::min(bytes, kMaxHead), '\0');
  if (!pread_all((*file)->get(), head.data(), head.size(), 0)) return std::nullopt;
  CachedIndex index;
  if (!index.parse_head(head, key, bytes)) return std::nullopt;
  index.file_ = std::move(**file);
  index.checked_ = status.st_mtim.tv_sec;
  return index;
}

std::optional<base::FileLock> IndexCache::lock(const CacheKey& key, int timeout_ms) const {
  if (directory_.empty()) return std::nullopt;
  auto lock = base::FileLock::acquire(path(key) + ".lock", timeout_ms);
  if (!lock) return std::nullopt;
  return std::move(*lock);
}

void IndexCache::store(const CacheKey& key, const CacheNotes& notes, std::string_view run, std::string_view digests,
                       std::string_view json) const {
  if (directory_.empty() || digests.size() > kMaxPart || json.size() > kMaxPart) return;
  const std::string salt = random_hex();
  const std::string unique = random_hex();
  if (salt.empty() || unique.empty() || !base::make_directories(directory_)) return;
  std::string head(kMagic);
  head += "\nrun " + run_field(run) + "\nrepository " + std::string(key.repository) + "\nsalt " + salt + "\nowner " +
          owner(salt, key) + "\n";
  if (!notes.etag.empty() && fits_header(notes.etag)) head += "etag " + notes.etag + "\n";
  if (!notes.modified.empty() && fits_header(notes.modified)) head += "modified " + notes.modified + "\n";
  head += "source " + notes.source + "\n" + part_line("digests", digests) + part_line("json", json) + "\n";
  if (head.size() > kMaxHead) return;

  // Not base::replace_file: its fsync costs more than a lost cache file does, and the sums find a torn one.
  const std::string target = path(key);
  const std::string temporary = target + "." + unique + std::string(kTemporarySuffix);
  const base::UniqueFd file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file) return;
  const bool written =
      base::write_all(file.get(), head) && base::write_all(file.get(), digests) && base::write_all(file.get(), json);
  if (!written || ::rename(temporary.c_str(), target.c_str()) != 0) {
    ::unlink(temporary.c_str());
    return;
  }
  prune(target);
}

void IndexCache::confirm(const CachedIndex& index, std::string_view run) {
  // The descriptor at hand reads only; the file behind it may have been replaced meanwhile.
  const std::string same = "/proc/self/fd/" + std::to_string(index.file_.get());
  const base::UniqueFd file(::open(same.c_str(), O_WRONLY | O_CLOEXEC));
  const std::string field = run_field(run);
  // A write sets the time, too.
  if (file) (void)!::pwrite(file.get(), field.data(), field.size(), static_cast<off_t>(run_offset()));
}

void IndexCache::prune(std::string_view spared) const {
  struct Found {
    std::string path;
    std::time_t changed = 0;
    std::size_t bytes = 0;
  };
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(directory_.c_str()), &::closedir);
  if (!directory) return;
  std::vector<Found> files;
  const std::time_t now = std::time(nullptr);
  while (const dirent* const entry = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe): own stream
    const std::string_view name = entry->d_name;
    const bool temporary = name.ends_with(kTemporarySuffix);
    if (!temporary && !name.ends_with(kSuffix)) continue;
    Found found{directory_ + "/" + std::string(name), 0, 0};
    struct stat status {};
    if (::lstat(found.path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    found.changed = status.st_mtim.tv_sec;
    found.bytes = static_cast<std::size_t>(status.st_size);
    if (temporary) {
      if (found.changed + kStaleSeconds < now) ::unlink(found.path.c_str());
    } else {
      files.push_back(std::move(found));
    }
  }
  std::sort(files.begin(), files.end(), [](const Found& a, const Found& b) { return a.changed > b.changed; });
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const Found& file : files) {
    bytes += file.bytes;
    ++count;
    if ((bytes > kMaxBytes || count > kMaxFiles) && file.path != spared) ::unlink(file.path.c_str());
  }
}

namespace {

// Calls `wanted` with the digest of every line "FILE DIGEST" of this file.
template <typename Wanted>
bool any_digest(std::string_view digests, std::string_view file, Wanted wanted) {
  const std::string needle = std::string(file) + " ";
  for (std::size_t at = 0; (at = digests.find(needle, at)) != std::string_view::npos; at += needle.size()) {
    if (at > 0 && digests[at - 1] != '\n') continue;
    const std::size_t start = at + needle.size();
    if (wanted(digests.substr(start, digests.find('\n', start) - start))) return true;
  }
  return false;
}

}  // namespace

bool lists_digest(std::string_view digests, std::string_view file, std::string_view digest) {
  return !digest.empty() && any_digest(digests, file, [digest](std::string_view listed) { return listed == digest; });
}

bool lists_file(std::string_view digests, std::string_view file) {
  return any_digest(digests, file, [](std::string_view listed) { return !listed.empty(); });
}

}  // namespace ngcs::ngc
