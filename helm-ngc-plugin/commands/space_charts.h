// The charts and versions of a space, from the best source there is: NGC's API with a key, the guest form and the Helm
// index for what is public.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/access.h"
#include "ngc/chart_record.h"

namespace ngcs::helm_ngc {

// Records of exactly this space. Where the API does not tell (no key, or not with this key), what the Helm index lists:
// names, newest versions, descriptions, no sizes. The first error where neither answers.
[[nodiscard]] base::Result<std::vector<ngc::ChartRecord>> charts_of(Access& access, const registry::Space& space);

// One record, the same way; nothing where there is none.
[[nodiscard]] base::Result<std::optional<ngc::ChartRecord>> chart_of(Access& access, const registry::Space& space,
                                                                     const std::string& name);

// Versions newest first; nothing where there is no such chart.
[[nodiscard]] base::Result<std::optional<std::vector<ngc::ChartVersion>>> versions_of(Access& access,
                                                                                      const registry::Space& space,
                                                                                      const std::string& name);

// Newest first, as Helm sorts; what is no version last.
void sort_versions(std::vector<ngc::ChartVersion>& versions);

}  // namespace ngcs::helm_ngc
