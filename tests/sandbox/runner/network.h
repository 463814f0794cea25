// The private network: loopback alone, with the sandbox's addresses.
#pragma once

#include <string>

#include "base/result.h"

namespace ngcs::sandbox {

// Brings `lo` up and gives it every address of layout.h. There is no route to anywhere else, so that every other
// address fails at once with ENETUNREACH.
[[nodiscard]] base::Result<void> bring_up_loopback();

// What /etc/hosts holds at the start; the service writes it anew when a world changes names.
[[nodiscard]] std::string initial_hosts_file();

// The caller's nsswitch.conf with `hosts: files`: no DNS, mDNS or resolver daemon is ever asked.
[[nodiscard]] std::string private_nsswitch(const std::string& original);

}  // namespace ngcs::sandbox
