// The settings file: what is accepted keeps its rules, and a change keeps everything else and can be read again.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/env.h"
#include "base/paths.h"
#include "base/text.h"
#include "config/settings.h"

namespace {

using ngcs::config::Config;

// The folder of this process, removed at its end.
class Folder {
 public:
  Folder() {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
    paths_.config_file = path_ + "/config.json";
    paths_.system_config_file = path_ + "/absent.json";
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const ngcs::base::Paths& paths() const { return paths_; }
  void write(const std::uint8_t* data, std::size_t size) const {
    std::FILE* file = std::fopen(paths_.config_file.c_str(), "wb");
    if (file == nullptr || std::fwrite(data, 1, size, file) != size || std::fclose(file) != 0) std::abort();
    std::filesystem::permissions(paths_.config_file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

 private:
  std::string path_ = "/dev/shm/ngcs-fuzz-config-XXXXXX";
  ngcs::base::Paths paths_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const ngcs::base::MapEnvironment environment;
  folder.write(data, size);
  const auto config = Config::load(folder.paths(), environment);
  if (!config) {
    if (ngcs::base::has_control(config.error().message)) std::abort();
    return 0;
  }
  for (const auto& profile : config->profiles()) {
    if (!ngcs::config::valid_profile_name(profile.name)) std::abort();
  }
  if (!ngcs::config::valid_profile_name(config->default_profile())) std::abort();

  const auto changed = ngcs::config::update(folder.paths(), environment, [](Config& current) {
    ngcs::config::Profile profile;
    profile.name = "added";
    current.put(profile);
    return ngcs::base::Result<void>();
  });
  if (!changed) std::abort();
  const auto again = Config::load(folder.paths(), environment);
  if (!again || again->find("added") == nullptr) std::abort();
  for (const auto& profile : config->profiles()) {
    const auto* found = again->find(profile.name);
    if (found == nullptr || (profile.name != "added" && found->org != profile.org)) std::abort();
  }
  for (const auto& [name, value] : config->document().items()) {
    if (name != "profiles" && again->document()[name] != value) std::abort();
  }
  return 0;
}
