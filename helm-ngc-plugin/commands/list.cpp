#include <algorithm>
#include <set>

#include "commands/access.h"
#include "commands/chart_commands.h"
#include "commands/chart_reference.h"
#include "commands/chart_text.h"
#include "commands/space_charts.h"
#include "ngc/identity.h"
#include "ngc/identity_json.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;
using registry::Space;

// The orgs to look in where the pattern names none: the profile's, else the key's own, else all of its user.
base::Result<std::vector<std::string>> orgs_of(Access& access) {
  if (auto needed = access.need_key(); !needed) {
    Error error = needed.error();
    error.message = "no key is recorded, and without one an org must be named";
    error.hint = "write ORG/PATTERN, for example nvidia/*, or log in";
    return error;
  }
  if (!access.profile_org().empty()) return std::vector<std::string>{access.profile_org()};
  const auto identity = ngc::who_am_i(access.transport(), access.key(), key::classify(access.key()));
  if (!identity) return access.explain(identity.error());
  if (!identity->key_org.empty()) return std::vector<std::string>{identity->key_org};
  std::vector<std::string> orgs;
  for (const ngc::Org& org : identity->orgs) orgs.push_back(org.name);
  if (orgs.empty()) return Error(Errc::kUnexpected, "NGC does not say which orgs this key opens", "write ORG/PATTERN");
  return orgs;
}

// The teams of an org that the key sees; none where that is not told.
std::vector<std::string> teams_of(Access& access, const std::string& org) {
  std::vector<std::string> names;
  if (!access.has_key()) return names;
  const auto answer = access.api().get("/v2/org/" + org + "/teams", "page-size=1000");
  if (!answer || answer->status != 200) return names;
  const auto teams = ngc::parse_teams(answer->body);
  if (!teams) return names;
  for (const ngc::Team& team : *teams) names.push_back(team.name);
  return names;
}

base::Result<std::vector<Space>> spaces_for(Access& access, const ChartPattern& pattern) {
  std::vector<std::string> orgs;
  if (const std::string org = pattern.org(); !org.empty()) {
    orgs.push_back(org);
  } else {
    auto found = orgs_of(access);
    if (!found) return std::move(found).error();
    orgs = std::move(*found);
  }
  std::vector<Space> spaces;
  for (const std::string& org : orgs) {
    if (const auto valid = registry::parse_space(org); !valid) return Error(Errc::kUsage, valid.error().message);
    if (const std::string team = pattern.team(); !team.empty()) {
      spaces.push_back({org, team});
      continue;
    }
    spaces.push_back({org, {}});
    if (!pattern.wants_teams()) continue;
    for (std::string& team : teams_of(access, org)) spaces.push_back({org, std::move(team)});
  }
  return spaces;
}

// All that matches, sorted by path. A space that refuses is passed over where another one answers.
base::Result<std::vector<ngc::ChartRecord>> find_charts(Access& access, cli::Output& output,
                                                        const ChartPattern& pattern) {
  const auto spaces = spaces_for(access, pattern);
  if (!spaces) return spaces.error();
  std::vector<ngc::ChartRecord> found;
  std::set<std::string> known;  // an org's list may hold its teams' charts as well
  std::optional<Error> first;
  bool answered = false;
  for (const Space& space : *spaces) {
    auto charts = charts_of(access, space);
    if (!charts) {
      if (!first) first = charts.error();
      continue;
    }
    answered = true;
    for (ngc::ChartRecord& chart : *charts) {
      if (!pattern.matches(chart.space.path(), chart.name) || !known.insert(chart.path()).second) continue;
      found.push_back(std::move(chart));
    }
  }
  if (!answered && first) return access.explain(*first);
  if (first && first->code != Errc::kNotEntitled) {
    output.warn("incomplete", "not every space answered: " + first->message);
  }
  std::sort(found.begin(), found.end(),
            [](const ngc::ChartRecord& a, const ngc::ChartRecord& b) { return a.path() < b.path(); });
  return found;
}

base::Result<void> list_versions(Access& access, cli::Output& output, const ChartPattern& pattern,
                                 const std::vector<ngc::ChartRecord>& charts, json::Value& data) {
  data["charts"] = json::Value::array();
  for (const ngc::ChartRecord& chart : charts) {
    auto versions = versions_of(access, chart.space, chart.name);
    if (!versions) return access.explain(versions.error());
    std::vector<ngc::ChartVersion> shown;
    if (*versions) shown = std::move(**versions);
    shown.erase(std::remove_if(shown.begin(), shown.end(),
                               [&](const ngc::ChartVersion& one) { return !pattern.matches_version(one.version); }),
                shown.end());
    json::Value list = json::Value::array();
    for (const ngc::ChartVersion& one : shown) list.push_back(version_json(one));
    data["charts"].push_back({{"repository", chart.path()}, {"versions", std::move(list)}});
    if (charts.size() > 1) output.line(output.styled(chart.path(), cli::Style::kBold));
    print_versions(output, shown);
    if (&chart != &charts.back()) output.line();
  }
  return {};
}

}  // namespace

cli::ExitCode run_list(commands::Session& session, cli::Output& output, const ListOptions& options) {
  const auto pattern = parse_pattern(options.pattern);
  if (!pattern) return output.fail("list", pattern.error());
  auto access = Access::open(session, output, {pattern->org(), pattern->team()}, options.profile);
  if (!access) return output.fail("list", access.error());
  const auto charts = find_charts(**access, output, *pattern);
  if (!charts) return output.fail("list", charts.error());
  json::Value data = json::Value::object();
  if (!pattern->versions.empty()) {
    if (charts->empty()) {
      return output.fail("list", Error(Errc::kNotFound, "no chart matches " + pattern->path));
    }
    if (auto listed = list_versions(**access, output, *pattern, *charts, data); !listed) {
      return output.fail("list", listed.error());
    }
    return output.succeed("list", std::move(data));
  }
  data["charts"] = json::Value::array();
  for (const ngc::ChartRecord& chart : *charts) data["charts"].push_back(chart_json(chart));
  if (charts->empty()) {
    output.note("no chart matches");
  } else {
    print_charts(output, *charts);
  }
  return output.succeed("list", std::move(data));
}

cli::ExitCode run_versions(commands::Session& session, cli::Output& output, const VersionsOptions& options) {
  const auto chart = parse_chart_reference(options.chart);
  if (!chart) return output.fail("versions", chart.error());
  auto access = Access::open(session, output, chart->space, options.profile);
  if (!access) return output.fail("versions", access.error());
  const auto versions = versions_of(**access, chart->space, chart->name);
  if (!versions) return output.fail("versions", (*access)->explain(versions.error()));
  if (!*versions) return output.fail("versions", Error(Errc::kNotFound, "there is no chart " + chart->path()));
  json::Value list = json::Value::array();
  for (const ngc::ChartVersion& one : **versions) list.push_back(version_json(one));
  if ((*versions)->empty()) {
    output.note("the chart has no version yet");
  } else {
    print_versions(output, **versions);
  }
  return output.succeed("versions", {{"repository", chart->path()}, {"versions", std::move(list)}});
}

}  // namespace ngcs::helm_ngc
