#include "runner/private_places.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <pwd.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>

#include "layout.h"
#include "runner/files.h"
#include "runner/home_seed.h"
#include "runner/installed.h"
#include "runner/mounts.h"
#include "runner/network.h"
#include "runner/share_plan.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

const std::string kPrivate = std::string(kRunDir) + "/private";
const std::string kFallbackHome = std::string(kRunDir) + "/home";
const std::string kDockerPlugins = std::string(kRunDir) + "/docker-plugins";
const std::string kHelmPlugins = std::string(kRunDir) + "/helm-plugins";

struct Owner {
  uid_t uid = 0;
  gid_t gid = 0;
  mode_t mode = 0755;
};

Owner owner_of(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return {};
  return {info.st_uid, info.st_gid, static_cast<mode_t>(info.st_mode & 07777)};
}

// A fresh directory on the private tmpfs.
base::Result<std::string> fresh_directory(const std::string& name, const Owner& owner) {
  const std::string path = kPrivate + '/' + name;
  auto done = make_path(path);
  if (!done) return done.error();
  // Ids that do not exist in a user namespace cannot be given away; then it is the caller's own.
  if (chown(path.c_str(), owner.uid, owner.gid) != 0 && errno != EINVAL && errno != EPERM) {
    return base::errno_error(errno, "cannot set the owner of " + path);
  }
  if (chmod(path.c_str(), owner.mode) != 0) return base::errno_error(errno, "cannot set the mode of " + path);
  return path;
}

bool is_on_overlay(const std::string& path) {
  struct statfs info {};
  return statfs(path.c_str(), &info) == 0 && info.f_type == OVERLAYFS_SUPER_MAGIC;
}

// One step of the sequence: a private directory over `target`, or a share at its own place.
struct Step {
  std::string target;
  std::string source;    // a private directory
  base::UniqueFd share;  // or this, opened before anything was covered
  bool writable = true;
  std::vector<std::pair<std::string, Owner>> parents;  // of a share: what to make on the way to it, outermost first
};

// A privileged sandbox holds homes of several users: each directory on the way to a share keeps its owner.
std::vector<std::pair<std::string, Owner>> parents_of(const std::string& path) {
  std::vector<std::pair<std::string, Owner>> parents;
  for (fs::path parent = fs::path(path).parent_path(); parent != "/"; parent = parent.parent_path()) {
    parents.emplace_back(parent.string(), owner_of(parent.string()));
  }
  std::reverse(parents.begin(), parents.end());
  return parents;
}

void make_parents(const std::vector<std::pair<std::string, Owner>>& parents) {
  for (const auto& [path, owner] : parents) {
    // Ids that a user namespace lacks cannot own anything there; then it stays the caller's.
    if (mkdir(path.c_str(), 0755) == 0 && (lchown(path.c_str(), owner.uid, owner.gid) == 0 || errno == EINVAL)) {
      chmod(path.c_str(), owner.mode);
    }
  }
}

class Builder {
 public:
  explicit Builder(const PlacesInput& input) : input_(input), privileged_(input.map == UserMap::kNone) {}

  base::Result<Places> build() {
    auto done = prepare();
    if (done) done = find_homes();
    if (done) done = plan();
    if (done && privileged_) done = overlay_system_directories();
    if (done) done = plan_covers();
    if (done) done = apply();
    if (done) done = cover_files();
    if (done) done = link_plugins();
    if (done) done = seed();
    if (!done) return done.error();
    return std::move(places_);
  }

 private:
  base::Result<void> prepare() {
    auto done = make_path(kPrivate);
    // No nosuid and no nodev: images of the vfs driver are used in place.
    if (done && mount("ngc-sandbox", kPrivate.c_str(), "tmpfs", 0, "mode=0711") != 0) {
      done = base::errno_error(errno, "cannot mount a tmpfs on " + kPrivate);
    }
    for (const std::string& directory : {kDockerPlugins, kHelmPlugins}) {
      if (done) done = make_path(directory);
    }
    if (!done) return done;
    places_.environment = child_environment(input_.caller);
    places_.kernel_overlay = probe_overlay();
    return {};
  }

