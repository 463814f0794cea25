// The API's answers about charts. Every reader takes the body of a 2xx answer; a member of another type counts as
// absent, an entry whose name is not fit for a path is dropped, text is made printable. kUnexpected for anything that
// is not a JSON object within the limits. Wire facts with their sources: docs/wire.md, "Charts".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ngc/chart_record.h"

namespace ngcs::ngc {

// One page of a list.
template <typename Item>
struct Page {
  std::vector<Item> items;
  bool last = true;  // no further page is announced
};

// {"artifact":{…}}. `space` stands in where the answer names none.
[[nodiscard]] base::Result<ChartRecord> parse_chart(std::string_view body, const registry::Space& space);
// {"artifacts":[…],"paginationInfo":{…}}; `helmCharts` is read as well.
[[nodiscard]] base::Result<Page<ChartRecord>> parse_charts(std::string_view body, const registry::Space& space);
// {"artifactVersion":{…}}.
[[nodiscard]] base::Result<ChartVersion> parse_chart_version(std::string_view body);
// {"artifactVersions":[…],"paginationInfo":{…}}.
[[nodiscard]] base::Result<Page<ChartVersion>> parse_chart_versions(std::string_view body);
// {"artifactFiles":[{"path","sizeInBytes"}],"paginationInfo":{…}}; `files` is read as well.
[[nodiscard]] base::Result<Page<ChartFile>> parse_chart_files(std::string_view body);

// The body of POST (with `name`) and PATCH (without: empty).
[[nodiscard]] std::string change_json(const std::string& name, const ChartChange& change);

}  // namespace ngcs::ngc
