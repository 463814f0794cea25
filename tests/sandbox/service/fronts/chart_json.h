// The chart objects of NGC's API.
#pragma once

#include "json/value.h"
#include "service/charts/chart_shelf.h"
#include "service/charts/chart_store.h"
#include "service/core/state.h"

namespace ngcs::sandbox {

// Makes the objects. Sizes and file counts need the package, and with it Helm: where there is none they are absent.
class ChartJson {
 public:
  ChartJson(const State& state, ChartShelf& shelf) : state_(state), shelf_(shelf) {}

  // `artifact`: one record.
  [[nodiscard]] json::Value record(const ChartRecord& record) const;
  // `artifactVersion`.
  [[nodiscard]] json::Value version(const ChartRecord& record, const ChartVersion& version) const;
  // {path, sizeInBytes} of every file in the package.
  [[nodiscard]] base::Result<json::Value> files(const ChartRecord& record, const ChartVersion& version) const;
  // One hit of a search.
  [[nodiscard]] json::Value hit(const ChartRecord& record) const;

 private:
  [[nodiscard]] PackagePtr package(const ChartRecord& record, const ChartVersion& version) const;
  [[nodiscard]] const ChartVersion* latest(const ChartRecord& record) const;

  const State& state_;
  ChartShelf& shelf_;
};

// Whether the upload of a version is complete.
[[nodiscard]] bool is_complete(const State& state, const ChartVersion& version);

}  // namespace ngcs::sandbox
