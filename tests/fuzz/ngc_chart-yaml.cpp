// Chart.yaml of a package from anywhere: what is taken is fit for a path, a file name and a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "ngc/chart_yaml.h"
#include "ngc/helm_url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  const auto chart = ngc::parse_chart_yaml({reinterpret_cast<const char*>(data), size});
  if (!chart) return 0;
  if (!ngc::is_chart_file(chart->name + "-" + chart->version + ".tgz")) std::abort();
  if (base::has_control(chart->description) || base::has_control(chart->icon)) std::abort();
  for (const std::string& word : chart->keywords) {
    if (base::has_control(word) || !base::valid_utf8(word)) std::abort();
  }
  return 0;
}
