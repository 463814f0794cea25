// A private part of each control-group hierarchy, so that what docker and podman make there vanishes with the sandbox.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace ngcs::sandbox {

struct CgroupMount {
  std::string mount_point;
  std::string controllers;  // v1: the mount's options, "cpu,cpuacct" or "name=systemd"; empty for v2
  bool v2 = false;

  bool operator==(const CgroupMount&) const = default;
};

// The hierarchies in the text of /proc/self/mountinfo. Each mount point once.
[[nodiscard]] std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo);

// This process's group in that hierarchy, from the text of /proc/self/cgroup: "/" or "/user.slice/...". Empty where the
// hierarchy is not listed.
[[nodiscard]] std::string own_cgroup(std::string_view proc_self_cgroup, const CgroupMount& mount);

struct CgroupTree {
  CgroupMount mount;
  std::string directory;  // the private subtree as the host sees it
};

// The supervisor's half, for a privileged caller: removes what sandboxes that are gone have left, makes a subtree below
// this process's own group in each hierarchy and moves `child` there. A hierarchy that cannot be written is left out:
// then containers inside use the host's.
[[nodiscard]] std::vector<CgroupTree> make_cgroup_trees(pid_t child);
void remove_cgroup_trees(const std::vector<CgroupTree>& trees);

// The other half, inside: enters a cgroup namespace and binds each subtree that this process was moved to over the root
// of its hierarchy. Also covers the unified hierarchy of a hybrid layout, which podman takes for a usable one. Reads
// the caller's /proc and binds from it: call it before a new one is mounted.
void enter_cgroup_trees();

}  // namespace ngcs::sandbox
