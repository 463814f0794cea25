#include "ngc/index_json.h"

#include <yaml.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "json/value.h"
#include "ngc/index_writer.h"
#include "ngc/yaml_scalar.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kMergeTag = "tag:yaml.org,2002:merge";

// One event of libyaml, and the same without libyaml's memory where an anchor has to keep it.
struct Event {
  yaml_event_type_t type = YAML_NO_EVENT;
  std::string_view text;  // of a scalar
  std::string_view tag;
  bool plain = false;      // without quotes and without a tag
  std::size_t line = 0;    // from 1
  std::size_t target = 0;  // of an alias: which anchored node
};

struct KeptEvent {
  Event event;
  std::string text;
  std::string tag;
};

struct Anchored {
  std::vector<KeptEvent> events;
  bool open = true;  // its end has not been seen
};

class YamlReader {
 public:
  YamlReader(std::string_view text, IndexWriter& writer, const IndexLimits& limits) : writer_(writer), limits_(limits) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader() {
    if (ready_) yaml_parser_delete(&parser_);
  }

  // The first document; Helm does not look at others either.
  base::Result<void> read() {
    if (!ready_) return Error(Errc::kInternal, "out of memory");
    for (bool more = true; more;) {
      yaml_event_t raw;
      if (yaml_parser_parse(&parser_, &raw) != 1) return failure();
      auto taken = take(raw, more);
      yaml_event_delete(&raw);
      if (!taken) return taken;
    }
    return {};
  }

 private:
  Error failure() const {
    if (parser_.error == YAML_MEMORY_ERROR) return {Errc::kInternal, "out of memory"};
    const std::string_view why = parser_.problem != nullptr ? std::string_view(parser_.problem) : "it is no YAML";
    return index_error(base::printable(why, 120),
                       parser_.error == YAML_READER_ERROR ? 0 : parser_.problem_mark.line + 1);
  }

  static std::string_view view(const yaml_char_t* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
  }

  base::Result<void> take(const yaml_event_t& raw, bool& more) {
    Event event;
    event.type = raw.type;
    event.line = raw.start_mark.line + 1;
    std::string_view anchor;
    switch (raw.type) {
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        more = false;
        return {};
      case YAML_SCALAR_EVENT:
        event.text = {reinterpret_cast<const char*>(raw.data.scalar.value), raw.data.scalar.length};
        event.tag = view(raw.data.scalar.tag);
        event.plain = raw.data.scalar.plain_implicit != 0;
        anchor = view(raw.data.scalar.anchor);
        break;
      case YAML_ALIAS_EVENT: {
        const auto found = names_.find(view(raw.data.alias.anchor));
        if (found == names_.end()) return index_error("an alias names no anchor", event.line);
        event.target = found->second;
        break;
      }
      case YAML_SEQUENCE_START_EVENT:
        anchor = view(raw.data.sequence_start.anchor);
        break;
      case YAML_MAPPING_START_EVENT:
        anchor = view(raw.data.mapping_start.anchor);
        break;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        break;
      default:
        return {};
    }
    if (!anchor.empty()) {
      names_[std::string(anchor)] = anchored_.size();
      open_.push_back({anchored_.size(), 0});
      anchored_.emplace_back();
    }
    if (!open_.empty()) {
      if (auto kept = keep(event); !kept) return kept;
    }
    return play(event);
  }

  // Adds the event to every anchored node that is open.
  base::Result<void> keep(const Event& event) {
    const bool starts = event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
    const bool ends = event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
    for (OpenAnchor& one : open_) {
      kept_bytes_ += sizeof(KeptEvent) + event.text.size() + event.tag.size();
      if (kept_bytes_ > limits_.anchored_bytes) {
        return Error(Errc::kTooLarge, "the anchors of the index hold more than allowed");
      }
      anchored_[one.node].events.push_back({event, std::string(event.text), std::string(event.tag)});
      if (starts) ++one.depth;
      if (ends) --one.depth;
    }
    while (!open_.empty() && open_.back().depth == 0) {
      anchored_[open_.back().node].open = false;
      open_.pop_back();
    }
    return {};
  }

