// Every source that has a say for a request, in the order they are asked: the one that is used and those it shadows.
// For `status` and `login`; `get` uses resolve().
#pragma once

#include <vector>

#include "auth/resolve.h"
#include "auth/sources.h"

namespace ngcs::auth {

struct Explanation {
  // The first one with a key or an error decides, exactly as in resolve(); the others are shadowed. With an explicit
  // choice there is only one.
  std::vector<Answer> answers;
  // Index of the deciding one; answers.size() where no source has anything.
  std::size_t decisive = 0;
};

// Reads every source. Settings that cannot be read are an answer with an error; the only error here is an invalid
// explicit choice.
[[nodiscard]] base::Result<Explanation> explain(const Request& request, const Context& context);

}  // namespace ngcs::auth
