// The process environment behind an interface, so that tests and diagnosis see a chosen one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ngcs::base {

class Environment {
 public:
  virtual ~Environment() = default;
  // The value, or nothing where the variable is unset or empty: no variable the suite reads has a meaning when empty.
  // The view lives as long as the Environment; no copy is made, because some of these values are keys.
  [[nodiscard]] virtual std::optional<std::string_view> get(const char* name) const = 0;
};

// The environment this process was started with. Nothing in the suite changes it.
class ProcessEnvironment final : public Environment {
 public:
  [[nodiscard]] std::optional<std::string_view> get(const char* name) const override;
};

// A fixed environment.
class MapEnvironment final : public Environment {
 public:
  MapEnvironment() = default;
  explicit MapEnvironment(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}
  void set(std::string name, std::string value) { values_.insert_or_assign(std::move(name), std::move(value)); }
  [[nodiscard]] std::optional<std::string_view> get(const char* name) const override;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace ngcs::base
