#include "ngc/semver.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <utility>

#include "base/text.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxVersionBytes = 256;
constexpr std::size_t kMaxRangeBytes = 512;
constexpr std::size_t kMaxGroups = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_identifier(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
// A part of a range may be an x; "|" belongs to the characters too, as in the reference, and never becomes a number.
bool is_part(char c) { return is_digit(c) || c == 'x' || c == 'X' || c == '*' || c == '|'; }
bool is_any(std::string_view part) { return part.empty() || part == "x" || part == "X" || part == "*"; }

template <typename Wanted>
std::string_view take_while(std::string_view& rest, Wanted wanted) {
  std::size_t size = 0;
  while (size < rest.size() && wanted(rest[size])) ++size;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

// "-alpha.1" or "+build.5": the longest one after `mark`; empty and nothing taken where there is none.
std::string_view take_identifiers(std::string_view& rest, char mark) {
  if (rest.empty() || rest.front() != mark) return {};
  std::size_t end = 1;
  std::size_t good = 0;
  while (end < rest.size()) {
    const std::size_t start = end;
    while (end < rest.size() && is_identifier(rest[end])) ++end;
    if (end == start) break;
    good = end;
    if (end == rest.size() || rest[end] != '.') break;
    ++end;
  }
  if (good == 0) return {};
  const std::string_view taken = rest.substr(1, good - 1);
  rest.remove_prefix(good);
  return taken;
}

struct Parts {
  std::array<std::string_view, 3> numbers;  // absent = empty
  std::string_view prerelease;
  std::string_view metadata;
};

template <typename Wanted>
std::optional<Parts> take_parts(std::string_view& rest, Wanted wanted) {
  Parts parts;
  std::string_view at = rest;
  if (at.starts_with('v')) at.remove_prefix(1);
  parts.numbers[0] = take_while(at, wanted);
  if (parts.numbers[0].empty()) return std::nullopt;
  for (std::size_t i = 1; i < 3 && at.size() > 1 && at[0] == '.' && wanted(at[1]); ++i) {
    at.remove_prefix(1);
    parts.numbers[i] = take_while(at, wanted);
  }
  parts.prerelease = take_identifiers(at, '-');
  parts.metadata = take_identifiers(at, '+');
  rest = at;
  return parts;
}

std::optional<std::uint64_t> number(std::string_view text) {
  if (text.empty()) return 0;
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// Numeric identifiers of a prerelease must not start with 0.
bool valid_prerelease(std::string_view text) {
  const auto parts = base::split(text, '.');
  return std::none_of(parts.begin(), parts.end(),
                      [](std::string_view part) { return part.size() > 1 && part.front() == '0' && all_digits(part); });
}

std::optional<Version> make_version(const Parts& parts) {
  const auto major = number(parts.numbers[0]);
  const auto minor = number(parts.numbers[1]);
  const auto patch = number(parts.numbers[2]);
  if (!major || !minor || !patch || !valid_prerelease(parts.prerelease)) return std::nullopt;
  return Version{*major, *minor, *patch, std::string(parts.prerelease), std::string(parts.metadata)};
}

// Numbers before words, numbers by value, words by bytes; a release after all of its prereleases.
std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  if (a == b) return std::strong_ordering::equal;
  if (a.empty()) return std::strong_ordering::less;
  if (b.empty()) return std::strong_ordering::greater;
  const bool a_number = all_digits(a);
  const bool b_number = all_digits(b);
  if (a_number != b_number) return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();  // no leading zeros
  return a.compare(b) <=> 0;
}

std::strong_ordering compare_prereleases(std::string_view a, std::string_view b) {
  if (a == b) return std::strong_ordering::equal;
  if (a.empty()) return std::strong_ordering::greater;
  if (b.empty()) return std::strong_ordering::less;
  const auto a_parts = base::split(a, '.');
  const auto b_parts = base::split(b, '.');
  for (std::size_t i = 0; i < std::max(a_parts.size(), b_parts.size()); ++i) {
    const auto order = compare_identifiers(i < a_parts.size() ? a_parts[i] : std::string_view(),
                                           i < b_parts.size() ? b_parts[i] : std::string_view());
    if (order != std::strong_ordering::equal) return order;
  }
  return std::strong_ordering::equal;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// "1.2 - 1.4" becomes ">= 1.2, <= 1.4 "; the rest stays.
std::string rewrite_hyphens(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::string_view rest = text.substr(i);
    const std::string_view from = rest;
    if (take_parts(rest, is_part)) {
      const std::string_view low = from.substr(0, from.size() - rest.size());
      std::string_view tail = rest;
      const bool before = !take_while(tail, is_space).empty();
      if (before && tail.starts_with('-')) {
        tail.remove_prefix(1);
        const bool after = !take_while(tail, is_space).empty();
        const std::string_view second = tail;
        if (after && take_parts(tail, is_part)) {
          const std::string_view high = second.substr(0, second.size() - tail.size());
          out.append(text.substr(copied, i - copied));
          out.append(">= ").append(low).append(", <= ").append(high).append(" ");
          (void)take_while(tail, is_space);
          i = copied = text.size() - tail.size();
          continue;
        }
      }
      i += low.size();
      continue;
    }
    ++i;
  }
  out.append(text.substr(copied));
  return out;
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  if (text.size() > kMaxVersionBytes) return std::nullopt;
  std::string_view rest = text;
  const auto parts = take_parts(rest, is_digit);
  if (!parts || !rest.empty()) return std::nullopt;
  return make_version(*parts);
}

std::strong_ordering compare(const Version& a, const Version& b) noexcept {
  if (const auto order = a.major <=> b.major; std::is_neq(order)) return order;
  if (const auto order = a.minor <=> b.minor; std::is_neq(order)) return order;
  if (const auto order = a.patch <=> b.patch; std::is_neq(order)) return order;
  return compare_prereleases(a.prerelease, b.prerelease);
}

std::optional<VersionRange::Bound> VersionRange::parse_bound(std::string_view& rest) {
  constexpr std::array<std::string_view, 11> kComparisons = {"!=", ">=", "=>", "<=", "=<", "~>",
                                                             "=",  ">",  "<",  "~",  "^"};
  Bound bound;
  std::string_view at = rest;
  for (const std::string_view comparison : kComparisons) {
    if (!at.starts_with(comparison)) continue;
    bound.comparison = comparison;
    at.remove_prefix(comparison.size());
    break;
  }
  (void)take_while(at, is_space);
  auto parts = take_parts(at, is_part);
  if (!parts) return std::nullopt;
  if (is_any(parts->numbers[0])) {
    bound.any_part = true;
    parts->numbers = {"0", "0", "0"};
  } else if (is_any(parts->numbers[1])) {
    bound.any_part = bound.any_minor = true;
    parts->numbers[1] = parts->numbers[2] = "0";
  } else if (is_any(parts->numbers[2])) {
    bound.any_part = bound.any_patch = true;
    parts->numbers[2] = "0";
  }
  auto version = make_version(*parts);  // "1x2" is no number
  if (!version) return std::nullopt;
  bound.version = std::move(*version);
  rest = at;
  return bound;
}

base::Result<VersionRange> VersionRange::parse(std::string_view text) {
  const Error refused(Errc::kInvalidInput, "'" + base::printable(text, 80) + "' is neither a version nor a range",
                      "write 1.2.3, or a range such as ^1.2, ~1.2.3, '>=1.0 <2.0'");
  if (text.size() > kMaxRangeBytes) return refused;
  VersionRange range;
  const std::string rewritten = rewrite_hyphens(text);
  std::string_view left = rewritten;
  for (bool more = true; more;) {
    const std::size_t bar = left.find("||");
    more = bar != std::string_view::npos;
    std::string_view group_text = left.substr(0, bar);
    if (more) left.remove_prefix(bar + 2);
    if (range.groups_.size() == kMaxGroups) return refused;
    Group group;
    (void)take_while(group_text, is_space);
    while (true) {
      auto bound = parse_bound(group_text);
      if (!bound) return refused;
      group.with_prereleases = group.with_prereleases || !bound->version.prerelease.empty();
      group.bounds.push_back(std::move(*bound));
      const bool blank = !take_while(group_text, is_space).empty();
      if (group_text.empty()) break;
      const bool comma = group_text.front() == ',';
      if (!blank && !comma) return refused;
      if (comma) group_text.remove_prefix(1);
      (void)take_while(group_text, is_space);
      if (group_text.empty()) return refused;  // a comma at the end
    }
    range.groups_.push_back(std::move(group));
  }
  return range;
}

bool VersionRange::contains(const Version& version) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
    return std::all_of(group.bounds.begin(), group.bounds.end(),
                       [&](const Bound& bound) { return within(bound, version, group.with_prereleases); });
  });
}

