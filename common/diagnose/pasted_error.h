// One line of a pasted error. Sources of the forms: docs/diagnosis.md, "Pasted text". Internal to diagnose.
#pragma once

#include <optional>
#include <string_view>

#include "diagnose/input.h"

namespace ngcs::diagnose {

// Nothing where the line is no error, or one of a host that is not NGC's. `line` is redacted already.
[[nodiscard]] std::optional<PastedError> read_error_line(std::string_view line);

// The first image, chart or repository of NGC that the line names.
[[nodiscard]] std::optional<Target> find_target(std::string_view line);

}  // namespace ngcs::diagnose
