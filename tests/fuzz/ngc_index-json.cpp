// Indexes from anybody: what comes out is JSON that reads back as itself, names no other host as NGC's, and stays
// inside the limits; versions found in it are sound.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/value.h"
#include "ngc/chart_index.h"
#include "ngc/helm_url.h"
#include "ngc/index_json.h"

namespace {

using namespace ngcs;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ngc::IndexLimits limits;
  limits.output_bytes = 1 << 16;
  limits.anchored_bytes = 1 << 16;
  const registry::Space space{"acme", "zoom"};
  const auto json = ngc::index_to_json(
      text, space, "p",
      [](std::string_view file, std::string_view digest) {
        check(ngc::is_chart_file(file));
        check(digest.empty() || digest.size() == 64);
      },
      limits);
  if (!json) return 0;
  check(json->size() <= limits.output_bytes + limits.string_bytes * 6 + 64);
  check(json->starts_with('{') && json->ends_with('}'));
  check(json::parse(*json, {json->size(), limits.depth, json->size()}).has_value());
  const auto again = ngc::index_to_json(*json, space, "p", {}, {});
  check(again && *again == *json);
  const auto charts = ngc::ChartIndex::parse(*json);
  check(charts.has_value());
  for (const auto& [name, versions] : charts->charts()) {
    (void)charts->find(name, "", false);
    (void)charts->find(name, ">1", true);
  }
  return 0;
}
