// Finding images by a pattern.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/output.h"
#include "images/image_access.h"
#include "images/image_pattern.h"
#include "ngc/image_record.h"

namespace ngcs::docker_ngc {

// All that match, sorted by path: what NGC's API lists for the key in the orgs that the pattern names (else in those of
// the key), and what the public catalogue shows of them. A space that refuses is passed over where another one answers;
// that something is missing is a warning.
[[nodiscard]] base::Result<std::vector<ngc::ImageRecord>> find_images(ImageAccess& access, cli::Output& output,
                                                                      const ImagePattern& pattern);

}  // namespace ngcs::docker_ngc
