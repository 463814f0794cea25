#include "ngc/index_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>

#include "base/text.h"
#include "http/url.h"
#include "ngc/helm_url.h"
#include "ngc/sha256.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

struct Field {
  std::string_view name;
  IndexPlace place;
};

// pkg/repo/index.go and pkg/chart/metadata.go of Helm.
constexpr std::array<Field, 4> kIndexFields = {{{"apiVersion", IndexPlace::kText},
                                                {"entries", IndexPlace::kCharts},
                                                {"publicKeys", IndexPlace::kTexts},
                                                {"annotations", IndexPlace::kTextMap}}};
constexpr std::array<Field, 22> kVersionFields = {
    {{"urls", IndexPlace::kVersionUrls},      {"digest", IndexPlace::kVersionDigest},
     {"checksum", IndexPlace::kText},         {"engine", IndexPlace::kText},
     {"tillerVersion", IndexPlace::kText},    {"url", IndexPlace::kText},
     {"name", IndexPlace::kMetadata},         {"home", IndexPlace::kMetadata},
     {"sources", IndexPlace::kMetadata},      {"version", IndexPlace::kMetadata},
     {"description", IndexPlace::kMetadata},  {"keywords", IndexPlace::kMetadata},
     {"maintainers", IndexPlace::kMetadata},  {"icon", IndexPlace::kMetadata},
     {"apiVersion", IndexPlace::kMetadata},   {"condition", IndexPlace::kMetadata},
     {"tags", IndexPlace::kMetadata},         {"appVersion", IndexPlace::kMetadata},
     {"annotations", IndexPlace::kMetadata},  {"kubeVersion", IndexPlace::kMetadata},
     {"dependencies", IndexPlace::kMetadata}, {"type", IndexPlace::kMetadata}}};
constexpr std::array<Field, 16> kMetadataFields = {{{"name", IndexPlace::kText},
                                                    {"home", IndexPlace::kText},
                                                    {"sources", IndexPlace::kTexts},
                                                    {"version", IndexPlace::kText},
                                                    {"description", IndexPlace::kText},
                                                    {"keywords", IndexPlace::kTexts},
                                                    {"maintainers", IndexPlace::kMaintainers},
                                                    {"icon", IndexPlace::kText},
                                                    {"apiVersion", IndexPlace::kText},
                                                    {"condition", IndexPlace::kText},
                                                    {"tags", IndexPlace::kText},
                                                    {"appVersion", IndexPlace::kText},
                                                    {"annotations", IndexPlace::kTextMap},
                                                    {"kubeVersion", IndexPlace::kText},
                                                    {"dependencies", IndexPlace::kDependencies},
                                                    {"type", IndexPlace::kText}}};
constexpr std::array<Field, 3> kMaintainerFields = {
    {{"name", IndexPlace::kText}, {"email", IndexPlace::kText}, {"url", IndexPlace::kText}}};
constexpr std::array<Field, 6> kDependencyFields = {{{"name", IndexPlace::kText},
                                                     {"version", IndexPlace::kText},
                                                     {"repository", IndexPlace::kText},
                                                     {"condition", IndexPlace::kText},
                                                     {"tags", IndexPlace::kTexts},
                                                     {"alias", IndexPlace::kText}}};

// Go's JSON takes the exact name first, else the first that differs in case only.
template <std::size_t N>
IndexPlace field_place(const std::array<Field, N>& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return field.place;
  }
  for (const Field& field : fields) {
    if (field.name.size() == name.size() && base::iequals(field.name, name)) return field.place;
  }
  return IndexPlace::kAny;
}

IndexPlace member_place(IndexPlace map, std::string_view name) {
  switch (map) {
    case IndexPlace::kIndex:
      return field_place(kIndexFields, name);
    case IndexPlace::kVersion:
      return field_place(kVersionFields, name);
    case IndexPlace::kMetadata:
      return field_place(kMetadataFields, name);
    case IndexPlace::kMaintainer:
      return field_place(kMaintainerFields, name);
    case IndexPlace::kDependency:
      return field_place(kDependencyFields, name);
    case IndexPlace::kCharts:
      return IndexPlace::kChartVersions;
    case IndexPlace::kTextMap:
      return IndexPlace::kText;
    default:
      return IndexPlace::kAny;
  }
}

IndexPlace element_place(IndexPlace list) {
  switch (list) {
    case IndexPlace::kTexts:
      return IndexPlace::kText;
    case IndexPlace::kChartVersions:
      return IndexPlace::kVersion;
    case IndexPlace::kVersionUrls:
      return IndexPlace::kVersionUrl;
    case IndexPlace::kMaintainers:
      return IndexPlace::kMaintainer;
    case IndexPlace::kDependencies:
      return IndexPlace::kDependency;
    default:
      return IndexPlace::kAny;
  }
}

bool wants_text(IndexPlace place) {
  return place == IndexPlace::kText || place == IndexPlace::kVersionUrl || place == IndexPlace::kVersionDigest;
}

// Two programs that read a text with one may see two texts.
bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

