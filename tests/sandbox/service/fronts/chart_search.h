// The search of NGC's API over chart records.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

// The parameter q: {"query":"orgName:nim","page":0,"pageSize":1000,"filters":[{"field","value"}]} (forms of
// opendatahub-io/odh-model-controller and SUSE/aif-operator).
struct SearchQuery {
  std::string text;  // words that must all fit: FIELD:VALUE, or a word for name, path and descriptions; * and ? stand
                     // for any characters
  std::size_t page = 0;
  std::size_t page_size = 25;
  struct Filter {
    std::string field;
    std::string value;
  };
  std::vector<Filter> filters;
};

// kInvalidInput where the text is no JSON object of that form: NGC answers 400 to q=isaac-sim.
[[nodiscard]] base::Result<SearchQuery> parse_search_query(std::string_view text);

// What a search looks at in a record.
struct SearchSubject {
  std::string path;
  std::string org;
  std::string team;  // empty = none
  std::string name;
  std::string display_name;
  std::string description;
};
[[nodiscard]] bool matches(const SearchQuery& query, const SearchSubject& subject);

// Whether `text` as a whole fits a pattern with * and ?; letters fit in either case.
[[nodiscard]] bool fits_pattern(std::string_view pattern, std::string_view text) noexcept;

}  // namespace ngcs::sandbox
