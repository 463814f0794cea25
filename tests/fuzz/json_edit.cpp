// Edits of foreign documents: value and text stay in step, and adding a member and taking it out again gives back every
// byte. The first line of the input is the path (names separated by "/"), the rest is the document.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "json/edit.h"

namespace {

void check(const ngcs::json::Document& document) {
  const auto value = ngcs::json::parse(document.text());
  if (!value || *value != document.value()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  ngcs::json::Path path;
  for (const std::string_view name : ngcs::base::split(input.substr(0, end), '/')) path.emplace_back(name);
  const std::string text(input.substr(end + 1));

  auto loaded = ngcs::json::Document::load(text);
  if (!loaded) return 0;
  ngcs::json::Document& document = *loaded;
  check(document);
  const std::string before = document.text();
  const bool has_members = document.value().is_object() && !document.value().empty();
  const bool fresh = has_members && ngcs::json::member(document.value(), path.front().c_str()) == nullptr;
  const bool set = document.set(path, ngcs::json::Value{{"k", {1, "x"}}}).has_value();
  check(document);
  if (!set && document.text() != before) std::abort();
  if (set && fresh) {
    const auto removed = document.remove({path.front()});
    if (!removed || !*removed || document.text() != before) std::abort();
  } else {
    (void)document.remove(path);
  }
  check(document);
  return 0;
}
