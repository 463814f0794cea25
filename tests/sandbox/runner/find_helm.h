// Which Helm makes the charts of the local NGC.
#pragma once

#include <string>

#include "runner/child_env.h"

namespace ngcs::sandbox {

// The program helm3, helm4 or helm in $NGC_TEST_TOOLS, $STORY_TOOLS, the cache that tests/lib/go-tools.sh fills, or,
// as `helm`, on PATH; empty where there is none. The pinned ones come first: what an index looks like depends on them.
[[nodiscard]] std::string find_helm(const EnvMap& caller, const std::string& home);

}  // namespace ngcs::sandbox
