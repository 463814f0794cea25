// The forms in which an index is served: as Helm made it, or as the world's variants want it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "service/world/world.h"

namespace ngcs::sandbox {

struct ServedIndex {
  std::string text;
  std::string gzip;  // the same, compressed
  std::string etag;  // quoted
};

// Applies digests, filling and malformation to `index`, which Helm made with URLs below `url` (empty = relative).
[[nodiscard]] std::shared_ptr<const ServedIndex> shape_index(const std::string& index, const std::string& url,
                                                             const Variants& variants);

// Where the URLs of the index of a space lead; empty = relative.
[[nodiscard]] std::string index_url(const Variants& variants, const std::string& space);

// What `shape_index` depends on, as a text.
[[nodiscard]] std::string shape_key(const Variants& variants);

}  // namespace ngcs::sandbox
