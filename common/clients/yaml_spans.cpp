#include "clients/yaml_spans.h"

#include <yaml.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kMark = "\xEF\xBB\xBF";  // byte order mark

Error at_line(Errc code, std::size_t line, const std::string& text) {
  return {code, "line " + std::to_string(line) + ": " + text};
}

// libyaml counts characters; the byte of each, and the end. Empty where both are the same.
std::vector<std::size_t> byte_offsets(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return {};
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80) offsets.push_back(i);
  }
  offsets.push_back(text.size());
  return offsets;
}

// libyaml's own copies of the text hold what the text holds.
void wipe_buffers(yaml_parser_t& parser) {
  if (parser.buffer.start != nullptr) {
    secret::wipe(parser.buffer.start, static_cast<std::size_t>(parser.buffer.end - parser.buffer.start));
  }
  if (parser.raw_buffer.start != nullptr) {
    secret::wipe(parser.raw_buffer.start, static_cast<std::size_t>(parser.raw_buffer.end - parser.raw_buffer.start));
  }
}

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() {
    if (event.type == YAML_SCALAR_EVENT) secret::wipe(event.data.scalar.value, event.data.scalar.length);
    yaml_event_delete(&event);
  }
  yaml_event_t event = {};
};

class Reader {
 public:
  Reader(std::string_view whole, const YamlLimits& limits) : limits_(limits) {
    const std::string_view text = whole.starts_with(kMark) ? whole.substr(kMark.size()) : whole;
    skipped_ = whole.size() - text.size();
    size_ = text.size();
    offsets_ = byte_offsets(text);
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    if (!ready_) return;
    wipe_buffers(parser_);
    yaml_parser_delete(&parser_);
  }

  base::Result<YamlNode> document() {
    if (!ready_) return Error(Errc::kInternal, "no memory for the YAML parser");
    YamlNode root;
    bool seen = false;
    while (true) {
      Event next;
      if (auto done = read(next); !done) return done.error();
      switch (next.event.type) {
        case YAML_STREAM_END_EVENT:
          return root;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
          break;
        case YAML_DOCUMENT_START_EVENT:
          if (seen) return at_line(Errc::kUnsupported, line_of(next), "a second document begins here");
          seen = true;
          break;
        default: {
          auto node = build(next, 0);
          if (!node) return node;
          root = std::move(*node);
        }
      }
    }
  }

 private:
  static std::size_t line_of(const Event& event) { return event.event.start_mark.line + 1; }

  [[nodiscard]] std::size_t byte_of(std::size_t character) const {
    if (offsets_.empty()) return skipped_ + std::min(character, size_);
    return skipped_ + offsets_[std::min(character, offsets_.size() - 1)];
  }

  base::Result<void> read(Event& next) {
    if (yaml_parser_parse(&parser_, &next.event) == 1) return {};
    const std::string problem = parser_.problem != nullptr ? parser_.problem : "it cannot be read";
    return at_line(Errc::kInvalidInput, parser_.problem_mark.line + 1, "no YAML: " + problem);
  }

  base::Result<YamlNode> build(const Event& first, int depth) {
    const std::size_t line = line_of(first);
    if (depth > limits_.depth) return at_line(Errc::kTooLarge, line, "nested too deep");
    if (++nodes_ > limits_.nodes) return at_line(Errc::kTooLarge, line, "too many values");
    YamlNode node;
    node.line = line;
    node.begin = byte_of(first.event.start_mark.index);
    node.end = byte_of(first.event.end_mark.index);
    switch (first.event.type) {
      case YAML_SCALAR_EVENT:
        return scalar(first, std::move(node));
      case YAML_SEQUENCE_START_EVENT:
        if (decorated(first.event.data.sequence_start.anchor, first.event.data.sequence_start.tag)) return marked(line);
        return list(std::move(node), depth);
      case YAML_MAPPING_START_EVENT:
        if (decorated(first.event.data.mapping_start.anchor, first.event.data.mapping_start.tag)) return marked(line);
        return map(std::move(node), depth);
      default:
        return marked(line);
    }
  }

  static bool decorated(const unsigned char* anchor, const unsigned char* tag) {
    return anchor != nullptr || tag != nullptr;
  }
  static Error marked(std::size_t line) {
    return at_line(Errc::kUnsupported, line, "anchors, aliases and tags are not understood here");
  }

  static base::Result<YamlNode> scalar(const Event& first, YamlNode node) {
    const auto& data = first.event.data.scalar;
    if (decorated(data.anchor, data.tag)) return marked(node.line);
    node.text.append({reinterpret_cast<const char*>(data.value), data.length});
    switch (data.style) {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        node.style = YamlNode::Style::kSingleQuoted;
        break;
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        node.style = YamlNode::Style::kDoubleQuoted;
        break;
      case YAML_LITERAL_SCALAR_STYLE:
      case YAML_FOLDED_SCALAR_STYLE:
        node.style = YamlNode::Style::kBlock;
        break;
      default:
        node.style = YamlNode::Style::kPlain;
    }
    return node;
  }

