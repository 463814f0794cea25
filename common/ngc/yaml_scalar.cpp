#include "ngc/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

namespace ngcs::ngc {
namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// The words with a meaning of their own; nothing for all others.
std::optional<Scalar> resolve_word(std::string_view text) {
  constexpr std::array<std::string_view, 11> kTrue = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                                      "True", "TRUE", "on",  "On",  "ON"};
  constexpr std::array<std::string_view, 11> kFalse = {"n",     "N",     "no",  "No",  "NO", "false",
                                                       "False", "FALSE", "off", "Off", "OFF"};
  constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 3> kNan = {".nan", ".NaN", ".NAN"};
  constexpr std::array<std::string_view, 6> kInf = {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"};
  constexpr std::array<std::string_view, 3> kMinusInf = {"-.inf", "-.Inf", "-.INF"};
  if (text.size() > 5) return std::nullopt;
  if (one_of(text, kTrue)) return true;
  if (one_of(text, kFalse)) return false;
  if (one_of(text, kNull)) return Null{};
  if (one_of(text, kNan)) return std::numeric_limits<double>::quiet_NaN();
  if (one_of(text, kInf)) return std::numeric_limits<double>::infinity();
  if (one_of(text, kMinusInf)) return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

// Digits of one base to the end.
std::optional<std::uint64_t> digits(std::string_view text, int radix) {
  std::uint64_t value = 0;
  if (text.empty()) return std::nullopt;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, radix);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// Go's strconv.ParseUint(text, 0, 64): 0x, 0o, 0b, a leading zero is octal.
std::optional<std::uint64_t> magnitude(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.front() != '0') return digits(text, 10);
  if (text.size() >= 3) {
    switch (text[1]) {
      case 'b':
      case 'B':
        return digits(text.substr(2), 2);
      case 'o':
      case 'O':
        return digits(text.substr(2), 8);
      case 'x':
      case 'X':
        return digits(text.substr(2), 16);
      default:
        break;
    }
  }
  return text.size() == 1 ? std::uint64_t{0} : digits(text.substr(1), 8);
}

// -?digits as an int64, else digits as a uint64.
std::optional<Scalar> resolve_integer(std::string_view text) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  bool negative = false;
  std::string_view rest = text;
  if (rest.front() == '-' || rest.front() == '+') {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  const auto value = magnitude(rest);
  if (!value) return std::nullopt;
  if (negative) {
    if (*value > kMax + 1) return std::nullopt;
    return static_cast<std::int64_t>(~*value + 1);
  }
  if (*value <= kMax) return static_cast<std::int64_t>(*value);
  if (text.front() == '+') return std::nullopt;  // ParseUint takes no sign
  return *value;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool float_shape(std::string_view text) {
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > start;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!skip_digits()) return false;
  } else {
    if (!skip_digits()) return false;
    if (at < text.size() && text[at] == '.') {
      ++at;
      (void)skip_digits();
    }
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (!skip_digits()) return false;
  }
  return at == text.size();
}

std::optional<double> parse_float(std::string_view text) {
  if (!float_shape(text)) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ptr != text.data() + text.size()) return std::nullopt;
  if (parsed.ec == std::errc::result_out_of_range) {
    // Too small is 0 for Go, too large an error. from_chars does not say which: the exponent does.
    const std::size_t mark = text.find_first_of("eE");
    if (mark != std::string_view::npos && text.substr(mark + 1).starts_with('-')) return 0.0;
    return std::nullopt;
  }
  return value;
}

Scalar resolve_number(std::string_view text) {
  std::string without;
  if (text.find('_') != std::string_view::npos) {
    without = text;
    without.erase(std::remove(without.begin(), without.end(), '_'), without.end());
    text = without;
    if (text.empty()) return Text{};
  }
  // Dates and versions, the usual case: no number holds a second dot, a colon or letters other than these.
  if (text.find_first_not_of("0123456789abcdefABCDEFxXoO.+-") != std::string_view::npos) return Text{};
  if (auto integer = resolve_integer(text)) return *integer;
  if (const auto value = parse_float(text)) return *value;
  return Text{};
}

std::string_view kind_of(const Scalar& scalar) {
  constexpr std::array<std::string_view, 6> kNames = {"null", "bool", "int", "int", "float", "str"};
  return kNames.at(scalar.index());
}

}  // namespace

Scalar resolve_plain(std::string_view text) {
  if (text.empty()) return Null{};
  const char first = text.front();
  if (is_digit(first)) return resolve_number(text);
  switch (first) {
    case '+':
    case '-':
      if (const auto word = resolve_word(text)) return *word;
      return resolve_number(text);
    case '.':
      if (const auto word = resolve_word(text)) return *word;
      if (const auto value = parse_float(text)) return *value;
      return Text{};
    case 'y':
    case 'Y':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
    case '~':
      if (const auto word = resolve_word(text)) return *word;
      return Text{};
    default:
      return Text{};
  }
}

base::Result<Scalar> resolve_tagged(std::string_view tag, std::string_view text) {
  const std::string_view kind = tag.starts_with(kTagPrefix) ? tag.substr(kTagPrefix.size()) : std::string_view();
  if (kind == "binary") return base::Error(base::Errc::kInvalidInput, "!!binary is not read");
  if (kind == "str") return Scalar(Text{});
  if (kind != "bool" && kind != "int" && kind != "float" && kind != "null" && kind != "timestamp") {
    return Scalar(Text{});  // a tag of its own
  }
  Scalar scalar = resolve_plain(text);
  if (kind == "timestamp" && std::holds_alternative<Text>(scalar) && text.size() > 4 && text[4] == '-') return scalar;
  if (kind_of(scalar) == kind) return scalar;
  if (kind == "float") {
    if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return Scalar(static_cast<double>(*integer));
  }
  return base::Error(base::Errc::kInvalidInput, "a value is no !!" + std::string(kind));
}

std::string go_float_text(double value) {
  const auto narrow = static_cast<float>(value);
  if (std::isnan(narrow)) return "NaN";
  if (std::isinf(narrow)) return narrow > 0 ? "+Inf" : "-Inf";
  std::array<char, 64> buffer{};
  // Shortest digits; the exponent form below 1e-4 and from 1e6 on: Go's 'g' with precision -1.
  const auto scientific =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow, std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(scientific.ptr - buffer.data()));
  int exponent = 0;
  const std::size_t mark = text.find('e');
  const std::size_t sign = mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + sign, text.data() + text.size(), exponent);
  if (exponent < -4 || exponent >= 6) return std::string(text);
  std::array<char, 64> plain{};
  const auto fixed = std::to_chars(plain.data(), plain.data() + plain.size(), narrow, std::chars_format::fixed);
  return {plain.data(), fixed.ptr};
}

}  // namespace ngcs::ngc