  [[nodiscard]] bool probe_overlay() const {
    const std::string base = kPrivate + "/probe";
    for (const char* part : {"/lower", "/upper", "/work", "/merged"}) {
      if (!make_path(base + part)) return false;
    }
    const std::string options = "lowerdir=" + base + "/lower,upperdir=" + base + "/upper,workdir=" + base + "/work" +
                                (privileged_ ? "" : ",userxattr");
    const std::string merged = base + "/merged";
    if (mount("ngc-sandbox", merged.c_str(), "overlay", 0, options.c_str()) != 0) return false;
    umount2(merged.c_str(), MNT_DETACH);
    return true;
  }

  base::Result<void> find_homes() {
    if (input_.home.size() > 1 && input_.home.front() == '/' && is_directory(input_.home)) {
      homes_.push_back(fs::path(input_.home).lexically_normal().string());
      if (homes_.back().ends_with('/')) homes_.back().pop_back();
      places_.home = homes_.back();
    } else {
      places_.home = kFallbackHome;
      auto done = make_path(kFallbackHome, 0700);
      if (!done) return done;
    }
    // Programs that take the home from the passwd file: sudo, rootless podman. In a user namespace that is root's.
    for (const uid_t uid : {geteuid(), uid_t{0}}) {
      const passwd* entry = getpwuid(uid);
      if (entry != nullptr && entry->pw_dir[0] == '/' && entry->pw_dir[1] != '\0' && is_directory(entry->pw_dir)) {
        homes_.emplace_back(entry->pw_dir);
      }
    }
    std::sort(homes_.begin(), homes_.end());
    homes_.erase(std::unique(homes_.begin(), homes_.end()), homes_.end());
    places_.environment["HOME"] = places_.home;
    return {};
  }