namespace {

struct Seen {
  const Version& version;
  const Version& bound;
  bool any_part;
  bool any_minor;
  bool any_patch;
  [[nodiscard]] std::strong_ordering order() const { return compare(version, bound); }
};

bool differs(const Seen& seen) {
  if (seen.any_part) {
    if (seen.bound.major != seen.version.major) return true;
    if (seen.any_minor) return false;
    if (seen.bound.minor != seen.version.minor) return true;
    if (seen.bound.patch != seen.version.patch && !seen.any_patch) return true;
    if (seen.any_patch) return std::is_neq(compare_prereleases(seen.version.prerelease, seen.bound.prerelease));
  }
  return std::is_neq(seen.order());
}

bool greater(const Seen& seen) {
  if (!seen.any_part) return std::is_gt(seen.order());
  if (seen.version.major != seen.bound.major) return seen.version.major > seen.bound.major;
  if (seen.any_minor) return false;  // 11.1 is not > 11
  if (seen.any_patch) return seen.version.minor > seen.bound.minor;
  return std::is_gt(seen.order());
}

bool at_most(const Seen& seen) {
  if (!seen.any_part) return std::is_lteq(seen.order());
  if (seen.version.major > seen.bound.major) return false;
  return seen.version.major != seen.bound.major || seen.version.minor <= seen.bound.minor || seen.any_minor;
}

bool tilde(const Seen& seen) {
  if (std::is_lt(seen.order())) return false;
  const Version& bound = seen.bound;
  if (bound.major == 0 && bound.minor == 0 && bound.patch == 0 && !seen.any_minor && !seen.any_patch) return true;
  if (seen.version.major != bound.major) return false;
  return seen.version.minor == bound.minor || seen.any_minor;
}

bool caret(const Seen& seen) {
  if (std::is_lt(seen.order())) return false;
  const Version& bound = seen.bound;
  if (bound.major > 0 || seen.any_minor) return seen.version.major == bound.major;
  if (seen.version.major > 0) return false;
  if (bound.minor > 0 || seen.any_patch) return seen.version.minor == bound.minor;
  if (seen.version.minor > 0) return false;
  return seen.version.patch == bound.patch;
}

}  // namespace

bool VersionRange::within(const Bound& bound, const Version& version, bool with_prereleases) {
  if (!version.prerelease.empty() && !with_prereleases) return false;
  const Seen seen{version, bound.version, bound.any_part, bound.any_minor, bound.any_patch};
  const std::string& comparison = bound.comparison;
  if (comparison == "!=") return differs(seen);
  if (comparison == ">") return greater(seen);
  if (comparison == "<") return std::is_lt(seen.order());
  if (comparison == ">=" || comparison == "=>") return std::is_gteq(seen.order());
  if (comparison == "<=" || comparison == "=<") return at_most(seen);
  if (comparison == "~" || comparison == "~>") return tilde(seen);
  if (comparison == "^") return caret(seen);
  return bound.any_part ? tilde(seen) : std::is_eq(seen.order());
}

}  // namespace ngcs::ngc
