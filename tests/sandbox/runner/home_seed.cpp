#include "runner/home_seed.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <string_view>

#include "runner/files.h"
#include "service/world/machine_text.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDeadEntry = "{\n\t\"auths\": {\n\t\t\"seed.invalid\": {}\n\t}\n}\n";

base::Result<void> give_to_owner_of(const std::string& home, const fs::path& path) {
  struct stat info {};
  if (stat(home.c_str(), &info) != 0 || lchown(path.c_str(), info.st_uid, info.st_gid) != 0) {
    return base::errno_error(errno, "cannot set the owner of " + path.string());
  }
  return {};
}

base::Result<void> put(const std::string& home, const std::string& directory, const std::string& name,
                       std::string_view content) {
  const fs::path file = fs::path(home) / directory / name;
  if (access(file.c_str(), F_OK) == 0) return {};
  auto done = make_in_home(home, directory);
  if (done) done = write_small_file(file.string(), content, 0600);
  if (done) done = give_to_owner_of(home, file);
  return done;
}

base::Result<void> put_file(const std::string& home, const MachineFile& wanted, const World& world) {
  const fs::path relative(wanted.path);
  const fs::path file = fs::path(home) / relative;
  auto done = make_in_home(home, relative.parent_path().string());
  if (done) {
    done = write_small_file(file.string(), expand_machine_text(wanted.text, world), wanted.executable ? 0755 : 0600);
  }
  if (done) done = give_to_owner_of(home, file);
  return done;
}

}  // namespace

base::Result<void> furnish_machine(const World& world, const std::string& home, EnvMap& environment) {
  for (const MachineFile& file : world.machine.files) {
    auto done = put_file(home, file, world);
    if (!done) return done;
  }
  const std::map<std::string, std::string, std::less<>> names = {{"HOME", home}, {"PATH", environment["PATH"]}};
  for (const MachineVariable& variable : world.machine.environment) {
    environment[variable.name] = expand_machine_text(variable.value, world, names);
  }
  return {};
}

base::Result<void> make_in_home(const std::string& home, const std::string& relative) {
  fs::path path = home;
  for (const fs::path& part : fs::path(relative)) {
    path /= part;
    if (mkdir(path.c_str(), 0700) == 0) {
      auto done = give_to_owner_of(home, path);
      if (!done) return done;
    } else if (errno != EEXIST) {
      return base::errno_error(errno, "cannot make the directory " + path.string());
    }
  }
  return {};
}

base::Result<void> seed_home(const std::string& home) {
  auto done = put(home, ".docker", "config.json", kDeadEntry);
  if (done) done = put(home, ".config/helm/registry", "config.json", kDeadEntry);
  return done;
}

}  // namespace ngcs::sandbox
