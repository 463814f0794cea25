// Chart records and versions at NGC's API. Wire facts with their sources: docs/wire.md, "Charts".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ngc/api.h"
#include "ngc/chart_record.h"

namespace ngcs::ngc {

// Errors of all members, Error::detail being the status: kUnexpected (401, which is no verdict on a key), kNotEntitled
// (402, 403, 451), kConflict (409), kTooLarge (413), kService (429, 5xx), and Transport's. 404 is a value where a
// result is optional or bool, else kNotFound.
class ChartApi {
 public:
  explicit ChartApi(ApiClient& api) : api_(api) {}

  // Records of exactly this space that the key may read; all pages, at most 10000.
  [[nodiscard]] base::Result<std::vector<ChartRecord>> list(const registry::Space& space);
  [[nodiscard]] base::Result<std::optional<ChartRecord>> record(const registry::Space& space, const std::string& name);
  [[nodiscard]] base::Result<void> create(const registry::Space& space, const std::string& name,
                                          const ChartChange& fields);
  [[nodiscard]] base::Result<void> update(const registry::Space& space, const std::string& name,
                                          const ChartChange& fields);
  // With all versions. False where there was none.
  [[nodiscard]] base::Result<bool> remove(const registry::Space& space, const std::string& name);

  // In the service's order. Nothing where there is no such chart.
  [[nodiscard]] base::Result<std::optional<std::vector<ChartVersion>>> versions(const registry::Space& space,
                                                                                const std::string& name);
  [[nodiscard]] base::Result<std::optional<ChartVersion>> version(const registry::Space& space, const std::string& name,
                                                                  const std::string& version);
  [[nodiscard]] base::Result<bool> remove_version(const registry::Space& space, const std::string& name,
                                                  const std::string& version);
  [[nodiscard]] base::Result<std::vector<ChartFile>> files(const registry::Space& space, const std::string& name,
                                                           const std::string& version);

 private:
  struct Question {
    http::Method method = http::Method::kGet;
    std::string path;
    std::string query = {};
    std::string body = {};
  };
  // The body of a 2xx answer; nothing for 404.
  [[nodiscard]] base::Result<std::optional<std::string>> ask(const Question& question);

  ApiClient& api_;
};

// The versions of a public chart, asked for without any key.
[[nodiscard]] base::Result<std::optional<std::vector<ChartVersion>>> public_chart_versions(http::Transport& transport,
                                                                                           const registry::Space& space,
                                                                                           const std::string& name);

}  // namespace ngcs::ngc