  base::Result<void> play(const Event& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_ALIAS_EVENT:
        return alias(event);
      case YAML_SEQUENCE_START_EVENT:
        return writer_.begin_list(event.line);
      case YAML_SEQUENCE_END_EVENT:
        return writer_.end_list();
      case YAML_MAPPING_START_EVENT:
        return writer_.begin_map(event.line);
      case YAML_MAPPING_END_EVENT:
        return writer_.end_map();
      default:
        return {};
    }
  }

  base::Result<void> scalar(const Event& event) {
    if (event.text == "<<" && writer_.key_is_due() && (event.plain || event.tag == kMergeTag)) {
      writer_.merge_next();
      return {};
    }
    if (event.tag.empty()) {
      return writer_.scalar(event.plain ? resolve_plain(event.text) : Scalar(Text{}), event.text, event.line);
    }
    const auto value = resolve_tagged(event.tag, event.text);
    if (!value) return index_error(value.error().message, event.line);
    return writer_.scalar(*value, event.text, event.line);
  }

  base::Result<void> alias(const Event& event) {
    if (anchored_[event.target].open) return index_error("an anchor holds itself", event.line);
    if (alias_depth_ >= limits_.depth) return Error(Errc::kTooLarge, "aliases are nested deeper than allowed");
    ++alias_depth_;
    // By index: a node that is played can hold no new anchor, so the list does not grow meanwhile.
    for (const KeptEvent& kept : anchored_[event.target].events) {
      Event again = kept.event;
      again.text = kept.text;
      again.tag = kept.tag;
      again.line = event.line;
      if (auto played = play(again); !played) return played;
    }
    --alias_depth_;
    return {};
  }

  struct OpenAnchor {
    std::size_t node = 0;
    int depth = 0;
  };

  IndexWriter& writer_;
  const IndexLimits& limits_;
  yaml_parser_t parser_{};
  bool ready_ = false;
  std::map<std::string, std::size_t, std::less<>> names_;
  std::vector<Anchored> anchored_;
  std::vector<OpenAnchor> open_;
  std::size_t kept_bytes_ = 0;
  int alias_depth_ = 0;
};

// nlohmann's events; their order is checked by its parser.
class JsonReader {
 public:
  explicit JsonReader(IndexWriter& writer) : writer_(writer) {}

  bool null() { return write(writer_.scalar(Null{}, {}, 0)); }
  bool boolean(bool value) { return write(writer_.scalar(value, {}, 0)); }
  bool number_integer(std::int64_t value) { return write(writer_.scalar(value, {}, 0)); }
  bool number_unsigned(std::uint64_t value) { return write(writer_.scalar(value, {}, 0)); }
  bool number_float(double /*value*/, const std::string& text) { return write(writer_.json_number(text, 0)); }
  bool string(const std::string& text) { return write(writer_.scalar(Text{}, text, 0)); }
  bool binary(const std::vector<std::uint8_t>& /*bytes*/) { return false; }
  bool start_object(std::size_t /*size*/) { return write(writer_.begin_map(0)); }
  bool key(const std::string& text) { return write(writer_.scalar(Text{}, text, 0)); }
  bool end_object() { return write(writer_.end_map()); }
  bool start_array(std::size_t /*size*/) { return write(writer_.begin_list(0)); }
  bool end_array() { return write(writer_.end_list()); }
  template <typename Exception>
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const Exception& /*exception*/) {
    return false;
  }

  [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

 private:
  bool write(base::Result<void> written) {
    if (!written) error_ = std::move(written).error();
    return !error_;
  }
  IndexWriter& writer_;
  std::optional<Error> error_;
};

bool looks_like_json(std::string_view text) { return base::trim(text.substr(0, 64)).starts_with('{'); }

}  // namespace

base::Result<std::string> index_to_json(std::string_view text, const registry::Space& space, std::string_view profile,
                                        const OnDigest& on_digest, const IndexLimits& limits) {
  if (text.size() > limits.input_bytes) return Error(Errc::kTooLarge, "the index is larger than allowed");
  if (looks_like_json(text)) {
    IndexWriter writer(space, profile, on_digest, limits, false);
    JsonReader reader(writer);
    if (json::Value::sax_parse(text, &reader) && writer.complete()) return std::move(writer).take();
    if (reader.error()) return *reader.error();
    // A flow map of YAML starts the same way.
  }
  IndexWriter writer(space, profile, on_digest, limits, true);
  YamlReader reader(text, writer, limits);
  if (const auto read = reader.read(); !read) return read.error();
  if (!writer.complete()) return index_error("it is empty", 0);
  return std::move(writer).take();
}

}  // namespace ngcs::ngc
