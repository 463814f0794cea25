// enroot's .credentials: a netrc of which enroot itself finds one form only. Facts: docs/clients.md, "enroot".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/env.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

inline constexpr std::size_t kMaxEnrootFile = std::size_t{256} * 1024;

// ENROOT_CONFIG_PATH, else XDG_CONFIG_HOME/enroot, else ~/.config/enroot; empty without a home.
[[nodiscard]] std::string enroot_file(const base::Environment& environment);

struct EnrootMachine {
  std::string name;
  std::string user;
  secret::SecretString password;
  bool computed = false;  // the rest of the line is a command, which enroot gives to sh
  bool matches = true;    // in the one form that enroot finds
};

// "machine NAME login USER password SECRET", one line for each, from the first column on. Anything else enroot passes
// over without a word. Nothing where the line is about no machine.
[[nodiscard]] std::optional<EnrootMachine> parse_enroot_line(std::string_view line);

// nvcr.io or authn.nvidia.com in any spelling, also those with a port, which enroot does not find.
[[nodiscard]] bool is_ngc_machine(std::string_view name);

}  // namespace ngcs::clients