  base::Result<YamlNode> list(YamlNode node, int depth) {
    node.kind = YamlNode::Kind::kList;
    while (true) {
      Event next;
      if (auto done = read(next); !done) return done.error();
      if (next.event.type == YAML_SEQUENCE_END_EVENT) {
        node.end = byte_of(next.event.end_mark.index);
        return node;
      }
      auto item = build(next, depth + 1);
      if (!item) return item;
      node.items.push_back(std::move(*item));
    }
  }

  base::Result<YamlNode> map(YamlNode node, int depth) {
    node.kind = YamlNode::Kind::kMap;
    while (true) {
      Event next;
      if (auto done = read(next); !done) return done.error();
      if (next.event.type == YAML_MAPPING_END_EVENT) {
        node.end = byte_of(next.event.end_mark.index);
        return node;
      }
      auto key = build(next, depth + 1);
      if (!key) return key;
      if (key->kind != YamlNode::Kind::kScalar) {
        return at_line(Errc::kInvalidInput, key->line, "a name is expected here");
      }
      if (node.member(key->text.reveal()) != nullptr) {
        return at_line(Errc::kInvalidInput, key->line, "the same name stands twice");
      }
      Event second;
      if (auto done = read(second); !done) return done.error();
      auto value = build(second, depth + 1);
      if (!value) return value;
      node.keys.push_back(std::move(*key));
      node.items.push_back(std::move(*value));
    }
  }

  YamlLimits limits_;
  std::vector<std::size_t> offsets_;
  std::size_t skipped_ = 0;  // bytes of the byte order mark
  std::size_t size_ = 0;     // bytes behind it
  yaml_parser_t parser_ = {};
  std::size_t nodes_ = 0;
  bool ready_ = false;
};

// Text that YAML 1.1 reads as a string of these very characters wherever a value may stand.
bool plain_safe(std::string_view value) {
  static constexpr std::string_view kInside = "$./:_-+@%?=&";
  if (value.empty() || value.back() == ':') return false;
  const char first = value.front();
  // A letter or "$" in front: no number, no indicator. Words that mean something else are quoted.
  if (first != '$' && (first < 'a' || first > 'z') && (first < 'A' || first > 'Z')) return false;
  for (const std::string_view word : {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}) {
    if (base::iequals(value, word)) return false;
  }
  return std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kInside.find(c) != std::string_view::npos;
  });
}

secret::SecretString single_quoted(std::string_view value) {
  secret::SecretString text("'");
  for (const char c : value) {
    if (c == '\'') text.push_back(c);
    text.push_back(c);
  }
  text.push_back('\'');
  return text;
}

secret::SecretString double_quoted(std::string_view value) {
  secret::SecretString text("\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') text.push_back('\\');
    text.push_back(c);
  }
  text.push_back('"');
  return text;
}

}  // namespace

const YamlNode* YamlNode::member(std::string_view name) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (base::iequals(keys[i].text.reveal(), name)) return &items[i];
  }
  return nullptr;
}

bool YamlNode::is_null() const {
  if (kind != Kind::kScalar || style != Style::kPlain) return false;
  const std::string_view value = text.reveal();
  return value.empty() || value == "~" || base::iequals(value, "null");
}

base::Result<YamlNode> parse_yaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes)
    return Error(Errc::kTooLarge, "larger than " + std::to_string(limits.bytes) + " bytes");
  if (!base::valid_utf8(text)) return Error(Errc::kInvalidInput, "line 1: not UTF-8");
  Reader reader(text, limits);
  return reader.document();
}

base::Result<secret::SecretString> yaml_scalar(std::string_view value, const YamlNode& old) {
  if (old.kind != YamlNode::Kind::kScalar || old.style == YamlNode::Style::kBlock) {
    return at_line(Errc::kUnsupported, old.line, "this value is not written on one line");
  }
  if (base::has_control(value) || !base::valid_utf8(value)) {
    return Error(Errc::kInvalidInput, "a value with control characters cannot be written");
  }
  // Quotes around nothing say nothing about how the user writes values.
  const bool quoted = old.style != YamlNode::Style::kPlain && !old.text.empty();
  if (quoted && old.style == YamlNode::Style::kSingleQuoted) return single_quoted(value);
  secret::SecretString text = !quoted && plain_safe(value) ? secret::SecretString(value) : double_quoted(value);
  if (old.begin != old.end) return text;
  secret::SecretString apart(" ");  // a value that was nothing at all begins right behind the colon
  apart.append(text.reveal());
  return apart;
}

}  // namespace ngcs::clients
