#include "base/text.h"
#include "commands/access.h"
#include "commands/chart_commands.h"
#include "commands/chart_reference.h"
#include "commands/chart_text.h"
#include "commands/space_charts.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

// The version that is looked at: the one that was named, else the record's latest.
base::Result<std::optional<ngc::ChartVersion>> look_at(Access& access, const ChartReference& chart,
                                                       const std::string& version) {
  using Found = std::optional<ngc::ChartVersion>;
  if (version.empty()) return Found();
  if (access.has_key()) {
    auto found = access.charts().version(chart.space, chart.name, version);
    if (found && *found) return found;
    if (found) return Error(Errc::kNotFound, "there is no version " + chart.path() + ":" + version);
    if (found.error().code != Errc::kNotEntitled) return access.explain(found.error());
  }
  auto versions = versions_of(access, chart.space, chart.name);
  if (!versions) return access.explain(versions.error());
  if (*versions) {
    for (ngc::ChartVersion& one : **versions) {
      if (one.version == version) return Found(std::move(one));
    }
  }
  return Error(Errc::kNotFound, "there is no version " + chart.path() + ":" + version);
}

}  // namespace

cli::ExitCode run_info(commands::Session& session, cli::Output& output, const InfoOptions& options) {
  const auto chart = parse_chart_reference(options.chart);
  if (!chart) return output.fail("info", chart.error());
  auto access = Access::open(session, output, chart->space, options.profile);
  if (!access) return output.fail("info", access.error());
  if (options.files) {
    if (auto needed = (*access)->need_key(); !needed) return output.fail("info", needed.error());
  }
  const auto record = chart_of(**access, chart->space, chart->name);
  if (!record) return output.fail("info", (*access)->explain(record.error()));
  if (!*record) return output.fail("info", Error(Errc::kNotFound, "there is no chart " + chart->path()));

  const std::string wanted =
      !chart->version.empty() ? chart->version : (options.files ? (*record)->latest_version : std::string());
  const auto version = look_at(**access, *chart, wanted);
  if (!version) return output.fail("info", version.error());
  json::Value data = {{"chart", chart_json(**record)}};
  print_chart(output, **record);
  if (*version) {
    output.line();
    print_version(output, **version);
    data["version"] = version_json(**version);
  }
  if (options.files && !wanted.empty()) {
    const auto files = (*access)->charts().files(chart->space, chart->name, wanted);
    if (!files) return output.fail("info", (*access)->explain(files.error()));
    output.line();
    print_files(output, *files);
    data["files"] = files_json(*files);
  }
  const std::string fetch = session.command("fetch " + base::shell_quote(chart->text()));
  const std::string push = session.command("push " + chart->name + "-VERSION.tgz " + chart->space.path());
  output.line();
  output.line("Fetch Command:  " + fetch);
  output.line("Push Command:   " + push);
  data["fetchCommand"] = fetch;
  data["pushCommand"] = push;
  return output.succeed("info", std::move(data));
}

}  // namespace ngcs::helm_ngc