  // Everything that must be looked at, or opened, before it is covered.
  base::Result<void> plan() {
    covered_ = {"/tmp", "/var/tmp"};
    covered_.insert(covered_.end(), homes_.begin(), homes_.end());
    if (privileged_ && is_directory("/home")) {
      covered_.emplace_back("/home");
      std::error_code code;
      for (const fs::directory_entry& entry : fs::directory_iterator("/home", code)) {
        if (entry.is_directory(code) && !entry.is_symlink(code)) other_homes_.push_back(entry.path().string());
      }
    }

    installed_ = find_installed(input_.caller, input_.home);
    ShareInput share;
    share.covered = covered_;
    share.covered.insert(share.covered.end(), candidates().begin(), candidates().end());
    share.homes = homes_;
    share.homes.insert(share.homes.end(), other_homes_.begin(), other_homes_.end());
    share.cwd = input_.cwd;
    share.path_variable = places_.environment["PATH"];
    share.programs = input_.programs;
    share.asked = input_.asked;
    share.is_directory = is_directory;
    for (const Plugin& plugin : installed_.docker) {
      if (plugin.in_place) share.programs.push_back(plugin.real_path);
    }
    for (const Plugin& plugin : installed_.helm) {
      if (plugin.in_place) share.asked.push_back(plugin.real_path);
    }
    for (const Share& item : plan_shares(share)) {
      // Below an overlay everything is readable anyway; only the work tree must be the real one.
      if (!item.writable && !in_any(item.path, covered_)) continue;
      base::UniqueFd fd(open(item.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (fd) steps_.push_back({item.path, {}, std::move(fd), item.writable, parents_of(item.path)});
    }
    for (const std::string& asked : input_.asked) {
      if (!is_directory(asked)) return base::Error(base::Errc::kUsage, "--share " + asked + ": no such directory");
    }
    for (const Plugin& plugin : installed_.docker) {
      if (!plugin.in_place) plugin_fds_.emplace(plugin.name, open_path(plugin.real_path));
    }
    for (const Plugin& plugin : installed_.helm) {
      if (!plugin.in_place) helm_fds_.emplace(plugin.name, open_path(plugin.real_path));
    }
    for (const std::string& folder : installed_.helm_folders) {
      if (in_any(folder, covered_) && is_directory(folder)) folder_fds_.emplace(folder, open_path(folder));
    }
    return {};
  }

  // Privileged callers can write these on the host; an overlay makes what they write vanish.
  base::Result<void> overlay_system_directories() {
    int number = 0;
    for (const std::string& directory : candidates()) {
      if (!is_directory(directory)) continue;
      // The kernel stacks two overlays, no more; where the machine is one itself (a container), the second is left to
      // what COMMAND lays over its programs.
      if (directory == "/usr/local" && is_on_overlay(directory)) {
        places_.notes.push_back(directory + " lies on an overlay; what COMMAND writes there stays");
        continue;
      }
      const std::string base = kPrivate + "/overlay" + std::to_string(number++);
      const Owner owner = owner_of(directory);
      auto done = make_path(base + "/upper", owner.mode);
      if (done) done = make_path(base + "/work");
      if (!done) return done;
      done = overlay_in_place(directory, base + "/upper", base + "/work");
      if (done) {
        overlaid_.push_back(directory);
      } else {
        places_.notes.push_back(done.error().message + "; what COMMAND writes there stays");
      }
    }
    return {};
  }

  base::Result<void> plan_covers() {
    struct Cover {
      std::string target;
      std::string name;
      std::optional<mode_t> mode;  // else as the original
    };
    std::vector<Cover> covers = {{"/tmp", "tmp", 01777},
                                 {"/var/tmp", "var-tmp", 01777},
                                 {"/dev/shm", "shm", 01777},
                                 {"/var/lib/containers", "containers", 0755},
                                 {"/var/lib/docker", "var-lib-docker", 0711},
                                 {"/var/lib/cni", "cni", 0755},
                                 {"/etc/docker", "etc-docker", 0755},
                                 {"/etc/ngc-auth", "etc-ngc-auth", 0755}};
    if (privileged_ && is_directory("/home")) covers.push_back({"/home", "home", {}});
    int number = 0;
    for (const std::string& home : homes_) covers.push_back({home, "home" + std::to_string(number++), {}});

    for (const Cover& cover : covers) {
      Owner owner = is_directory(cover.target) ? owner_of(cover.target) : Owner{};
      if (cover.mode) owner = {0, 0, *cover.mode};
      // Inside a user namespace root's home belongs to nobody.
      if (!privileged_ && !cover.mode) owner = {0, 0, 0700};
      auto directory = fresh_directory(cover.name, owner);
      if (!directory) return directory.error();
      steps_.push_back({cover.target, *directory, {}, true, {}});
    }
    for (const std::string& home : other_homes_) {
      auto directory = fresh_directory("home/" + fs::path(home).filename().string(), owner_of(home));
      if (!directory) return directory.error();
    }
    auto docker = fresh_directory("docker", {0, 0, 0711});
    if (!docker) return docker.error();
    places_.docker_data = *docker;
    return {};
  }

  base::Result<void> apply() {
    // Outer places first; a home inside a shared work tree is covered after the tree was bound.
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](const Step& a, const Step& b) { return a.target.size() < b.target.size(); });
    for (const Step& step : steps_) {
      if (!is_directory(step.target)) {
        // Only what is private already may be made; the host gets no new directory.
        if (!in_any(step.target, covered_) && !in_any(step.target, overlaid_)) continue;
        make_parents(step.parents);
        if (!make_path(step.target)) continue;
      }
      auto done = step.share ? bind_from(step.share, step.target, step.writable) : bind(step.source, step.target);
      if (!done) return done;
    }
    if (!privileged_) return write_container_configuration();
    return {};
  }

  base::Result<void> cover_files() {
    const std::string nsswitch = kPrivate + "/nsswitch.conf";
    const std::string resolv = kPrivate + "/resolv.conf";
    auto done = write_small_file(std::string(kHostsFile), initial_hosts_file());
    if (done) done = write_small_file(nsswitch, private_nsswitch(read_small_file("/etc/nsswitch.conf").value_or("")));
    if (done) done = write_small_file(resolv, "");
    if (!done) return done;
    for (const auto& [source, target] : {std::pair<std::string, std::string>{std::string(kHostsFile), "/etc/hosts"},
                                         {nsswitch, "/etc/nsswitch.conf"},
                                         {resolv, "/etc/resolv.conf"}}) {
      auto covered = cover_file(source, target);
      if (!covered) return covered.error();
      if (!*covered && target == "/etc/hosts") {
        return base::Error(base::Errc::kUnavailable, "/etc/hosts is missing", "make an empty /etc/hosts as root");
      }
    }
    return {};
  }

