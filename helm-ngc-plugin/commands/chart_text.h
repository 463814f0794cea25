// Charts as tables and as JSON. The columns are those of NVIDIA's registry guide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"
#include "json/value.h"
#include "ngc/chart_record.h"

namespace ngcs::helm_ngc {

// "2026-11-25 12:00 UTC" of RFC 3339 in UTC; anything else as it is.
[[nodiscard]] std::string date_text(std::string_view rfc3339);
// "1.5 MB", or "-" where unknown.
[[nodiscard]] std::string size_text(const std::optional<std::uint64_t>& bytes);

void print_charts(cli::Output& output, const std::vector<ngc::ChartRecord>& charts);
void print_versions(cli::Output& output, const std::vector<ngc::ChartVersion>& versions);
void print_files(cli::Output& output, const std::vector<ngc::ChartFile>& files);
// "Chart Information" and "Chart Version Information".
void print_chart(cli::Output& output, const ngc::ChartRecord& chart);
void print_version(cli::Output& output, const ngc::ChartVersion& version);

[[nodiscard]] json::Value chart_json(const ngc::ChartRecord& chart);
[[nodiscard]] json::Value version_json(const ngc::ChartVersion& version);
[[nodiscard]] json::Value files_json(const std::vector<ngc::ChartFile>& files);

}  // namespace ngcs::helm_ngc
