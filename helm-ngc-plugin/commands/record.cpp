// create and update.
#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "commands/access.h"
#include "commands/chart_commands.h"
#include "commands/chart_reference.h"
#include "commands/chart_text.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxOverview = std::size_t{256} << 10;

base::Result<std::pair<std::string, std::string>> parse_attribute(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error(Errc::kUsage, "an attribute is KEY=VALUE", "--attribute tier=gold");
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

// What the options say, apart from attributes.
base::Result<ngc::ChartChange> change_of(const RecordOptions& options) {
  ngc::ChartChange change;
  change.short_description = options.short_description;
  change.display_name = options.display_name;
  change.publisher = options.publisher;
  change.built_by = options.built_by;
  change.logo = options.logo;
  if (options.logo && !options.logo->empty() && !options.logo->starts_with("https://")) {
    return Error(Errc::kUsage, "a logo is an https URL");
  }
  if (options.overview_file) {
    auto text = base::read_file(*options.overview_file, kMaxOverview);
    if (!text) return std::move(text).error();
    if (!*text) return Error(Errc::kNotFound, base::printable(*options.overview_file) + " does not exist");
    if (!base::valid_utf8(**text)) return Error(Errc::kInvalidInput, "the overview is no UTF-8 text");
    change.overview = std::move(**text);
  }
  if (!options.labels.empty()) {
    change.labels = options.labels;
    // `--label ""` alone takes all labels off.
    change.labels->erase(std::remove(change.labels->begin(), change.labels->end(), std::string()),
                         change.labels->end());
  }
  return change;
}

// Attributes are one list at the service: those that are not named stay, an empty value takes one off.
base::Result<void> add_attributes(ngc::ChartChange& change, const RecordOptions& options,
                                  std::vector<std::pair<std::string, std::string>> present) {
  if (options.attributes.empty()) return {};
  for (const std::string& text : options.attributes) {
    auto attribute = parse_attribute(text);
    if (!attribute) return std::move(attribute).error();
    const auto same = [&](const auto& one) { return one.first == attribute->first; };
    present.erase(std::remove_if(present.begin(), present.end(), same), present.end());
    if (!attribute->second.empty()) present.push_back(std::move(*attribute));
  }
  change.attributes = std::move(present);
  return {};
}

bool changes_nothing(const RecordOptions& options) {
  return !options.short_description && !options.display_name && !options.publisher && !options.built_by &&
         !options.logo && !options.overview_file && options.labels.empty() && options.attributes.empty();
}

json::Value fields_json(const ngc::ChartChange& change) {
  json::Value fields = json::Value::object();
  const auto set = [&fields](const char* name, const std::optional<std::string>& value) {
    if (value) fields[name] = *value;
  };
  set("shortDescription", change.short_description);
  set("displayName", change.display_name);
  set("publisher", change.publisher);
  set("builtBy", change.built_by);
  set("logo", change.logo);
  set("overview", change.overview);
  if (change.labels) fields["labels"] = *change.labels;
  if (change.attributes) {
    fields["attributes"] = json::Value::array();
    for (const auto& [key, value] : *change.attributes)
      fields["attributes"].push_back({{"key", key}, {"value", value}});
  }
  return fields;
}

void print_fields(cli::Output& output, const json::Value& fields) {
  for (const auto& [name, value] : fields.items()) {
    output.line("  " + name + ": " + base::printable(value.is_string() ? value.get<std::string>() : value.dump(), 400));
  }
}

struct Plan {
  ChartReference chart;
  ngc::ChartChange change;
};

base::Result<Plan> plan_of(const RecordOptions& options) {
  auto chart = parse_chart_reference(options.chart);
  if (!chart) return std::move(chart).error();
  if (!chart->version.empty()) {
    return Error(Errc::kUsage, "a record belongs to the chart, not to one version",
                 "leave :" + chart->version + " out");
  }
  auto change = change_of(options);
  if (!change) return std::move(change).error();
  return Plan{std::move(*chart), std::move(*change)};
}

// The record as the service now has it, printed.
cli::ExitCode show_result(Access& access, cli::Output& output, const char* command, const ChartReference& chart) {
  const auto record = access.charts().record(chart.space, chart.name);
  if (!record) return output.fail(command, access.explain(record.error()));
  if (!*record) return output.fail(command, Error(Errc::kUnexpected, "NGC does not show the chart it just took"));
  print_chart(output, **record);
  return output.succeed(command, {{"chart", chart_json(**record)}, {"dryRun", false}});
}

}  // namespace

cli::ExitCode run_create(commands::Session& session, cli::Output& output, const RecordOptions& options) {
  auto plan = plan_of(options);
  if (!plan) return output.fail("create", plan.error());
  if (!options.short_description || base::trim(*options.short_description).empty()) {
    return output.fail("create", Error(Errc::kUsage, "NGC wants a short description", "--short-desc TEXT"));
  }
  if (auto added = add_attributes(plan->change, options, {}); !added) return output.fail("create", added.error());
  auto access = Access::open(session, output, plan->chart.space, options.profile);
  if (!access) return output.fail("create", access.error());
  if (auto needed = (*access)->need_key(); !needed) return output.fail("create", needed.error());
  if (options.dry_run) {
    output.line("would make the record " + plan->chart.path() + " with:");
    const json::Value fields = fields_json(plan->change);
    print_fields(output, fields);
    return output.succeed("create", {{"repository", plan->chart.path()}, {"fields", fields}, {"dryRun", true}});
  }
  if (auto made = (*access)->charts().create(plan->chart.space, plan->chart.name, plan->change); !made) {
    Error error = (*access)->explain(made.error());
    if (error.code == Errc::kConflict) error.hint = session.command("update " + plan->chart.path() + " …");
    return output.fail("create", error);
  }
  return show_result(**access, output, "create", plan->chart);
}

cli::ExitCode run_update(commands::Session& session, cli::Output& output, const RecordOptions& options) {
  auto plan = plan_of(options);
  if (!plan) return output.fail("update", plan.error());
  if (changes_nothing(options)) {
    return output.fail("update",
                       Error(Errc::kUsage, "nothing is to be changed", "name at least one property, see --help"));
  }
  auto access = Access::open(session, output, plan->chart.space, options.profile);
  if (!access) return output.fail("update", access.error());
  if (auto needed = (*access)->need_key(); !needed) return output.fail("update", needed.error());
  if (!options.attributes.empty()) {
    auto record = (*access)->charts().record(plan->chart.space, plan->chart.name);
    if (!record) return output.fail("update", (*access)->explain(record.error()));
    if (!*record) return output.fail("update", Error(Errc::kNotFound, "there is no chart " + plan->chart.path()));
    if (auto added = add_attributes(plan->change, options, std::move((*record)->attributes)); !added) {
      return output.fail("update", added.error());
    }
  }
  if (options.dry_run) {
    output.line("would set on " + plan->chart.path() + ":");
    const json::Value fields = fields_json(plan->change);
    print_fields(output, fields);
    return output.succeed("update", {{"repository", plan->chart.path()}, {"fields", fields}, {"dryRun", true}});
  }
  if (auto done = (*access)->charts().update(plan->chart.space, plan->chart.name, plan->change); !done) {
    return output.fail("update", (*access)->explain(done.error()));
  }
  return show_result(**access, output, "update", plan->chart);
}

}  // namespace ngcs::helm_ngc
