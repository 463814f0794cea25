// A YAML document as a tree whose nodes know where they stand in the text, so that a single value can be exchanged and
// every other byte stays: comments, order, indentation, unknown fields. For Helm's files; libyaml does the parsing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

struct YamlNode {
  enum class Kind { kScalar, kMap, kList };
  enum class Style { kPlain, kSingleQuoted, kDoubleQuoted, kBlock };

  Kind kind = Kind::kScalar;
  Style style = Style::kPlain;
  secret::SecretString text;  // of a scalar: it may be a password
  std::size_t begin = 0;      // bytes of the text; for scalars exact, quotes included
  std::size_t end = 0;
  std::size_t line = 0;         // 1-based
  std::vector<YamlNode> keys;   // of a map, each a scalar
  std::vector<YamlNode> items;  // a map's values in the order of its keys; a list's items

  // The value of a key; letter case does not count, as for Go's JSON decoder, which Helm reads through. nullptr where
  // there is none.
  [[nodiscard]] const YamlNode* member(std::string_view name) const;
  // A plain scalar that means null: nothing, "~", "null".
  [[nodiscard]] bool is_null() const;
};

struct YamlLimits {
  std::size_t bytes = std::size_t{1} << 20;
  int depth = 32;
  std::size_t nodes = 100000;
};

// One document of UTF-8. An empty text is a null scalar. kInvalidInput, "line N: …", where it is no YAML, has a key
// twice or a key that is no scalar; kUnsupported for aliases, anchors, tags and a second document; kTooLarge. No error
// quotes content.
[[nodiscard]] base::Result<YamlNode> parse_yaml(std::string_view text, const YamlLimits& limits = {});

// A scalar to be written in the place of `old`: in its quotes where it has some, plain where that is unambiguous, else
// in double quotes. kUnsupported for a block scalar; kInvalidInput where `value` holds control characters.
[[nodiscard]] base::Result<secret::SecretString> yaml_scalar(std::string_view value, const YamlNode& old);

}  // namespace ngcs::clients
