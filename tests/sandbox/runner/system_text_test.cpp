// The texts of the system that the runner reads and writes.
#include <gtest/gtest.h>

#include "layout.h"
#include "runner/cgroups.h"
#include "runner/files.h"
#include "runner/network.h"
#include "runner/servers.h"
#include "runner/user_map.h"

namespace ngcs::sandbox {
namespace {

TEST(SubIds, FirstRangeByNameOrNumber) {
  const std::string text = "# comment\nbob:1:2\nann:100000:65536\nann:7:7\n1001:200000:1000\nbad:x:1\nbad:5:0\n";
  EXPECT_EQ(find_sub_ids(text, "ann", 1000), (IdRange{100000, 65536}));
  EXPECT_EQ(find_sub_ids(text, "carl", 1001), (IdRange{200000, 1000}));
  EXPECT_EQ(find_sub_ids(text, "an", 1), std::nullopt);
  EXPECT_EQ(find_sub_ids(text, "bad", 1), std::nullopt);
  EXPECT_EQ(find_sub_ids(text, "", 99), std::nullopt);
  EXPECT_EQ(find_sub_ids("", "ann", 1000), std::nullopt);
  EXPECT_EQ(find_sub_ids("ann:1:4294967296", "ann", 1000), std::nullopt);
}

TEST(Cgroups, MountsOfAHybridLayout) {
  const auto mounts = parse_cgroup_mounts(
      "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
      "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct\n"
      "33 31 0:30 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/x,name=systemd\n"
      "34 31 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      "35 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
      "not a line\n");
  EXPECT_EQ(mounts, (std::vector<CgroupMount>{{"/sys/fs/cgroup/cpu,cpuacct", "cpu,cpuacct", false},
                                              {"/sys/fs/cgroup/systemd", "name=systemd", false},
                                              {"/sys/fs/cgroup/unified", "", true}}));
}

TEST(Cgroups, OwnGroupInEachHierarchy) {
  const std::string text = "9:name=systemd:/s\n4:cpu,cpuacct:/a/b:c\n0::/user.slice\n";
  EXPECT_EQ(own_cgroup(text, {"", "cpu,cpuacct", false}), "/a/b:c");
  EXPECT_EQ(own_cgroup(text, {"", "name=systemd", false}), "/s");
  EXPECT_EQ(own_cgroup(text, {"", "", true}), "/user.slice");
  EXPECT_EQ(own_cgroup(text, {"", "memory", false}), "");
}

TEST(Network, NamesComeFromTheHostsFileAlone) {
  EXPECT_EQ(
      private_nsswitch("passwd: files systemd\nhosts: files mdns4_minimal [NOTFOUND=return] dns\n\nnetworks: files"),
      "passwd: files systemd\n\nnetworks: files\nhosts: files\n");
  EXPECT_EQ(private_nsswitch(""), "hosts: files\n");
}

TEST(Network, EveryHostStandsInTheHostsFileAtAnAddressThatIsNoLoopback) {
  const std::string text = initial_hosts_file();
  for (const Host& host : kHosts) {
    // dockerd takes registries in 127.0.0.0/8 for insecure ones and would not verify.
    EXPECT_TRUE(host.address.starts_with("203.0.113."));
    EXPECT_NE(text.find(std::string(host.address) + ' ' + std::string(host.name) + '\n'), std::string::npos);
  }
}

TEST(Servers, DockerdForEachKindOfCaller) {
  const auto has = [](const std::vector<std::string>& list, const char* word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  ServerInput input{.environment = {},
                    .registry_program = "",
                    .dockerd_program = "/usr/sbin/dockerd",
                    .helm_program = "",
                    .docker_data = "/d",
                    .kernel_overlay = true,
                    .map = UserMap::kNone};
  EXPECT_FALSE(has(dockerd_arguments(input), "--rootless"));
  EXPECT_FALSE(has(dockerd_arguments(input), "vfs"));
  input.map = UserMap::kRange;
  EXPECT_TRUE(has(dockerd_arguments(input), "--rootless"));
  EXPECT_FALSE(has(dockerd_arguments(input), "--group"));
  input.map = UserMap::kSingle;
  input.kernel_overlay = false;
  EXPECT_TRUE(has(dockerd_arguments(input), "--group"));
  EXPECT_TRUE(has(dockerd_arguments(input), "vfs"));
}

TEST(Files, LastLineOfALogIsPrintable) {
  EXPECT_EQ(last_line("a\nb\x1b[31mred\n\n"), "b[31mred");
  EXPECT_EQ(last_line("only"), "only");
  EXPECT_EQ(last_line("\n\n"), "");
  EXPECT_EQ(last_line(std::string(5000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace ngcs::sandbox
