// What a YAML scalar is for Helm: the rules of go.yaml.in/yaml/v2 (resolve.go), which sigs.k8s.io/yaml uses. YAML 1.1
// with Go's own habits: y and n are booleans, "08" is the number 8, "0o17" is 15, timestamps stay text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace ngcs::ngc {

struct Null {
  bool operator==(const Null&) const = default;
};
// The last alternative says: the text as it stands.
struct Text {
  bool operator==(const Text&) const = default;
};
using Scalar = std::variant<Null, bool, std::int64_t, std::uint64_t, double, Text>;

// A plain scalar without a tag.
[[nodiscard]] Scalar resolve_plain(std::string_view text);

// A scalar with a tag (the full one, "tag:yaml.org,2002:int"). kInvalidInput where the text is nothing of that kind,
// and for !!binary.
[[nodiscard]] base::Result<Scalar> resolve_tagged(std::string_view tag, std::string_view text);

// How Go writes a float where text is wanted: strconv.FormatFloat(value, 'g', -1, 32).
[[nodiscard]] std::string go_float_text(double value);

}  // namespace ngcs::ngc
