// What is said about a command line that cannot be understood. Arguments may be keys pasted in the wrong place, so only
// words that look like options or commands are ever repeated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace ngcs::commands {

// An argument as it may be shown: "--flag" of "--flag=value", a short lower-case word; else empty.
[[nodiscard]] std::string shown_argument(const std::string& argument);

// A name that the user typed, in quotes; "that name" where it is too long to be one: it could be a key.
[[nodiscard]] std::string quoted(const std::string& name);

// kUsage where one of the arguments is, or holds, an NGC key; looked for before anything else is done with them.
[[nodiscard]] std::optional<base::Error> key_among(const std::string& command, const std::vector<std::string>& args);

[[nodiscard]] base::Error unknown_command(const std::string& program, const std::string& word,
                                          const std::vector<std::string>& known);

// `unexpected` is what no option and no positional took; `options` are the long options of the command.
[[nodiscard]] base::Error unexpected_arguments(const std::string& command, const std::vector<std::string>& unexpected,
                                               const std::vector<std::string>& options);

// `message` without anything of `args` that could be a secret.
[[nodiscard]] base::Error other_usage_error(const std::string& command, const std::string& message,
                                            const std::vector<std::string>& args);

}  // namespace ngcs::commands
