// Arguments and environment in the form that execve() takes. Internal to base.
#pragma once

#include <string>
#include <vector>

namespace ngcs::base {

// Points into `strings`, with the null pointer at the end.
[[nodiscard]] inline std::vector<char*> exec_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  // execve takes char* for historical reasons and does not write.
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace ngcs::base
