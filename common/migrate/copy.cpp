#include "migrate/copy.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <thread>

#include "migrate/pipe.h"
#include "ngc/sha256.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

constexpr int kUnauthorised = 401;

Error too_deep(const std::string& repository) {
  return {Errc::kUnexpected, repository + ": the image nests indexes deeper, or holds more manifests, than is copied"};
}

// Runs the download beside the upload, and waits for its end whatever happens.
class Download {
 public:
  Download(Source& source, const std::string& repository, const Descriptor& blob)
      : source_(source), repository_(repository), blob_(blob), pipe_(blob.size) {}
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;
  ~Download() {
    pipe_.give_up();
    if (thread_.joinable()) thread_.join();
  }

  base::Result<void> start() {
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      return Error(Errc::kUnavailable, "the system gives no thread for a download", "try again with fewer --jobs");
    }
    return pipe_.wait_for_start();
  }
  [[nodiscard]] Pipe& pipe() { return pipe_; }

 private:
  void run() {
    ngc::Sha256 hash;
    std::uint64_t came = 0;
    const auto done = source_.blob(repository_, blob_.digest, [&](std::string_view piece) {
      hash.update(piece);
      came += piece.size();
      return pipe_.put(piece);
    });
    if (!done) return pipe_.fail(done.error());
    if (came != blob_.size) {
      return pipe_.fail({came < blob_.size ? Errc::kNetwork : Errc::kUnexpected,
                         repository_ + ": " + blob_.digest + " came with " + std::to_string(came) + " of " +
                             std::to_string(blob_.size) + " bytes",
                         {},
                         http::kBroken});
    }
    if ("sha256:" + hash.hex() != blob_.digest) {
      return pipe_.fail({Errc::kDamaged, repository_ + ": what came for " + blob_.digest + " has another digest",
                         "nothing of it was stored; try again, and tell the image's owner if it stays so"});
    }
    pipe_.finish();
  }

  Source& source_;
  const std::string& repository_;
  const Descriptor& blob_;
  Pipe pipe_;
  std::thread thread_;
};

// Brings everything of one image.
class Copy {
 public:
  Copy(const Hands& hands, Arrivals& arrivals, const CopyOrder& order, const Progress& progress)
      : hands_(hands), arrivals_(arrivals), order_(order), progress_(progress) {}

  base::Result<Tally> run() {
    if (auto done = bring(order_.digest, 0, order_.tag); !done) return std::move(done).error();
    // What the target itself says now, and not what it said while it was written.
    const std::string reference = order_.tag.empty() ? order_.digest : order_.tag;
    const auto there = hands_.target.manifest_digest(order_.to, reference);
    if (!there) return there.error();
    if (!*there || **there != order_.digest) {
      return Error(Errc::kDamaged, order_.to + ": the registry took the image, and names another digest afterwards");
    }
    return std::move(tally_);
  }

 private:
  base::Result<void> bring(const std::string& digest, int depth, const std::string& tag) {
    if (depth > kMaxDepth || ++manifests_ > kMaxManifests) return too_deep(order_.from);
    auto there = hands_.target.manifest_digest(order_.to, digest);
    if (!there) return there.error();
    // A manifest that is there came after everything that it names.
    if (*there && tag.empty()) return {};
    const auto manifest = hands_.source.manifest(order_.from, digest);
    if (!manifest) return manifest.error();
    if (!*there) {
      for (const Descriptor& child : manifest->parsed.manifests) {
        if (auto done = bring(child.digest, depth + 1, {}); !done) return done;
      }
      for (const Descriptor& blob : manifest->parsed.blobs) {
        if (auto done = bring_blob(blob); !done) return done;
      }
    }
    auto put = hands_.target.put_manifest(order_.to, tag.empty() ? digest : tag, *manifest);
    if (put) tell(manifest->body.size());
    if (!put && !tally_.foreign.empty()) {
      Error error = put.error();
      error.message += "; it names layers that lie outside the registry";
      return error;
    }
    return put;
  }

  base::Result<void> bring_blob(const Descriptor& blob) {
    if (blob.foreign) {
      tally_.foreign.push_back(blob.digest);
      return {};
    }
    if (!arrivals_.claim(order_.to, blob.digest)) {
      ++tally_.present;
      tell(blob.size);
      return {};
    }
    Patience patience(hands_.sleep);
    auto done = patience.with([&] { return bring_once(blob); });
    // The token ended between the upload's beginning and its body, which could not be sent twice: once more with a new
    // one.
    if (!done && done.error().detail == kUnauthorised) done = patience.with([&] { return bring_once(blob); });
    arrivals_.brought(order_.to, blob.digest, done.has_value());
    return done;
  }

