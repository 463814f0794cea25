// What `can-i` is asked about, from the words of its command line.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "entitlement/decide.h"

namespace ngcs::commands {

// "pull image nvcr.io/ORG/NAME:TAG", "push chart ORG/TEAM/NAME", "add-user ORG". Images may have nvcr.io or oci:// in
// front, charts ngc:// or https://helm.ngc.nvidia.com/; other hosts are refused. kUsage names the word that is wrong.
[[nodiscard]] base::Result<entitlement::Question> parse_can_i(const std::vector<std::string>& words);

// The org of what was typed, where it is no name of NGC but may be an org's display name; empty else.
[[nodiscard]] std::string typed_org(const std::vector<std::string>& words);

}  // namespace ngcs::commands
