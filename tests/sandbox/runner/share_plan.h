// Which parts of the places that are private inside stay reachable: what is installed there (PATH, plugins) read-only,
// and the work tree that COMMAND runs in, writable.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ngcs::sandbox {

struct Share {
  std::string path;  // absolute and normal; the same outside and inside
  bool writable = false;

  bool operator==(const Share&) const = default;
};

struct ShareInput {
  std::vector<std::string> covered;   // the private places
  std::vector<std::string> homes;     // those of them that are home directories
  std::string cwd;                    // the caller's
  std::string path_variable;          // PATH
  std::vector<std::string> programs;  // paths of programs and plugins; their directories are shared
  std::vector<std::string> asked;     // --share
  std::function<bool(const std::string&)> is_directory;
};

// True where `path` is `place` or lies below it.
[[nodiscard]] bool is_within(std::string_view path, std::string_view place);

// Shares in the order to mount them: an outer directory stands before an inner one. Nothing outside the private places
// is listed, since that is reachable anyway; nor is a private place or a home itself, or a directory of a home in which
// programs keep settings and credentials (~/.config, ~/.local/share, ~/.docker ...) or one that holds such a directory:
// sharing it would undo the privacy.
[[nodiscard]] std::vector<Share> plan_shares(const ShareInput& input);

// The directory that is bound writable for `cwd`: the git work tree it belongs to, where that lies wholly inside one
// private place, else `cwd` itself; empty where it needs no share or must not have one.
[[nodiscard]] std::string work_tree_of(const ShareInput& input);

}  // namespace ngcs::sandbox
