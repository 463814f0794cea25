// The one list of containers/image's registries.conf that is about credentials: which helpers podman, buildah and
// skopeo ask, for every registry. Source: containers-registries.conf(5) and containers/image pkg/sysregistriesv2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/result.h"

namespace ngcs::clients {

inline constexpr std::string_view kAuthFilesHelper = "containers-auth.json";  // stands for the auth files
inline constexpr std::size_t kMaxRegistriesConf = std::size_t{1} << 20;       // bytes

struct HelperList {
  std::vector<std::string> names = {std::string(kAuthFilesHelper)};  // in the order in which they are asked
  std::string file;                    // that sets the list, or that cannot be read; empty = no file does
  std::optional<base::Error> failure;  // of `file`
};

// Of the user's file and drop-ins below HOME, and of those in `system_dir` ("/etc/containers"), which are not read
// where the user has a file. The last one that sets the list counts.
[[nodiscard]] HelperList credential_helpers(const base::Environment& environment, const std::string& system_dir);

// What one file says about the list.
struct HelperSetter {
  std::string file;
  std::vector<std::string> names;
  std::optional<base::Error> failure;  // it is there and cannot be read
};
// Every file of `system_dir` that sets the list, or cannot be read, in the order in which they are read.
[[nodiscard]] std::vector<HelperSetter> system_helper_setters(const std::string& system_dir);

// The user's own registries.conf, which hides the files for all users; empty where there is none.
[[nodiscard]] std::string own_registries_conf(const base::Environment& environment);

// The value of `credential-helpers` in a TOML text; nothing where it is not set. The rest of the text is not judged.
// kInvalidInput where the value is no list of strings.
[[nodiscard]] base::Result<std::optional<std::vector<std::string>>> parse_credential_helpers(std::string_view text);

}  // namespace ngcs::clients
