// What the suite and its Secret Service child say to each other: a list of length-prefixed fields. Shared with the
// child's program.
//
// The verb stands in the child's argv (it is no secret); every value travels in fields on stdin, the answer on stdout.
//   request:  profile [, slot | key | new name]
//   answer:   status (one byte), then: key (get), message (failed), names (list), "1" or "0" (put, erase)
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "secret/secret_string.h"

namespace ngcs::secret_service {

enum class Status : char {
  kOk = 'o',
  kNotFound = 'n',      // no such entry
  kAbsent = 'a',        // no session bus
  kNoProvider = 'p',    // a bus, but nobody offers the Secret Service
  kLocked = 'l',        // the default collection is locked
  kNoCollection = 'k',  // there is no default collection to write to
  kDismissed = 'd',     // the person at the desktop closed the dialogue
  kConflict = 'c',      // the new name is taken
  kFailed = 'f',        // anything else, with a message
};

inline constexpr std::size_t kMaxFrameBytes = 256 * 1024;

// Appends one field: 4 bytes length (big-endian), content.
inline void put_field(secret::SecretString& out, std::string_view content) {
  const auto size = static_cast<std::uint32_t>(content.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out.push_back(static_cast<char>((size >> shift) & 0xFFU));
  out.append(content);
}

// All fields, as views into `in`; nothing where it is no such list.
inline std::optional<std::vector<std::string_view>> get_fields(std::string_view in) {
  std::vector<std::string_view> fields;
  while (!in.empty()) {
    if (in.size() < 4) return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = (size << 8U) | static_cast<unsigned char>(in[i]);
    in.remove_prefix(4);
    if (in.size() < size) return std::nullopt;
    fields.push_back(in.substr(0, size));
    in.remove_prefix(size);
  }
  return fields;
}

}  // namespace ngcs::secret_service
