#include "runner/cgroups.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>

#include "runner/files.h"
#include "runner/mounts.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "ngc-sandbox-";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The kernel removes a group only when nothing is in it, so a wrong guess does no harm.
void remove_tree(const fs::path& directory) {
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, code)) {
    if (entry.is_directory(code) && !entry.is_symlink(code)) remove_tree(entry.path());
  }
  rmdir(directory.c_str());
}

bool is_gone(std::string_view name) {
  name.remove_prefix(kPrefix.size());
  pid_t pid = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), pid);
  return code == std::errc() && end == name.data() + name.size() && pid > 0 && kill(pid, 0) != 0 && errno == ESRCH;
}

void collect(const std::string& parent) {
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, code)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && is_gone(name)) remove_tree(entry.path());
  }
}

bool write_existing(const std::string& path, std::string_view content) {
  const base::UniqueFd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && write(fd.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size());
}

// A new cpuset group accepts no process before it has processors and memory nodes.
void copy_cpuset(const std::string& parent, const std::string& directory) {
  for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
    if (const auto value = read_small_file(parent + file)) write_existing(directory + file, *value);
  }
}

// Keeps its links ("cpu" -> "cpu,cpuacct").
void cover_hierarchy_folder() {
  const std::string folder = "/sys/fs/cgroup";
  std::vector<std::pair<fs::path, fs::path>> links;
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, code)) {
    if (entry.is_symlink(code)) links.emplace_back(entry.path(), fs::read_symlink(entry.path(), code));
  }
  if (!mount_tmpfs(folder, "mode=0755,size=1m")) return;
  for (const auto& [path, target] : links) fs::create_symlink(target, path, code);
}

}  // namespace

std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo) {
  // "36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices"; see proc(5).
  std::vector<CgroupMount> mounts;
  for (const std::string_view line : split(mountinfo, '\n')) {
    const std::size_t separator = line.find(" - ");
    if (separator == std::string_view::npos) continue;
    const auto left = split(line.substr(0, separator), ' ');
    const auto right = split(line.substr(separator + 3), ' ');
    if (left.size() < 6 || right.size() < 3 || (right[0] != "cgroup" && right[0] != "cgroup2")) continue;
    CgroupMount mount{std::string(left[4]), {}, right[0] == "cgroup2"};
    if (!mount.v2) {
      for (const std::string_view option : split(right[2], ',')) {
        if (option == "rw" || option == "ro" || option == "xattr" || option == "clone_children" ||
            option.starts_with("release_agent=")) {
          continue;
        }
        if (!mount.controllers.empty()) mount.controllers += ',';
        mount.controllers += option;
      }
    }
    const bool known = std::any_of(mounts.begin(), mounts.end(),
                                   [&](const CgroupMount& other) { return other.mount_point == mount.mount_point; });
    if (!known) mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::string own_cgroup(std::string_view proc_self_cgroup, const CgroupMount& mount) {
  // "4:memory:/a/b", "9:name=systemd:/", "0::/c" (v2); see cgroups(7).
  for (const std::string_view line : split(proc_self_cgroup, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    if (mount.v2 ? controllers.empty() : controllers == mount.controllers) return std::string(line.substr(second + 1));
  }
  return {};
}

std::vector<CgroupTree> make_cgroup_trees(pid_t child) {
  std::vector<CgroupTree> trees;
  const std::string own = read_small_file("/proc/self/cgroup").value_or("");
  const auto mounts = parse_cgroup_mounts(read_small_file("/proc/self/mountinfo").value_or(""));
  for (const CgroupMount& mount : mounts) {
    const std::string group = own_cgroup(own, mount);
    if (group.empty()) continue;
    const std::string parent = mount.mount_point + (group == "/" ? "" : group);
    collect(parent);
    const std::string directory = parent + '/' + std::string(kPrefix) + std::to_string(getpid());
    if (mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) continue;
    copy_cpuset(parent, directory);
    if (write_existing(directory + "/cgroup.procs", std::to_string(child))) {
      trees.push_back({mount, directory});
    } else {
      rmdir(directory.c_str());
    }
  }
  return trees;
}

void remove_cgroup_trees(const std::vector<CgroupTree>& trees) {
  for (const CgroupTree& tree : trees) remove_tree(tree.directory);
}

void enter_cgroup_trees() {
  const auto mounts = parse_cgroup_mounts(read_small_file("/proc/self/mountinfo").value_or(""));
  const std::string own = read_small_file("/proc/self/cgroup").value_or("");
  if (unshare(CLONE_NEWCGROUP) != 0) return;

  struct Root {
    const CgroupMount* mount;
    base::UniqueFd tree;  // what is to be the root of the hierarchy inside
  };
  std::vector<Root> roots;
  bool moved = false;
  for (const CgroupMount& cgroup : mounts) {
    const std::string group = own_cgroup(own, cgroup);
    const bool private_tree = fs::path(group).filename().string().starts_with(kPrefix);
    moved = moved || private_tree;
    const std::string directory = cgroup.mount_point + (private_tree ? group : "");
    roots.push_back({&cgroup, base::UniqueFd(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))});
  }
  // The folder that holds v1's hierarchies is an ordinary tmpfs of the host, and podman makes directories there for
  // controllers that are not mounted.
  if (moved && mounts.size() > 1) cover_hierarchy_folder();
  for (const Root& root : roots) {
    const std::string& point = root.mount->mount_point;
    if (root.mount->v2 && mounts.size() > 1) {
      if (make_path(point)) (void)mount_tmpfs(point, "mode=0755,size=64k");
      continue;
    }
    // A new mount of the same hierarchy on itself is refused (EBUSY); a bind of the subtree looks the same from inside.
    if (!moved || !make_path(point) || !bind_from(root.tree, point, true)) continue;
    // A v2 group that holds processes cannot hand controllers down; a leaf takes them.
    if (root.mount->v2 && mkdir((point + "/init").c_str(), 0755) == 0) {
      write_existing(point + "/init/cgroup.procs", "0");
    }
  }
}

}  // namespace ngcs::sandbox
