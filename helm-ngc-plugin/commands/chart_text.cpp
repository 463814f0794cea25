#include "commands/chart_text.h"

#include <algorithm>

#include "base/text.h"
#include "cli/progress.h"

namespace ngcs::helm_ngc {
namespace {

constexpr std::size_t kDescriptionWidth = 60;

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

template <typename Number>
std::string number_text(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : "-";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// "Name:            planner".
void field(cli::Output& output, std::string_view name, const std::string& value) {
  constexpr std::size_t kWidth = 30;
  std::string line = "  " + std::string(name) + ":";
  if (line.size() < kWidth) line.append(kWidth - line.size(), ' ');
  output.line(line + or_dash(value));
}

json::Value number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? json::Value(*number) : json::Value();
}
json::Value truth_or_null(const std::optional<bool>& truth) { return truth ? json::Value(*truth) : json::Value(); }

}  // namespace

std::string date_text(std::string_view rfc3339) {
  if (rfc3339.size() < 17 || rfc3339[10] != 'T' || !rfc3339.ends_with('Z')) return std::string(rfc3339);
  return std::string(rfc3339.substr(0, 10)) + " " + std::string(rfc3339.substr(11, 5)) + " UTC";
}

std::string size_text(const std::optional<std::uint64_t>& bytes) { return bytes ? cli::format_bytes(*bytes) : "-"; }

void print_charts(cli::Output& output, const std::vector<ngc::ChartRecord>& charts) {
  std::vector<std::vector<std::string>> rows = {
      {"Name", "Repository", "Version", "Size", "Created By", "Description", "Created Date", "Last Modified"}};
  for (const ngc::ChartRecord& chart : charts) {
    rows.push_back({chart.display_name.empty() ? chart.name : chart.display_name, chart.path(),
                    or_dash(chart.latest_version), size_text(chart.latest_size), or_dash(chart.created_by),
                    or_dash(base::printable(chart.short_description, kDescriptionWidth)),
                    or_dash(date_text(chart.created)), or_dash(date_text(chart.updated))});
  }
  output.table(rows);
}

void print_versions(cli::Output& output, const std::vector<ngc::ChartVersion>& versions) {
  // A column of its own only where there is something to say.
  const bool incomplete =
      std::any_of(versions.begin(), versions.end(), [](const ngc::ChartVersion& one) { return !one.complete(); });
  std::vector<std::vector<std::string>> rows = {{"Version", "File Count", "File Size", "Created Date"}};
  if (incomplete) rows.front().emplace_back("Status");
  for (const ngc::ChartVersion& one : versions) {
    rows.push_back({one.version, number_text(one.files), size_text(one.size), or_dash(date_text(one.created))});
    if (incomplete) rows.back().push_back(or_dash(one.status));
  }
  output.table(rows);
}

void print_files(cli::Output& output, const std::vector<ngc::ChartFile>& files) {
  std::vector<std::vector<std::string>> rows = {{"File", "Size"}};
  for (const ngc::ChartFile& file : files) rows.push_back({file.path, size_text(file.size)});
  output.table(rows);
}

void print_chart(cli::Output& output, const ngc::ChartRecord& chart) {
  output.line(output.styled("Chart Information", cli::Style::kBold));
  field(output, "Name", chart.name);
  field(output, "Short Description", chart.short_description);
  field(output, "Display Name", chart.display_name);
  field(output, "Team", chart.space.team);
  field(output, "Publisher", chart.publisher);
  field(output, "Built By", chart.built_by);
  field(output, "Labels", joined(chart.labels));
  field(output, "Logo", chart.logo);
  field(output, "Created Date", date_text(chart.created));
  field(output, "Updated Date", date_text(chart.updated));
  field(output, "Read Only", chart.read_only ? (*chart.read_only ? "yes" : "no") : "");
  field(output, "Latest Version ID", chart.latest_version);
  field(output, "Latest Version Size (bytes)", chart.latest_size ? std::to_string(*chart.latest_size) : "");
  for (const auto& [key, value] : chart.attributes) field(output, "Attribute " + key, value);
  if (chart.overview.empty()) return field(output, "Overview", {});
  output.line("  Overview:");
  for (const std::string_view line : base::split(chart.overview, '\n')) output.line("    " + std::string(line));
}

void print_version(cli::Output& output, const ngc::ChartVersion& version) {
  output.line(output.styled("Chart Version Information", cli::Style::kBold));
  field(output, "Created Date", date_text(version.created));
  field(output, "Updated Date", date_text(version.updated));
  field(output, "Version ID", version.version);
  field(output, "Total File Count", version.files ? std::to_string(*version.files) : "");
  field(output, "Total Size", version.size ? size_text(version.size) : "");
  field(output, "Status", version.status);
}

json::Value chart_json(const ngc::ChartRecord& chart) {
  json::Value attributes = json::Value::array();
  for (const auto& [key, value] : chart.attributes) attributes.push_back({{"key", key}, {"value", value}});
  return {{"repository", chart.path()},
          {"org", chart.space.org},
          {"team", json::or_null(chart.space.team)},
          {"name", chart.name},
          {"displayName", json::or_null(chart.display_name)},
          {"shortDescription", json::or_null(chart.short_description)},
          {"publisher", json::or_null(chart.publisher)},
          {"builtBy", json::or_null(chart.built_by)},
          {"labels", chart.labels},
          {"logo", json::or_null(chart.logo)},
          {"attributes", std::move(attributes)},
          {"overview", json::or_null(chart.overview)},
          {"createdBy", json::or_null(chart.created_by)},
          {"created", json::or_null(chart.created)},
          {"updated", json::or_null(chart.updated)},
          {"readOnly", truth_or_null(chart.read_only)},
          {"public", truth_or_null(chart.is_public)},
          {"latestVersion", json::or_null(chart.latest_version)},
          {"latestVersionSize", number_or_null(chart.latest_size)}};
}

json::Value version_json(const ngc::ChartVersion& version) {
  return {{"version", version.version},
          {"status", json::or_null(version.status)},
          {"files", number_or_null(version.files)},
          {"size", number_or_null(version.size)},
          {"created", json::or_null(version.created)},
          {"updated", json::or_null(version.updated)}};
}

json::Value files_json(const std::vector<ngc::ChartFile>& files) {
  json::Value list = json::Value::array();
  for (const ngc::ChartFile& file : files) list.push_back({{"path", file.path}, {"size", number_or_null(file.size)}});
  return list;
}

}  // namespace ngcs::helm_ngc
