#include <charconv>
#include <chrono>
#include <optional>

#include "service/world/parse.h"

namespace ngcs::sandbox {

namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kMaxRelative = 100000 * kDay;  // far more than any world needs; keeps sums in range

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-') {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> relative(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  std::int64_t unit = 0;
  switch (text.back()) {
    case 's':
      unit = 1;
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3600;
      break;
    case 'd':
      unit = kDay;
      break;
    case 'w':
      unit = 7 * kDay;
      break;
    default:
      return std::nullopt;
  }
  const auto amount = number(text.substr(1, text.size() - 2));
  if (!amount || *amount > kMaxRelative / unit) return std::nullopt;
  return (text.front() == '-' ? -1 : 1) * *amount * unit;
}

std::optional<std::int64_t> days_of(std::string_view text) {  // YYYY-MM-DD
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> clock_of(std::string_view text) {  // HH:MM:SS
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = number(text.substr(0, 2));
  const auto minute = number(text.substr(3, 2));
  const auto second = number(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

std::optional<std::int64_t> zone_of(std::string_view text) {  // Z, +HH:MM, -HH:MM
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hour = number(text.substr(1, 2));
  const auto minute = number(text.substr(4, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hour * 3600 + *minute * 60);
}

std::optional<std::int64_t> rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const auto days = days_of(text.substr(0, 10));
  const auto clock = clock_of(text.substr(11, 8));
  auto rest = text.substr(19);
  if (rest.front() == '.') {  // a fraction is accepted and dropped
    const auto end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    rest = rest.substr(end);
  }
  const auto zone = zone_of(rest);
  if (!days || !clock || !zone) return std::nullopt;
  return *days * kDay + *clock - *zone;
}

}  // namespace

base::Result<std::int64_t> parse_date(std::string_view text, std::int64_t now, bool whole_day) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    if (const auto offset = relative(text)) return now + *offset;
  } else if (const auto days = days_of(text)) {
    return *days * kDay + (whole_day ? kDay : 0);
  } else if (const auto seconds = rfc3339(text)) {
    return *seconds;
  }
  return base::Error(base::Errc::kInvalidInput,
                     "not a date: write +165d, -2h, 2026-11-25 or 2026-11-25T12:00:00Z (units s m h d w)");
}

}  // namespace ngcs::sandbox
