#include "ngc/chart_yaml.h"

#include <yaml.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/text.h"
#include "ngc/helm_url.h"
#include "ngc/semver.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxKeywords = 64;
constexpr std::size_t kMaxText = 1000;

struct ParserDelete {
  void operator()(yaml_parser_t* parser) const noexcept {
    yaml_parser_delete(parser);
    delete parser;  // NOLINT(cppcoreguidelines-owning-memory): made below
  }
};
struct EventGuard {
  yaml_event_t event{};
  EventGuard() = default;
  EventGuard(const EventGuard&) = delete;
  EventGuard& operator=(const EventGuard&) = delete;
  ~EventGuard() { yaml_event_delete(&event); }
};

// Walks over the events and keeps scalars of the top mapping, and those of lists directly in it.
class Reader {
 public:
  explicit Reader(ChartYaml& chart) : chart_(chart) {}

  // False where the document is no mapping, or too deep.
  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT:
        return open(event.type == YAML_MAPPING_START_EVENT);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        if (--depth_ == 1) key_.reset();
        return true;
      case YAML_SCALAR_EVENT:
        return scalar({reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length});
      case YAML_ALIAS_EVENT:
        if (depth_ == 1 && !key_) return false;  // an alias as a key
        if (depth_ == 1) key_.reset();
        return depth_ > 0;
      default:
        return true;
    }
  }

 private:
  bool open(bool mapping) {
    if (depth_ == 0 && !mapping) return false;
    if (depth_ == 1 && !key_) return false;  // a key that is a list or a mapping
    in_list_ = depth_ == 1 && !mapping;
    return ++depth_ <= kMaxDepth;
  }
  bool scalar(std::string_view text) {
    if (depth_ == 0) return false;
    if (depth_ == 1 && !key_) {
      key_ = std::string(text);
      return true;
    }
    if (depth_ == 1) {
      keep(*key_, text);
      key_.reset();
    } else if (depth_ == 2 && in_list_ && key_ == "keywords" && chart_.keywords.size() < kMaxKeywords) {
      chart_.keywords.push_back(base::printable(text, kMaxText));
    }
    return true;
  }
  void keep(const std::string& key, std::string_view text) {
    if (key == "name") chart_.name = text;
    if (key == "version") chart_.version = text;
    if (key == "appVersion") chart_.app_version = base::printable(text, kMaxText);
    if (key == "description") chart_.description = base::printable(base::trim(text), kMaxText);
    if (key == "icon" && text.starts_with("https://")) chart_.icon = base::printable(text, kMaxText);
  }

  ChartYaml& chart_;
  int depth_ = 0;
  std::optional<std::string> key_;  // of the top mapping, whose value is to come
  bool in_list_ = false;
};

Error bad(const std::string& why) { return {Errc::kInvalidInput, "Chart.yaml " + why}; }

}  // namespace

base::Result<ChartYaml> parse_chart_yaml(std::string_view text) {
  if (text.size() > kMaxBytes) return Error(Errc::kTooLarge, "Chart.yaml is larger than 1 MiB");
  const std::unique_ptr<yaml_parser_t, ParserDelete> parser([] {
    auto* made = new yaml_parser_t{};
    if (yaml_parser_initialize(made) == 1) return made;
    delete made;
    return static_cast<yaml_parser_t*>(nullptr);
  }());
  if (!parser) return Error(Errc::kInternal, "out of memory");
  yaml_parser_set_input_string(parser.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());

  ChartYaml chart;
  Reader reader(chart);
  for (bool more = true; more;) {
    EventGuard guard;
    if (yaml_parser_parse(parser.get(), &guard.event) != 1) {
      return bad("is no YAML (line " + std::to_string(parser->problem_mark.line + 1) + ")");
    }
    if (!reader.take(guard.event)) return bad("is no mapping of names to values, or nested too deeply");
    more = guard.event.type != YAML_STREAM_END_EVENT && guard.event.type != YAML_DOCUMENT_END_EVENT;
  }
  if (chart.name.empty()) return bad("has no name");
  if (!is_chart_file(chart.name + "-0.tgz")) return bad("has a name that NGC does not take");
  if (chart.version.empty()) return bad("has no version");
  if (!Version::parse(chart.version) || !is_chart_file(chart.name + "-" + chart.version + ".tgz")) {
    return bad("has a version that is none: " + base::printable(chart.version, 80));
  }
  return chart;
}

}  // namespace ngcs::ngc
