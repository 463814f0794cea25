#include "json/edit.h"

#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "base/text.h"

namespace ngcs::json {

namespace {

using base::Errc;
using base::Error;
using base::Result;

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;  // one past the last byte
};

struct Member {
  Span name;  // with its quotes
  Span value;
};

struct Object {
  std::size_t open = 0;   // the brace
  std::size_t close = 0;  // the brace
  std::vector<Member> members;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Finds spans in a text that parse() accepted; it therefore only has to find ends, not to check.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }

  [[nodiscard]] std::size_t string_end(std::size_t at) const {
    for (++at; at < text_.size() && text_[at] != '"'; ++at) {
      if (text_[at] == '\\') ++at;
    }
    return at + 1;
  }

  [[nodiscard]] std::size_t value_end(std::size_t at) const {
    if (text_[at] == '"') return string_end(at);
    if (text_[at] == '{' || text_[at] == '[') {
      int depth = 0;
      while (at < text_.size()) {
        const char c = text_[at];
        if (c == '"') {
          at = string_end(at);
          continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at;
        if (depth == 0) break;
      }
      return at;
    }
    while (at < text_.size() && !is_blank(text_[at]) && text_[at] != ',' && text_[at] != '}' && text_[at] != ']') ++at;
    return at;
  }

  // The object whose brace is at `open`.
  [[nodiscard]] Object object(std::size_t open) const {
    Object result;
    result.open = open;
    std::size_t at = skip_blanks(open + 1);
    while (at < text_.size() && text_[at] != '}') {
      Member member;
      member.name = {at, string_end(at)};
      const std::size_t colon = skip_blanks(member.name.end);
      const std::size_t value = skip_blanks(colon + 1);
      member.value = {value, value_end(value)};
      result.members.push_back(member);
      at = skip_blanks(member.value.end);
      if (at < text_.size() && text_[at] == ',') at = skip_blanks(at + 1);
    }
    result.close = at;
    return result;
  }

  [[nodiscard]] std::string_view of(Span span) const { return text_.substr(span.begin, span.end - span.begin); }

  // The member called `name`, compared after resolving escapes.
  [[nodiscard]] std::optional<Member> find(const Object& object, const std::string& name) const {
    for (const Member& member : object.members) {
      const Value decoded = Value::parse(of(member.name), nullptr, false);
      if (decoded.is_string() && decoded.get_ref<const std::string&>() == name) return member;
    }
    return std::nullopt;
  }

 private:
  std::string_view text_;
};

// How the document writes its members.
struct Style {
  bool lines = true;  // one member a line
  std::string newline = "\n";
  std::string unit = "\t";  // docker's own
  std::string colon = ": ";
  std::string comma = ", ";  // between members on one line
};

// The blanks before `at` back to the line start; nothing where other text stands between.
std::optional<std::string> line_indent(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
  if (begin != 0 && text[begin - 1] != '\n') return std::nullopt;
  return std::string(text.substr(begin, at - begin));
}

// The leading blanks of the line that holds `at`.
std::string indent_of_line(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && text[begin - 1] != '\n') --begin;
  std::size_t end = begin;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  return std::string(text.substr(begin, end - begin));
}

Style style_of(std::string_view text, const Scanner& scanner, const Object& root) {
  Style style;
  if (text.find("\r\n") != std::string_view::npos) style.newline = "\r\n";
  if (root.members.empty()) return style;
  const Member& first = root.members.front();
  const std::size_t colon = scanner.skip_blanks(first.name.end);
  style.colon = std::string(text.substr(first.name.end, first.value.begin - first.name.end));
  if (style.colon.find('\n') != std::string::npos || colon != first.name.end) style.colon = ": ";
  const auto indent = line_indent(text, first.name.begin);
  style.lines = indent.has_value() && first.name.begin > root.open + 1 + indent->size();
  if (style.lines) {
    const std::string outer = indent_of_line(text, root.open);
    if (indent->size() > outer.size() && indent->starts_with(outer)) style.unit = indent->substr(outer.size());
    if (indent->empty()) style.unit.clear();
  } else {
    style.comma = style.colon == ":" ? "," : ", ";
    if (root.members.size() > 1) {
      const std::size_t comma = scanner.skip_blanks(first.value.end);
      std::string found(text.substr(comma, root.members[1].name.begin - comma));
      if (found.find('\n') == std::string::npos) style.comma = std::move(found);
    }
  }
  return style;
}

std::string render(const Value& value, const Style& style, bool lines, const std::string& indent);

std::string render_member(const std::string& name, const Value& value, const Style& style, bool lines,
                          const std::string& indent) {
  return Value(name).dump() + style.colon + render(value, style, lines, indent);
}

// `value` as text; its own lines after the first start with `indent`.
std::string render(const Value& value, const Style& style, bool lines, const std::string& indent) {
  if (!value.is_structured() || value.empty()) return value.dump();
  const std::string inner = indent + style.unit;
  const char open = value.is_object() ? '{' : '[';
  std::string out(1, open);
  bool first = true;
  for (const auto& item : value.items()) {
    if (!first) out += lines ? "," : style.comma;
    first = false;
    if (lines) out += style.newline + inner;
    if (value.is_object()) {
      out += render_member(item.key(), item.value(), style, lines, inner);
    } else {
      out += render(item.value(), style, lines, inner);
    }
  }
  if (lines) out += style.newline + indent;
  out += value.is_object() ? '}' : ']';
  return out;
}

