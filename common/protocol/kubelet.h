// The kubelet's image credential provider: the same keys, asked for by image. Facts: docs/kubernetes.md.
#pragma once

#include <optional>
#include <string>

#include "protocol/helper.h"

namespace ngcs::protocol {

// `input` is the whole of stdin. An image of another registry, and one for which no key is recorded, get a response
// that offers nothing: the pull then goes on with what else there is. A key that is recorded but cannot be read, and a
// request that is none, are exit code 1 and a sentence in `notes`; `out` is empty then.
[[nodiscard]] Answer answer_kubelet(const secret::SecretString& input, const std::optional<std::string>& profile,
                                    const Outside& outside);

}  // namespace ngcs::protocol
