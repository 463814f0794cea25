#include "cli/confirm.h"
#include "commands/access.h"
#include "commands/chart_commands.h"
#include "commands/chart_reference.h"
#include "commands/chart_text.h"
#include "commands/space_charts.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

// What goes of one chart.
struct Removal {
  ChartReference chart;
  std::vector<std::string> versions;
  bool record = false;  // and with it every version
};

// Charts and versions as they were named, put together: what exists is looked up before anything is removed.
base::Result<std::vector<Removal>> plan(Accesses& accesses, const std::vector<ChartReference>& named) {
  std::vector<Removal> removals;
  for (const ChartReference& chart : named) {
    const auto access = accesses.of(chart.space);
    if (!access) return access.error();
    if (auto needed = (*access)->need_key(); !needed) return std::move(needed).error();
    const auto versions = (*access)->charts().versions(chart.space, chart.name);
    if (!versions) return (*access)->explain(versions.error());
    if (!*versions) return Error(Errc::kNotFound, "there is no chart " + chart.path());
    Removal removal{chart, {}, chart.version.empty()};
    for (const ngc::ChartVersion& one : **versions) {
      if (removal.record || one.version == chart.version) removal.versions.push_back(one.version);
    }
    if (!removal.record && removal.versions.empty()) {
      return Error(Errc::kNotFound, "there is no version " + chart.text());
    }
    removals.push_back(std::move(removal));
  }
  return removals;
}

std::string question_of(const std::vector<Removal>& removals) {
  std::string text;
  for (const Removal& removal : removals) {
    text += text.empty() ? "Remove " : ", ";
    if (removal.record) {
      text += removal.chart.path() + " with " + std::to_string(removal.versions.size()) +
              (removal.versions.size() == 1 ? " version" : " versions");
    } else {
      text += removal.chart.text();
    }
  }
  return text + "? It cannot be brought back.";
}

class Remover {
 public:
  Remover(Accesses& accesses, cli::Output& output) : accesses_(accesses), output_(output) {}

  base::Result<void> remove(const Removal& removal) {
    const auto access = accesses_.of(removal.chart.space);
    if (!access) return access.error();
    ngc::ChartApi& charts = (*access)->charts();
    for (const std::string& version : removal.versions) {
      const auto gone = charts.remove_version(removal.chart.space, removal.chart.name, version);
      if (!gone) return (*access)->explain(gone.error());
      tell(removal.chart.path(), version, *gone);
    }
    if (!removal.record) return {};
    const auto gone = charts.remove(removal.chart.space, removal.chart.name);
    if (!gone) return (*access)->explain(gone.error());
    tell(removal.chart.path(), {}, *gone);
    return {};
  }
  [[nodiscard]] json::Value take_removed() { return std::move(removed_); }

 private:
  void tell(const std::string& path, const std::string& version, bool gone) {
    const std::string what = version.empty() ? "chart " + path : "version " + path + ":" + version;
    output_.line((gone ? "removed " : "gone already: ") + what);
    removed_.push_back({{"repository", path}, {"version", json::or_null(version)}});
  }

  Accesses& accesses_;
  cli::Output& output_;
  json::Value removed_ = json::Value::array();
};

}  // namespace

cli::ExitCode run_remove(commands::Session& session, cli::Output& output, const RemoveOptions& options) {
  std::vector<ChartReference> named;
  for (const std::string& text : options.charts) {
    auto chart = parse_chart_reference(text);
    if (!chart) return output.fail("remove", chart.error());
    named.push_back(std::move(*chart));
  }
  Accesses accesses(session, output, options.profile);
  const auto removals = plan(accesses, named);
  if (!removals) return output.fail("remove", removals.error());
  if (options.dry_run) {
    json::Value planned = json::Value::array();
    for (const Removal& removal : *removals) {
      for (const std::string& version : removal.versions) {
        output.line("would remove version " + removal.chart.path() + ":" + version);
        planned.push_back({{"repository", removal.chart.path()}, {"version", version}});
      }
      if (!removal.record) continue;
      output.line("would remove chart " + removal.chart.path());
      planned.push_back({{"repository", removal.chart.path()}, {"version", nullptr}});
    }
    return output.succeed("remove", {{"removed", std::move(planned)}, {"dryRun", true}});
  }
  const auto sure = cli::confirm(question_of(*removals), options.yes);
  if (!sure) return output.fail("remove", sure.error());
  if (!*sure) return output.fail("remove", Error(Errc::kInvalidInput, "not confirmed: nothing was removed"));
  Remover remover(accesses, output);
  for (const Removal& removal : *removals) {
    if (auto removed = remover.remove(removal); !removed) {
      return output.fail("remove", removed.error(), {{"removed", remover.take_removed()}});
    }
  }
  return output.succeed("remove", {{"removed", remover.take_removed()}, {"dryRun", false}});
}

}  // namespace ngcs::helm_ngc