// Inserts a member at the end of `object`.
void insert_member(std::string& text, const Object& object, const Style& style, const std::string& name,
                   const Value& value) {
  if (object.members.empty()) {
    const std::string outer = indent_of_line(text, object.open);
    std::string body = "{";
    if (style.lines) {
      body += style.newline + outer + style.unit;
      body += render_member(name, value, style, true, outer + style.unit);
      body += style.newline + outer;
    } else {
      body += render_member(name, value, style, false, {});
    }
    body += '}';
    text.replace(object.open, object.close + 1 - object.open, body);
    return;
  }
  const Member& last = object.members.back();
  const auto indent = line_indent(text, last.name.begin);
  const bool own_line = style.lines && indent.has_value();
  std::string piece = own_line ? "," + style.newline + *indent : style.comma;
  piece += render_member(name, value, style, own_line, own_line ? *indent : std::string());
  text.insert(last.value.end, piece);
}

Error not_an_object(const Path& path, std::size_t depth) {
  std::string where = "the document";
  if (depth != 0) where = "its member \"" + base::printable(path[depth - 1]) + "\"";
  return {Errc::kInvalidInput, where + " is not a JSON object"};
}

// What `path` leads to in a text: the object that holds (or would hold) the deepest member reached.
struct Walk {
  Object parent;
  std::size_t depth = 0;  // index in the path of the name looked up in `parent`
  std::optional<Member> member;
};

Result<Walk> walk(std::string_view text, const Path& path) {
  const Scanner scanner(text);
  std::size_t at = scanner.skip_blanks(0);
  for (std::size_t depth = 0;; ++depth) {
    if (at >= text.size() || text[at] != '{') return not_an_object(path, depth);
    Walk step;
    step.parent = scanner.object(at);
    step.depth = depth;
    step.member = scanner.find(step.parent, path[depth]);
    if (!step.member || depth + 1 == path.size()) return step;
    at = step.member->value.begin;
  }
}

const Value* find_value(const Value& root, const Path& path) {
  const Value* at = &root;
  for (const std::string& name : path) {
    at = member(*at, name.c_str());
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace

Result<Document> Document::load(std::string text, const Limits& limits) {
  Document document;
  if (base::trim(text).empty() && text.size() <= limits.bytes) text = "{}";
  auto value = parse(text, limits);
  if (!value) return std::move(value).error();
  document.text_ = std::move(text);
  document.value_ = std::move(value).value();
  document.limits_ = limits;
  return document;
}

Result<void> Document::commit(std::string text, const Value& expected) {
  auto value = parse(text, limits_);
  if (!value) return value.error().with_context("the edited text is not usable");
  // Whatever the spans say, nothing but the intended member may have changed.
  if (*value != expected) return Error(Errc::kInternal, "an edit of a JSON text went wrong; nothing was changed");
  text_ = std::move(text);
  value_ = std::move(value).value();
  changed_ = true;
  return {};
}

Result<void> Document::set(const Path& path, const Value& value) try {
  if (path.empty()) return Error(Errc::kInternal, "an edit of a JSON text names no member");
  if (const Value* old = find_value(value_, path); old != nullptr && *old == value) return {};
  auto found = walk(text_, path);
  if (!found) return std::move(found).error();

  Value expected = value_;
  Value* target = &expected;
  for (const std::string& name : path) target = &(*target)[name];
  *target = value;

  std::string text = text_;
  const Scanner scanner(text_);
  const Style style = style_of(text_, scanner, scanner.object(scanner.skip_blanks(0)));
  if (found->member) {
    const Span span = found->member->value;
    const auto indent = line_indent(text_, found->member->name.begin);
    const bool lines = style.lines && indent.has_value();
    text.replace(span.begin, span.end - span.begin, render(value, style, lines, lines ? *indent : std::string()));
  } else {
    // Objects that are missing on the way come with the member, innermost first.
    Value inner = value;
    for (std::size_t i = path.size() - 1; i > found->depth; --i) {
      Value wrapper = Value::object();
      wrapper[path[i]] = std::move(inner);
      inner = std::move(wrapper);
    }
    insert_member(text, found->parent, style, path[found->depth], inner);
  }
  return commit(std::move(text), expected);
} catch (const std::exception&) {
  return Error(Errc::kInvalidInput, "the new member cannot be written as JSON");
}

Result<bool> Document::remove(const Path& path) try {
  if (path.empty()) return Error(Errc::kInternal, "an edit of a JSON text names no member");
  if (find_value(value_, path) == nullptr) return false;
  auto found = walk(text_, path);
  if (!found) return std::move(found).error();
  if (!found->member) return false;

  Value expected = value_;
  Value* parent = &expected;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) parent = &(*parent)[path[i]];
  parent->erase(path.back());

  const Object& object = found->parent;
  std::size_t index = 0;
  while (object.members[index].name.begin != found->member->name.begin) ++index;
  Span cut;
  if (object.members.size() == 1) {
    cut = {object.open + 1, object.close};
  } else if (index + 1 < object.members.size()) {
    cut = {object.members[index].name.begin, object.members[index + 1].name.begin};
  } else {
    cut = {object.members[index - 1].value.end, object.members[index].value.end};
  }
  std::string text = text_;
  text.erase(cut.begin, cut.end - cut.begin);
  if (auto done = commit(std::move(text), expected); !done) return done.error();
  return true;
} catch (const std::exception&) {
  return Error(Errc::kInternal, "an edit of a JSON text failed; nothing was changed");
}

}  // namespace ngcs::json
