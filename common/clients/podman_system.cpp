#include "clients/podman_system.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "base/process.h"
#include "clients/registries_conf.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kHelper = "docker-credential-ngc";
constexpr std::string_view kText =
    "# Written by `podman-auth configure --system`; `podman-auth unconfigure --system` removes it.\n"
    "# podman, buildah, skopeo and CRI-O of every user ask docker-credential-ngc where no auth file has an answer.\n"
    "# Without that program every pull fails: remove this file before it.\n"
    "credential-helpers = [\"containers-auth.json\", \"ngc\"]\n";

// Other users must be able to read and run it, through every directory on the way.
base::Result<void> runs_for_everybody(const std::string& program) {
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(program, failed);
  if (failed) return base::errno_error(failed.value(), "look at " + program);
  for (std::filesystem::path at = real; at != at.root_path(); at = at.parent_path()) {
    struct stat status {};
    if (::stat(at.c_str(), &status) == 0 && (status.st_mode & S_IXOTH) != 0) continue;
    return Error(Errc::kPermission, at.string() + " is closed to other users, so their pulls would all fail",
                 "chmod o+rx " + at.string());
  }
  return {};
}

}  // namespace

std::string system_dropin_file(const std::string& containers_dir) {
  return containers_dir + "/registries.conf.d/50-ngc.conf";
}

std::string_view system_dropin_text() noexcept { return kText; }

base::Result<SystemState> look_at_system_dropin(const std::string& containers_dir) {
  SystemState state;
  state.file = system_dropin_file(containers_dir);
  auto text = base::read_file(state.file, kMaxRegistriesConf);
  if (!text) return std::move(text).error();
  state.present = *text && **text == kText;
  state.foreign = *text && !state.present;
  return state;
}

base::Result<void> check_system_dropin(const std::string& containers_dir, std::string_view system_path,
                                       const HelperProbe& probe) {
  auto state = look_at_system_dropin(containers_dir);
  if (!state) return std::move(state).error();
  if (state->foreign) {
    return Error(Errc::kConflict, state->file + " exists and was not written by this suite",
                 "look at it; move it away, then run the command again");
  }
  for (const HelperSetter& setter : system_helper_setters(containers_dir)) {
    if (setter.file == state->file) continue;
    if (setter.failure) return Error(*setter.failure).with_context(setter.file);
    return Error(Errc::kConflict,
                 setter.file + " sets credential-helpers already, and the last file that does replaces the whole list",
                 "add \"ngc\" at the end of the list in " + setter.file + " by hand");
  }
  const auto program = base::find_program(kHelper, system_path);
  if (!program) {
    return Error(Errc::kNotFound,
                 std::string(kHelper) + " is in none of the directories that services search, so every pull would fail",
                 "install the suite to /usr/local or /usr, not to a home directory");
  }
  if (auto open = runs_for_everybody(*program); !open) return open;
  if (auto runs = probe(*program); !runs) return std::move(runs).error().with_context(*program + " does not run");
  return {};
}

base::Result<bool> write_system_dropin(const std::string& containers_dir) {
  auto state = look_at_system_dropin(containers_dir);
  if (!state) return std::move(state).error();
  if (state->present) return false;
  if (auto made = base::make_directories(base::parent_directory(state->file), 0755); !made) {
    return std::move(made).error();
  }
  auto written = base::replace_file(state->file, kText, {.mode = 0644, .make_directories = false});
  if (!written) return std::move(written).error();
  return true;
}

base::Result<bool> remove_system_dropin(const std::string& containers_dir) {
  auto state = look_at_system_dropin(containers_dir);
  if (!state) return std::move(state).error();
  if (state->foreign) {
    return Error(Errc::kConflict, state->file + " was changed since it was written",
                 "take \"ngc\" out of its list by hand; without the helper's program every pull would fail");
  }
  if (!state->present) return false;
  return base::remove_file(state->file);
}

}  // namespace ngcs::clients
