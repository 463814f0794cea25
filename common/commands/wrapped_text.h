// Paragraphs for a terminal.
#pragma once

#include <string>

#include "cli/output.h"

namespace ngcs::commands {

// Breaks at blanks within 78 columns; line ends of the text stay. Every line starts with `indent`.
void print_wrapped(cli::Output& output, const std::string& text, const std::string& indent);

}  // namespace ngcs::commands
