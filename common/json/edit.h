// Changes single members of a JSON text and keeps every other byte: order, indentation, number spelling, unknown
// members. For files that belong to other programs (docker's config.json).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace ngcs::json {

using Path = std::vector<std::string>;  // member names from the root, for example {"credHelpers", "nvcr.io"}

class Document {  // NOLINT(bugprone-exception-escape): moving it does not throw; the check follows the library too far
 public:
  // Same strictness as parse(). Empty or white-space text is taken as "{}".
  [[nodiscard]] static base::Result<Document> load(std::string text, const Limits& limits = {});

  [[nodiscard]] const Value& value() const noexcept { return value_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool changed() const noexcept { return changed_; }

  // Sets a member, making missing objects on the way at the end of their parents, in the document's own indentation.
  // kInvalidInput where something on the way is no object. Setting what is there already changes nothing.
  [[nodiscard]] base::Result<void> set(const Path& path, const Value& value);
  // Removes a member with its comma. False where it was absent.
  [[nodiscard]] base::Result<bool> remove(const Path& path);

 private:
  // Takes `text` over where it parses to exactly `expected`.
  [[nodiscard]] base::Result<void> commit(std::string text, const Value& expected);

  std::string text_;
  Value value_;
  Limits limits_;
  bool changed_ = false;
};

}  // namespace ngcs::json
