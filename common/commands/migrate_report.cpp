#include "commands/migrate_report.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "cli/progress.h"

namespace ngcs::commands {
namespace {

using migrate::Item;
using migrate::State;
using migrate::Totals;

constexpr std::size_t kMaxReason = 300;

json::Value account_json(const Account& account) {
  return {{"profile", account.profile}, {"org", json::or_null(account.org)}};
}

json::Value item_json(const Item& item) {
  return {{"source", item.source()},
          {"target", item.target()},
          {"digest", json::or_null(item.digest)},
          {"size", item.digest.empty() ? json::Value(nullptr) : json::Value(item.bytes)},
          {"state", migrate::state_name(item.state)},
          {"reason", json::or_null(base::printable(item.reason, kMaxReason))},
          {"foreignLayers", item.foreign}};
}

std::string_view state_text(State state) {
  switch (state) {
    case State::kToCopy:
      return "to copy";
    case State::kPresent:
      return "already there";
    case State::kCopied:
      return "copied";
    case State::kLeftOut:
      return "left out";
    case State::kFailed:
      break;
  }
  return "failed";
}

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

}  // namespace

json::Value migrate_json(const Account& from, const Account& to, const std::vector<Item>& items,
                         const std::vector<PushRefusal>& refusals, bool dry_run) {
  const Totals totals = migrate::totals_of(items);
  json::Value images = json::Value::array();
  for (const Item& item : items) images.push_back(item_json(item));
  return {{"from", account_json(from)},
          {"to", account_json(to)},
          {"dryRun", dry_run},
          {"summary",
           {{"toCopy", totals.to_copy},
            {"copied", totals.copied},
            {"present", totals.present},
            {"leftOut", totals.left_out},
            {"failed", totals.failed},
            {"bytes", totals.bytes}}},
          {"refused", refusals_json(refusals)},
          {"images", std::move(images)}};
}

void print_items(cli::Output& output, const std::vector<Item>& items, bool dry_run) {
  std::vector<std::vector<std::string>> rows = {{"SOURCE", "TARGET", "SIZE", "STATE"}};
  for (const Item& item : items) {
    rows.push_back({item.source(), item.target(), item.digest.empty() ? "-" : cli::format_bytes(item.bytes),
                    std::string(state_text(item.state))});
  }
  output.table(rows);
  output.line();
  for (const Item& item : items) {
    if (!item.reason.empty()) output.line(item.source() + ": " + base::printable(item.reason, kMaxReason));
    if (!item.foreign.empty()) {
      output.line(item.source() + ": " + count(item.foreign.size(), "layer lies", "layers lie") +
                  " outside the registry and was not copied");
    }
  }
  const Totals totals = migrate::totals_of(items);
  const std::string done =
      dry_run ? std::to_string(totals.to_copy) + " to copy" : std::to_string(totals.copied) + " copied";
  std::string text = done + " (" + cli::format_bytes(totals.bytes) + "), " + std::to_string(totals.present) +
                     " already there, " + std::to_string(totals.left_out) + " left out";
  if (!dry_run) text += ", " + std::to_string(totals.failed) + " failed";
  output.line(text);
}

void print_refusals(cli::Output& output, const std::vector<PushRefusal>& refusals) {
  // One cause often stands before all repositories of an org or team.
  std::vector<std::pair<const PushRefusal*, std::size_t>> groups;
  for (const PushRefusal& refusal : refusals) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return group.first->reason == refusal.reason && group.first->codes == refusal.codes;
    });
    if (same == groups.end()) {
      groups.emplace_back(&refusal, 1);
    } else {
      ++same->second;
    }
  }
  for (const auto& [refusal, number] : groups) {
    std::string codes;
    for (const std::string& code : refusal->codes) {
      codes += codes.empty() ? " [" : ", ";
      codes += code;
    }
    if (!codes.empty()) codes += "]";
    std::string line = refusal->repository;
    if (number > 1) line += " and " + std::to_string(number - 1) + " more";
    line += ": ";
    line += base::printable(refusal->reason, kMaxReason);
    line += codes;
    output.line(line);
    if (!refusal->remedy.empty()) output.line("  " + base::printable(refusal->remedy, kMaxReason));
  }
}

}  // namespace ngcs::commands