  base::Result<void> bring_once(const Descriptor& blob) {
    const auto there = hands_.target.has_blob(order_.to, blob.digest);
    if (!there) return there.error();
    if (*there) {
      ++tally_.present;
      tell(blob.size);
      return {};
    }
    std::optional<Target::Begun> begun;
    if (order_.mount) {
      // Taking over is a favour: a registry that cannot, or a token service that takes one repository only, is no
      // reason not to send the blob.
      auto mounted = hands_.target.begin(order_.to, blob.digest, order_.from);
      if (mounted && mounted->mounted) {
        ++tally_.mounts;
        tell(blob.size);
        return {};
      }
      if (mounted) begun = std::move(*mounted);
    }
    return send(blob, begun);
  }

  base::Result<void> send(const Descriptor& blob, std::optional<Target::Begun>& begun) {
    Download download(hands_.source, order_.from, blob);
    if (auto started = download.start(); !started) return started;
    if (!begun) {
      auto place = hands_.target.begin(order_.to, blob.digest, {});
      if (!place) return std::move(place).error();
      begun = std::move(*place);
    }
    const http::BodySource body{.size = blob.size, .read = [&](char* into, std::size_t room) {
                                  auto got = download.pipe().take(into, room);
                                  if (got) tell(*got);
                                  return got;
                                }};
    // Nothing is read of an empty blob, so that its end has to be waited for here.
    if (blob.size == 0) {
      char none = 0;
      if (auto ended = download.pipe().take(&none, 1); !ended) return std::move(ended).error();
    }
    auto done = hands_.target.complete(order_.to, blob.digest, begun->location, body);
    // The download's failure is the cause where both ended.
    if (!done) {
      if (auto cause = download.pipe().failure()) return *cause;
      return done;
    }
    ++tally_.uploads;
    tally_.bytes += blob.size;
    return {};
  }

  void tell(std::uint64_t bytes) const {
    if (progress_) progress_(bytes);
  }

  const Hands& hands_;
  Arrivals& arrivals_;
  const CopyOrder& order_;
  const Progress& progress_;
  Tally tally_;
  std::size_t manifests_ = 0;
};

class Walk {
 public:
  Walk(Source& source, const std::string& repository) : source_(source), repository_(repository) {}

  base::Result<Inventory> run(const std::string& reference) {
    if (auto done = look(reference, 0); !done) return std::move(done).error();
    found_.manifests = known_.size();
    for (const auto& [digest, size] : found_.blobs) found_.bytes += size;
    return std::move(found_);
  }

 private:
  base::Result<void> look(const std::string& reference, int depth) {
    if (known_.count(reference) != 0) return {};
    if (depth > kMaxDepth || known_.size() >= kMaxManifests) return too_deep(repository_);
    const auto manifest = source_.manifest(repository_, reference);
    if (!manifest) return manifest.error();
    known_.insert(manifest->digest);
    if (found_.digest.empty()) found_.digest = manifest->digest;
    found_.bytes += manifest->body.size();
    for (const Descriptor& child : manifest->parsed.manifests) {
      if (auto done = look(child.digest, depth + 1); !done) return done;
    }
    for (const Descriptor& blob : manifest->parsed.blobs) {
      if (blob.foreign) {
        if (std::find(found_.foreign.begin(), found_.foreign.end(), blob.digest) == found_.foreign.end()) {
          found_.foreign.push_back(blob.digest);
        }
        continue;
      }
      found_.blobs.emplace(blob.digest, blob.size);
    }
    return {};
  }

  Source& source_;
  const std::string& repository_;
  Inventory found_;
  std::set<std::string> known_;
};

}  // namespace

bool Arrivals::claim(const std::string& repository, const std::string& digest) {
  const Key key(repository, digest);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return coming_.count(key) == 0; });
  if (there_.count(key) != 0) return false;
  coming_.insert(key);
  return true;
}

void Arrivals::brought(const std::string& repository, const std::string& digest, bool there) {
  const std::lock_guard lock(mutex_);
  const Key key(repository, digest);
  coming_.erase(key);
  if (there) there_.insert(key);
  changed_.notify_all();
}

base::Result<Tally> copy_image(const Hands& hands, Arrivals& arrivals, const CopyOrder& order,
                               const Progress& progress) {
  return Copy(hands, arrivals, order, progress).run();
}

base::Result<Inventory> take_inventory(Source& source, const std::string& repository, const std::string& reference) {
  return Walk(source, repository).run(reference);
}

}  // namespace ngcs::migrate
