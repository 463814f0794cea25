#include "commands/sudo_environment.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace ngcs::commands {
namespace {

// Every variable that says where a user's files are.
constexpr std::array<const char*, 8> kPlaces = {"HOME",           "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                                "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DOCKER_CONFIG", "NGC_AUTH_HOME"};

class FilteredEnvironment final : public base::Environment {
 public:
  FilteredEnvironment(const base::Environment& base, std::vector<std::string> hidden)
      : base_(base), hidden_(std::move(hidden)) {}
  [[nodiscard]] std::optional<std::string_view> get(const char* name) const override {
    if (std::find(hidden_.begin(), hidden_.end(), name) != hidden_.end()) return std::nullopt;
    return base_.get(name);
  }

 private:
  const base::Environment& base_;
  std::vector<std::string> hidden_;
};

}  // namespace

std::optional<uid_t> directory_owner(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_uid;
}

SudoView sudo_view(const base::Environment& base, uid_t effective_uid, const OwnerOf& owner_of) {
  SudoView view;
  std::vector<std::string> hidden;
  const auto user = base.get("SUDO_USER");
  if (effective_uid == 0 && user && *user != "root") {
    view.under_sudo = true;
    for (const char* name : kPlaces) {
      const auto value = base.get(name);
      if (!value) continue;
      const auto owner = owner_of(std::string(*value));
      if (owner && *owner != 0) hidden.emplace_back(name);
    }
  }
  if (!hidden.empty()) {
    std::string names;
    for (const std::string& name : hidden) names += (names.empty() ? "" : ", ") + name;
    view.notes.push_back("sudo: " + names + " of the calling user set aside; this acts on root's files");
  }
  view.environment = std::make_unique<FilteredEnvironment>(base, std::move(hidden));
  return view;
}

}  // namespace ngcs::commands
