// The API's answers about charts: names that result are fit for paths, texts for a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "ngc/chart_json.h"

namespace {

void check_name(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos || ngcs::base::has_control(name))
    std::abort();
}

void check(const ngcs::ngc::ChartRecord& record) {
  check_name(record.name);
  check_name(record.space.org);
  if (!record.space.team.empty()) check_name(record.space.team);
  if (ngcs::base::has_control(record.display_name) || ngcs::base::has_control(record.short_description)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const registry::Space space{"acme", {}};
  if (const auto record = ngc::parse_chart(text, space)) check(*record);
  if (const auto page = ngc::parse_charts(text, space)) {
    for (const ngc::ChartRecord& record : page->items) check(record);
  }
  if (const auto version = ngc::parse_chart_version(text)) check_name(version->version);
  if (const auto page = ngc::parse_chart_versions(text)) {
    for (const ngc::ChartVersion& version : page->items) check_name(version.version);
  }
  if (const auto page = ngc::parse_chart_files(text)) {
    for (const ngc::ChartFile& file : page->items) {
      if (base::has_control(file.path)) std::abort();
    }
  }
  return 0;
}
