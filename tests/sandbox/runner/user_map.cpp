#include "runner/user_map.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "runner/files.h"
#include "runner/spawn.h"

namespace ngcs::sandbox {

namespace {

template <typename Number>
bool parse_number(std::string_view text, Number& value) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc() && end == text.data() + text.size();
}

base::Result<void> write_map_file(const std::string& path, const std::string& content) {
  const base::UniqueFd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || write(fd.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    return base::errno_error(errno, "cannot write " + path);
  }
  return {};
}

bool map_with(const std::string& program, pid_t child, std::uint32_t own, const IdRange& range) {
  const std::string path = find_in_path(program, "/usr/bin:/bin:/usr/local/bin");
  if (path.empty()) return false;
  const auto status = run_quiet({path, std::to_string(child), "0", std::to_string(own), "1", "1",
                                 std::to_string(range.start), std::to_string(range.count)});
  return status.has_value() && *status == 0;
}

}  // namespace

std::optional<IdRange> find_sub_ids(std::string_view text, std::string_view user, std::uint32_t id) {
  const std::string number = std::to_string(id);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view owner = line.substr(0, first);
    if (owner.empty() || (owner != user && owner != number)) continue;
    IdRange range;
    if (parse_number(line.substr(first + 1, second - first - 1), range.start) &&
        parse_number(line.substr(second + 1), range.count) && range.count > 0) {
      return range;
    }
  }
  return std::nullopt;
}

base::Result<UserMap> write_user_map(pid_t child) {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  const passwd* entry = getpwuid(uid);
  const std::string name = entry != nullptr ? entry->pw_name : std::string();
  const auto uids = find_sub_ids(read_small_file("/etc/subuid").value_or(""), name, uid);
  const auto gids = find_sub_ids(read_small_file("/etc/subgid").value_or(""), name, uid);
  if (uids && gids && map_with("newuidmap", child, uid, *uids)) {
    if (map_with("newgidmap", child, gid, *gids)) return UserMap::kRange;
    return base::Error(base::Errc::kUnavailable, "newgidmap refuses the range that /etc/subgid gives to " + name,
                       "check /etc/subgid, or remove the user's lines from /etc/subuid and /etc/subgid");
  }
  const std::string directory = "/proc/" + std::to_string(child);
  auto done = write_map_file(directory + "/setgroups", "deny");
  if (done) done = write_map_file(directory + "/uid_map", "0 " + std::to_string(uid) + " 1");
  if (done) done = write_map_file(directory + "/gid_map", "0 " + std::to_string(gid) + " 1");
  if (!done) return done.error();
  return UserMap::kSingle;
}

}  // namespace ngcs::sandbox
