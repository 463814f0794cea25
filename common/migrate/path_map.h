// Where an image goes: --map OLD=NEW, and the target's org where no rule fits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ngcs::migrate {

class PathMap {
 public:
  // `rules` are "OLD/PATH=NEW/PATH": an org, a team's space or a repository on either side; nvcr.io/ may stand in
  // front. `org` is where everything else goes. kUsage for a rule that is none, and for two rules about one path.
  [[nodiscard]] static base::Result<PathMap> parse(const std::vector<std::string>& rules, std::string org);

  // The longest rule that names the repository or a folder above it; without one, the same path in the target's org.
  // kUsage where the outcome would be no repository of nvcr.io, and where no rule fits and no org is known.
  [[nodiscard]] base::Result<std::string> target_of(std::string_view repository) const;

 private:
  struct Rule {
    std::string from;
    std::string to;
  };
  std::vector<Rule> rules_;
  std::string org_;
};

}  // namespace ngcs::migrate