template <typename Number>
std::string_view digits_of(Number value, std::array<char, 32>& buffer) {
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
}

// Where a chart of this index lies on NGC's own host; nothing for every other place.
std::optional<HelmUrl> on_helm_host(const registry::Space& space, std::string_view reference) {
  constexpr std::string_view kPlain = "http://";
  std::string target(reference);
  if (base::istarts_with(target, kPlain)) target = "https://" + target.substr(kPlain.size());
  const auto base = http::Url::parse("https://" + std::string(registry::kHelmHost) + "/" + space.path() + "/");
  if (!base) return std::nullopt;
  const auto url = base->resolve(target);
  if (!url || !url->same_origin(*base)) return std::nullopt;
  auto place = parse_helm_https_url(url->str());
  if (!place || place->kind != HelmUrl::Kind::kChart) return std::nullopt;
  return std::move(*place);
}

}  // namespace

Error index_error(std::string_view why, std::size_t line) {
  std::string message = "the index is nothing that Helm reads: ";
  if (line > 0) message += "line " + std::to_string(line) + ": ";
  message += why;
  return {Errc::kInvalidInput, std::move(message)};
}

IndexWriter::IndexWriter(const registry::Space& space, std::string_view profile, const OnDigest& on_digest,
                         const IndexLimits& limits, bool typed)
    : space_(space), profile_(profile), on_digest_(on_digest), limits_(limits), typed_(typed) {}

// Comma, limits and the place of the value that begins now.
base::Result<void> IndexWriter::before_value(std::size_t line, IndexPlace& place) {
  if (out_.size() > limits_.output_bytes) return Error(Errc::kTooLarge, "the index is larger than allowed");
  if (frames_.empty()) {
    return index_error("it is no map", line);
  }
  Frame& frame = frames_.back();
  if (frame.map) {
    place = frame.value_place;
  } else {
    if (!frame.first) out_ += ',';
    frame.first = false;
    place = element_place(frame.place);
  }
  return {};
}

void IndexWriter::after_value() noexcept {
  if (!frames_.empty() && frames_.back().map) frames_.back().key_due = true;
}

base::Result<void> IndexWriter::begin(bool map, std::size_t line) {
  if (frames_.size() >= static_cast<std::size_t>(limits_.depth)) {
    return Error(Errc::kTooLarge, "the index is nested deeper than allowed");
  }
  Frame frame;
  frame.map = frame.key_due = map;
  frame.line = line;
  const bool into_list = !frames_.empty() && !frames_.back().map && frames_.back().merged;
  if (merging_ || into_list) {
    // "<<: *a" or "<<: [*a, *b]": the members go on where the map around has stopped.
    if (into_list && !map) return index_error("a merge takes maps only", line);
    frame.merged = true;
    const Frame& around = frames_.back();
    frame.place = around.place;
    frame.first = around.first;
    frame.keys_from = around.keys_from;
    merging_ = false;
    frames_.push_back(frame);
    return {};
  }
  if (key_is_due()) return index_error("a map or a list cannot be a key", line);
  if (frames_.empty() && map && out_.empty()) {
    frame.place = IndexPlace::kIndex;
  } else if (auto ready = before_value(line, frame.place); !ready) {
    return ready;
  }
  if (frame.place == IndexPlace::kVersion && map) {
    file_.clear();
    digest_.clear();
    has_url_ = false;
  }
  frame.keys_from = keys_.size();
  out_ += map ? '{' : '[';
  frames_.push_back(frame);
  return {};
}

base::Result<void> IndexWriter::check_keys(const Frame& frame) {
  const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(frame.keys_from);
  std::sort(begin, keys_.end(),
            [](const Key& a, const Key& b) { return a.hash != b.hash ? a.hash < b.hash : a.line < b.line; });
  const auto twice =
      std::adjacent_find(begin, keys_.end(), [](const Key& a, const Key& b) { return a.hash == b.hash; });
  if (twice != keys_.end()) return index_error("a key stands twice in one map", (twice + 1)->line);
  keys_.erase(begin, keys_.end());
  return {};
}

base::Result<void> IndexWriter::end() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  if (frame.merged) {
    frames_.back().first = frame.first;
    if (frames_.back().map) frames_.back().key_due = true;
    return {};
  }
  out_ += frame.map ? '}' : ']';
  if (frame.map) {
    if (auto checked = check_keys(frame); !checked) return checked;
    if (frame.place == IndexPlace::kVersion) version_ends();
  }
  after_value();
  return {};
}

base::Result<void> IndexWriter::begin_map(std::size_t line) { return begin(true, line); }
base::Result<void> IndexWriter::end_map() { return end(); }
base::Result<void> IndexWriter::begin_list(std::size_t line) { return begin(false, line); }
base::Result<void> IndexWriter::end_list() { return end(); }

void IndexWriter::version_ends() {
  if (on_digest_ && !file_.empty()) on_digest_(file_, digest_);
}

