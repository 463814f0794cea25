#include "service/fronts/chart_search.h"

#include <algorithm>

#include "base/text.h"
#include "json/value.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxPage = 1000;

std::size_t number_of(const json::Value& object, const char* name, std::size_t fallback, std::size_t highest) {
  const json::Value* value = json::member(object, name);
  return value != nullptr && value->is_number_unsigned() ? std::min(value->get<std::size_t>(), highest) : fallback;
}

bool field_fits(const SearchSubject& subject, const std::string& field, std::string_view value) {
  if (field == "orgName") return fits_pattern(value, subject.org);
  if (field == "teamName") return fits_pattern(value, subject.team);
  if (field == "name") return fits_pattern(value, subject.name);
  if (field == "displayName") return fits_pattern(value, subject.display_name);
  if (field == "resourceId") return fits_pattern(value, subject.path);
  return true;  // of other kinds of artefacts, or of the listing itself (accessType, isPublic)
}

bool word_fits(const SearchSubject& subject, std::string_view word) {
  if (const auto colon = word.find(':'); colon != std::string_view::npos) {
    return field_fits(subject, std::string(word.substr(0, colon)), word.substr(colon + 1));
  }
  const std::string anywhere = "*" + std::string(word) + "*";
  return fits_pattern(anywhere, subject.path) || fits_pattern(anywhere, subject.display_name) ||
         fits_pattern(anywhere, subject.description);
}

}  // namespace

base::Result<SearchQuery> parse_search_query(std::string_view text) {
  const auto document = json::parse(text);
  if (!document || !document->is_object()) return base::Error(base::Errc::kInvalidInput, "q is no JSON object");
  SearchQuery query;
  query.text = json::string_or(*document, "query");
  query.page = number_of(*document, "page", 0, 1000000);
  query.page_size = std::max<std::size_t>(number_of(*document, "pageSize", 25, kMaxPage), 1);
  if (const json::Value* filters = json::member(*document, "filters"); filters != nullptr && filters->is_array()) {
    for (const json::Value& filter : *filters) {
      query.filters.push_back({json::string_or(filter, "field"), json::string_or(filter, "value")});
    }
  }
  return query;
}

bool matches(const SearchQuery& query, const SearchSubject& subject) {
  const auto words = base::split(query.text, ' ');
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return word.empty() || word_fits(subject, word); }) &&
         std::all_of(query.filters.begin(), query.filters.end(), [&](const SearchQuery::Filter& filter) {
           return field_fits(subject, filter.field, filter.value);
         });
}

bool fits_pattern(std::string_view pattern, std::string_view text) noexcept {
  const auto same = [](char a, char b) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return a == '?' || small(a) == small(b);
  };
  // Remember the last star and go back to it on a mismatch.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && same(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace ngcs::sandbox
