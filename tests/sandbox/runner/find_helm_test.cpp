#include "runner/find_helm.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "runner/files.h"

namespace ngcs::sandbox {
namespace {

class FindHelm : public testing::Test {
 protected:
  FindHelm() {
    std::string name = (std::filesystem::temp_directory_path() / "ngcs-helm-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary directory";
    root_ = name;
  }
  ~FindHelm() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  std::string program(const std::string& path) const {
    std::string whole = root_ + path;
    std::filesystem::create_directories(std::filesystem::path(whole).parent_path());
    EXPECT_TRUE(write_small_file(whole, "#!/bin/sh\n", 0755));
    return whole;
  }
  std::string root_;
};

TEST_F(FindHelm, PinnedOnesComeBeforeThePath) {
  const EnvMap nothing = {{"PATH", root_ + "/bin"}};
  EXPECT_EQ(find_helm(nothing, root_), "");
  const auto on_path = program("/bin/helm");
  EXPECT_EQ(find_helm(nothing, root_), on_path);
  const auto cached = program("/.cache/ngc-credential-suite/tools/helm4");
  EXPECT_EQ(find_helm(nothing, root_), cached);
  const auto named = program("/tools/helm3");
  EXPECT_EQ(find_helm({{"PATH", root_ + "/bin"}, {"STORY_TOOLS", root_ + "/tools"}}, root_), named);
  EXPECT_EQ(find_helm({{"PATH", root_ + "/bin"}, {"NGC_TEST_TOOLS", root_ + "/tools"}}, root_), named);
  EXPECT_EQ(find_helm({{"PATH", root_ + "/bin"}, {"XDG_CACHE_HOME", root_ + "/other"}}, root_), on_path);
}

}  // namespace
}  // namespace ngcs::sandbox
