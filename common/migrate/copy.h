// Copies one image with everything that belongs to it, from one repository to another. Blobs come before the manifests
// that name them, manifests of architectures before their index, tags last: at every moment the target holds whole
// images only, so that a copy that was killed goes on where it stopped, with the registry itself as its record.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/transport.h"
#include "migrate/repositories.h"

namespace ngcs::migrate {

// What one thread copies with. The download of a blob runs in a thread of its own, with the source's transport, while
// this thread uploads.
struct Hands {
  Source& source;
  Target& target;
  std::function<void(int ms)> sleep;
};

// Blobs of target repositories that are there, or on their way there by another thread: each goes once.
class Arrivals {
 public:
  // True: the caller brings it, and says so with brought(). False: it is there. Waits while another thread brings it.
  [[nodiscard]] bool claim(const std::string& repository, const std::string& digest);
  void brought(const std::string& repository, const std::string& digest, bool there);

 private:
  using Key = std::pair<std::string, std::string>;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Key> there_;
  std::set<Key> coming_;
};

// What was done for one image.
struct Tally {
  std::uint64_t bytes = 0;    // uploaded
  std::uint64_t uploads = 0;  // blobs
  std::uint64_t mounts = 0;
  std::uint64_t present = 0;         // blobs that were there
  std::vector<std::string> foreign;  // layers that lie elsewhere
};

struct CopyOrder {
  std::string from;    // repository
  std::string digest;  // of the manifest that is copied
  std::string to;      // repository
  std::string tag;     // empty = by digest only
  bool mount = false;  // the target's key may read `from`
};

// Indexes in indexes, and manifests of one image, beyond which an image is refused.
inline constexpr int kMaxDepth = 4;
inline constexpr std::size_t kMaxManifests = 2048;

// Called with the bytes that are there now and were not before, sent or found; from several threads.
using Progress = std::function<void(std::uint64_t bytes)>;

[[nodiscard]] base::Result<Tally> copy_image(const Hands& hands, Arrivals& arrivals, const CopyOrder& order,
                                             const Progress& progress);

// What copying would bring: every manifest and blob of an image, each once.
struct Inventory {
  std::string digest;       // of the manifest that the reference names
  std::uint64_t bytes = 0;  // of manifests, configurations and layers, without foreign ones
  std::map<std::string, std::uint64_t> blobs;
  std::size_t manifests = 0;
  std::vector<std::string> foreign;
};
[[nodiscard]] base::Result<Inventory> take_inventory(Source& source, const std::string& repository,
                                                     const std::string& reference);

}  // namespace ngcs::migrate
