// The texts the runner of the sandbox reads: a world's names, cgroup and id files of the system, command lines.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/certificates.h"
#include "runner/cgroups.h"
#include "runner/files.h"
#include "runner/network.h"
#include "runner/options.h"
#include "runner/share_plan.h"
#include "runner/user_map.h"

using namespace ngcs::sandbox;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);

  for (const std::string& name : foreign_names(text)) {
    // These become alternative names of a certificate: nothing that could end a name or start another field.
    require(name.ends_with(".example") && name.find_first_of(",:\n ") == std::string::npos && name.size() <= 253);
  }
  for (const CgroupMount& mount : parse_cgroup_mounts(text)) (void)own_cgroup(text, mount);
  if (const auto range = find_sub_ids(text, "user", 1000)) require(range->count > 0);
  require(private_nsswitch(text).ends_with("hosts: files\n"));
  for (const char c : last_line(text)) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);

  std::vector<std::string> words;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    words.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  const auto parsed = parse_run_options(words);
  if (const auto* options = std::get_if<RunOptions>(&parsed)) require(!options->command.empty());

  ShareInput input;
  input.covered = {"/tmp", "/home", "/home/u"};
  input.homes = {"/home/u"};
  input.cwd = words.front();
  input.path_variable = text;
  input.asked = words;
  input.is_directory = [](const std::string&) { return true; };
  for (const Share& share : plan_shares(input)) {
    require(share.path != "/home/u" && share.path != "/tmp" && share.path != "/home");
    require(!is_within(share.path, "/home/u/.config") && !is_within(share.path, "/home/u/.docker"));
    require(share.path.find("/../") == std::string::npos && !share.path.ends_with("/.."));
  }
  return 0;
}