base::Result<void> IndexWriter::key(const Scalar& value, std::string_view text, std::size_t line) {
  std::array<char, 32> buffer{};
  std::string owned;
  std::string_view name = text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    name = digits_of(*integer, buffer);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    name = *truth ? "true" : "false";
  } else if (const auto* real = std::get_if<double>(&value)) {
    owned = std::isnan(*real) ? ".nan" : std::isinf(*real) ? (*real > 0 ? ".inf" : "-.inf") : go_float_text(*real);
    if (owned == "+Inf") owned = ".inf";
    if (owned == "-Inf") owned = "-.inf";
    name = owned;
  } else if (!std::holds_alternative<Text>(value)) {
    return index_error("a key is empty or too large a number", line);
  }
  if (name.size() > limits_.string_bytes) return Error(Errc::kTooLarge, "a key of the index is longer than allowed");
  if (has_nul(name)) return index_error("a key holds a NUL character", line);
  Frame& frame = frames_.back();
  keys_.push_back({std::hash<std::string_view>{}(name), line});
  if (!frame.first) out_ += ',';
  frame.first = false;
  write_text(name);
  out_ += ':';
  frame.value_place = member_place(frame.place, name);
  frame.key_due = false;
  return {};
}

base::Result<void> IndexWriter::value_text(std::string_view text, IndexPlace place, std::size_t line) {
  if (text.size() > limits_.string_bytes) return Error(Errc::kTooLarge, "a text of the index is longer than allowed");
  if (has_nul(text)) return index_error("a text holds a NUL character", line);
  if (place == IndexPlace::kVersionUrl) {
    write_url(text);
    return {};
  }
  if (place == IndexPlace::kVersionDigest) digest_ = normal_digest(text);
  write_text(text);
  return {};
}

base::Result<void> IndexWriter::scalar(const Scalar& value, std::string_view text, std::size_t line) {
  if (merging_ || (!frames_.empty() && !frames_.back().map && frames_.back().merged)) {
    return index_error("a merge takes maps only", line);
  }
  if (key_is_due()) return key(value, text, line);
  IndexPlace place = IndexPlace::kAny;
  if (auto ready = before_value(line, place); !ready) return ready;
  const bool as_text = typed_ && wants_text(place);
  std::array<char, 32> buffer{};
  if (std::holds_alternative<Text>(value)) {
    if (auto written = value_text(text, place, line); !written) return written;
  } else if (std::holds_alternative<Null>(value)) {
    out_ += "null";
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    const std::string_view word = *truth ? "true" : "false";
    if (as_text) {
      if (auto written = value_text(word, place, line); !written) return written;
    } else {
      out_ += word;
    }
  } else if (const auto* real = std::get_if<double>(&value)) {
    if (as_text) {
      if (auto written = value_text(go_float_text(*real), place, line); !written) return written;
    } else if (!std::isfinite(*real)) {
      return index_error("JSON has no word for infinity", line);
    } else {
      out_ += *real == 0 ? "0" : digits_of(*real, buffer);  // "-0" would be read back as the integer 0
    }
  } else {
    const auto* integer = std::get_if<std::int64_t>(&value);
    const std::string_view number =
        integer != nullptr ? digits_of(*integer, buffer) : digits_of(std::get<std::uint64_t>(value), buffer);
    if (as_text) {
      if (auto written = value_text(number, place, line); !written) return written;
    } else {
      out_ += number;
    }
  }
  after_value();
  return {};
}

base::Result<void> IndexWriter::json_number(std::string_view text, std::size_t line) {
  IndexPlace place = IndexPlace::kAny;
  if (auto ready = before_value(line, place); !ready) return ready;
  out_ += text;
  after_value();
  return {};
}

void IndexWriter::write_text(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out_ += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_.append(text, copied, i - copied);
    copied = i + 1;
    out_ += '\\';
    switch (c) {
      case '"':
      case '\\':
        out_ += static_cast<char>(c);
        break;
      case '\n':
        out_ += 'n';
        break;
      case '\t':
        out_ += 't';
        break;
      case '\r':
        out_ += 'r';
        break;
      default:
        out_ += "u00";
        out_ += kHex[c >> 4U];
        out_ += kHex[c & 15U];
        break;
    }
  }
  out_.append(text, copied);
  out_ += '"';
}

// Helm takes the first URL only, and would ask another host, or this one by https, without the key.
void IndexWriter::write_url(std::string_view url) {
  constexpr std::string_view kCharts = "charts/";
  const bool first = !has_url_;
  has_url_ = true;
  if (url.starts_with(kCharts) && is_chart_file(url.substr(kCharts.size()))) {
    if (first) file_ = url.substr(kCharts.size());
    write_text(url);
    return;
  }
  const auto place = on_helm_host(space_, url);
  if (!place) {
    write_text(url);
    return;
  }
  if (place->space == space_) {
    if (first) file_ = place->file;
    write_text(std::string(kCharts) + place->file);
    return;
  }
  std::string other = std::string(kNgcScheme) + place->space.path() + "/" + std::string(kCharts) + place->file;
  if (!profile_.empty()) other += "?profile=" + http::percent_encode(profile_);
  write_text(other);
}

}  // namespace ngcs::ngc