  // What podman, buildah and skopeo cannot do for an ordinary user: make /var/lib/containers, control groups or a
  // bridge; and their own choice of driver would be an overlay, which older kernels do not allow on a tmpfs in a user
  // namespace.
  base::Result<void> write_container_configuration() {
    const std::string storage = kPrivate + "/storage.conf";
    const std::string containers = kPrivate + "/containers.conf";
    places_.environment["CONTAINERS_STORAGE_CONF"] = storage;
    places_.environment["CONTAINERS_CONF"] = containers;
    auto done =
        write_small_file(storage, "[storage]\ndriver = \"" + std::string(places_.kernel_overlay ? "overlay" : "vfs") +
                                      "\"\ngraphroot = \"" + kPrivate +
                                      "/containers/storage\"\nrunroot = \"/run/containers/storage\"\n");
    if (done) done = write_small_file(containers, "[containers]\nnetns = \"none\"\n");
    return done;
  }

  base::Result<void> link_plugins() {
    const std::string docker = places_.home + "/.docker/cli-plugins";
    if (!installed_.docker.empty()) {
      auto done = make_in_home(places_.home, ".docker/cli-plugins");
      if (!done) return done;
    }
    for (const Plugin& plugin : installed_.docker) {
      std::string target = plugin.real_path;
      if (const auto fd = plugin_fds_.find(plugin.name); fd != plugin_fds_.end()) {
        target = kDockerPlugins + '/' + plugin.name;
        auto done = write_small_file(target, "");
        if (done) done = bind_from(fd->second, target, false);
        if (!done) return done;
      }
      link(target, docker + '/' + plugin.name);
    }
    const std::string helm = places_.home + "/.local/share/helm/plugins";
    if (!installed_.helm.empty()) {
      auto done = make_in_home(places_.home, ".local/share/helm/plugins");
      if (!done) return done;
    }
    for (const Plugin& plugin : installed_.helm) {
      std::string target = plugin.real_path;
      if (const auto fd = helm_fds_.find(plugin.name); fd != helm_fds_.end()) {
        target = kHelmPlugins + '/' + plugin.name;
        auto done = make_path(target);
        if (done) done = bind_from(fd->second, target, false);
        if (!done) return done;
      }
      link(target, helm + '/' + plugin.name);
    }
    return bind_helm_folders();
  }

  // HELM_PLUGINS keeps its order; a folder that is covered is replaced by where it is bound.
  base::Result<void> bind_helm_folders() {
    if (installed_.helm_folders.empty()) return {};
    std::string value;
    int number = 0;
    for (const std::string& folder : installed_.helm_folders) {
      std::string target = folder;
      if (const auto fd = folder_fds_.find(folder); fd != folder_fds_.end()) {
        target = kHelmPlugins + "/folder" + std::to_string(number++);
        auto done = make_path(target);
        if (done) done = bind_from(fd->second, target, false);
        if (!done) return done;
      }
      if (!value.empty()) value += ':';
      value += target;
    }
    places_.environment["HELM_PLUGINS"] = value;
    return {};
  }

  base::Result<void> seed() {
    std::vector<std::string> homes = homes_;
    homes.push_back(places_.home);
    homes.insert(homes.end(), other_homes_.begin(), other_homes_.end());
    for (const std::string& home : homes) {
      auto done = seed_home(home);
      if (!done) return done;
    }
    return {};
  }

  void link(const std::string& target, const std::string& path) {
    if (symlink(target.c_str(), path.c_str()) != 0) {
      places_.notes.push_back(base::errno_error(errno, "cannot link " + path).message);
    }
  }

  static base::UniqueFd open_path(const std::string& path) {
    return base::UniqueFd(open(path.c_str(), O_PATH | O_CLOEXEC));
  }

  // For overlays.
  static const std::vector<std::string>& candidates() {
    static const std::vector<std::string> directories = {"/etc", "/var/lib", "/usr/local"};
    return directories;
  }

  static bool in_any(const std::string& path, const std::vector<std::string>& places) {
    return std::any_of(places.begin(), places.end(), [&](const std::string& place) { return is_within(path, place); });
  }

  const PlacesInput& input_;
  bool privileged_;
  Places places_;
  std::vector<std::string> homes_;
  std::vector<std::string> other_homes_;  // directories of /home
  std::vector<std::string> covered_;
  std::vector<std::string> overlaid_;
  Installed installed_;
  std::vector<Step> steps_;
  std::map<std::string, base::UniqueFd> plugin_fds_;
  std::map<std::string, base::UniqueFd> helm_fds_;
  std::map<std::string, base::UniqueFd> folder_fds_;
};

}  // namespace

base::Result<Places> make_places_private(const PlacesInput& input) { return Builder(input).build(); }

}  // namespace ngcs::sandbox
