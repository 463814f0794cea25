// The hosts file inside: the only name service there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// Every name of the sandbox, as the faults have it: a name with a `dns` fault is missing, one with a `sinkhole` fault
// has the sinkhole's address. Names under .example that faults mention lead to the foreign host.
[[nodiscard]] std::string hosts_text(const World& world);

// Writes it over the file in place: the file is bound over /etc/hosts, and a rename would leave that behind. True where
// its content changed.
[[nodiscard]] base::Result<bool> write_hosts(const std::string& path, const std::string& text);

}  // namespace ngcs::sandbox
