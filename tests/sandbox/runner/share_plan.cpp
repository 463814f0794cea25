#include "runner/share_plan.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

// Below a home. ~/.local/lib and ~/.local/libexec hold programs only.
constexpr std::array<std::string_view, 12> kStateDirectories = {
    ".config", ".local/share", ".local/state", ".cache", ".docker", ".ngc",
    ".kube",   ".gnupg",       ".ssh",         ".aws",   ".helm",   ".password-store",
};

std::string normal(const std::string& path) {
  std::string result = fs::path(path).lexically_normal().string();
  while (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

bool is_covered(const ShareInput& input, const std::string& path) {
  return std::any_of(input.covered.begin(), input.covered.end(),
                     [&](const std::string& place) { return is_within(path, place); });
}

// A private place itself, or a directory that is, holds or lies in a home's state. One that holds a whole private place
// is none: that place is covered again, after it.
bool is_private(const ShareInput& input, const std::string& path) {
  if (std::find(input.covered.begin(), input.covered.end(), path) != input.covered.end()) return true;
  for (const std::string& home : input.homes) {
    if (path == home) return true;
    for (const std::string_view state : kStateDirectories) {
      const std::string directory = home + '/' + std::string(state);
      if (is_within(path, directory) || (is_within(directory, path) && is_within(path, home))) return true;
    }
  }
  return false;
}

// A program's directory, and beside a "bin" the directories its programs load from. ".../shims" (pyenv, rbenv, asdf)
// only dispatch into the tree they stand in.
std::vector<std::string> directories_for(const std::string& directory) {
  const fs::path path(directory);
  const std::string name = path.filename().string();
  const std::string parent = path.parent_path().string();
  if (name == "shims") return {parent};
  if (name == "bin" || name == "sbin") {
    return {directory, parent + "/lib", parent + "/lib64", parent + "/libexec"};
  }
  return {directory};
}

}  // namespace

bool is_within(std::string_view path, std::string_view place) {
  if (place == "/") return path.starts_with('/');
  return path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '/');
}

std::string work_tree_of(const ShareInput& input) {
  std::string cwd = normal(input.cwd);
  if (cwd.empty() || !is_covered(input, cwd) || is_private(input, cwd)) return {};
  for (fs::path directory = cwd; is_covered(input, directory.string()) && !is_private(input, directory.string());
       directory = directory.parent_path()) {
    // A linked work tree has a file of that name; then only the tree itself is shared.
    if (input.is_directory((directory / ".git").string())) return directory.string();
  }
  return cwd;
}

std::vector<Share> plan_shares(const ShareInput& input) {
  std::vector<Share> shares;
  const auto add = [&](const std::string& path, bool writable) {
    if (path.empty() || path.front() != '/') return;
    const std::string clean = normal(path);
    if (!is_covered(input, clean) || is_private(input, clean) || !input.is_directory(clean)) return;
    shares.push_back({clean, writable});
  };

  std::size_t start = 0;
  while (start <= input.path_variable.size()) {
    const std::size_t end = std::min(input.path_variable.find(':', start), input.path_variable.size());
    const std::string entry = input.path_variable.substr(start, end - start);
    if (entry.starts_with('/')) {
      for (const std::string& directory : directories_for(normal(entry))) add(directory, false);
    }
    start = end + 1;
  }
  for (const std::string& program : input.programs) {
    for (const std::string& directory : directories_for(fs::path(normal(program)).parent_path().string())) {
      add(directory, false);
    }
  }
  for (const std::string& directory : input.asked) add(directory, false);
  add(work_tree_of(input), true);

  // Shortest first puts an outer directory before an inner one; of two equal ones the writable stays.
  std::stable_sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    if (a.path.size() != b.path.size()) return a.path.size() < b.path.size();
    if (a.path != b.path) return a.path < b.path;
    return a.writable && !b.writable;
  });
  std::vector<Share> kept;
  for (const Share& share : shares) {
    const bool present = std::any_of(kept.begin(), kept.end(), [&](const Share& outer) {
      return is_within(share.path, outer.path) && (outer.writable || !share.writable);
    });
    if (!present) kept.push_back(share);
  }
  return kept;
}

}  // namespace ngcs::sandbox
