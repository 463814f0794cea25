// Texts below a command's options: examples, environment, files, exit codes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ngcs::commands {

// "Examples:" and one line each: the command behind the program's name, and what it does.
[[nodiscard]] std::string examples(const std::string& program,
                                   const std::vector<std::pair<std::string, std::string>>& lines);

// What the whole program reads, and what its exit codes mean.
[[nodiscard]] std::string program_footer(const std::string& program);

}  // namespace ngcs::commands
