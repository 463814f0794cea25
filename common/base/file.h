// Bounded reads, and the durable atomic replace.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ngcs::base {

// Feeds everything readable from `fd` to `sink`, at most `limit` bytes; more is kTooLarge. The buffer on the way is
// wiped, so that secrets may pass.
[[nodiscard]] Result<void> drain(int fd, std::size_t limit, const std::function<void(std::string_view)>& sink);
[[nodiscard]] Result<void> write_all(int fd, std::string_view data);

// Whole file as text; nothing where it does not exist. `limit` in bytes; larger is kTooLarge. Follows symlinks: for
// files of other programs.
[[nodiscard]] Result<std::optional<std::string>> read_file(const std::string& path, std::size_t limit);

// Opens a file of ours for reading under rule 4 of the design, checked on the open descriptor: regular, owner is the
// effective user (or root, for root only), link count 1, no group or other bits, last part no symlink. Nothing where
// it does not exist. kTooOpen carries the exact chmod as hint, kPermission the chown.
[[nodiscard]] Result<std::optional<UniqueFd>> open_private_file(const std::string& path);

struct ReplaceOptions {
  mode_t mode = 0600;            // for a new file, and for an existing one unless keep_mode
  bool keep_mode = false;        // an existing file keeps mode and, where permitted, owner
  bool follow_symlink = false;   // replace the symlink's target instead of refusing (docker's config.json)
  bool make_directories = true;  // missing parents are made with 0700
  bool only_new = false;         // kConflict where the file exists, whoever makes it at the same moment
};

// Replaces `path` whole or not at all: temporary file in the same directory, write, fsync, rename, fsync of the
// directory. On any error the old file is untouched and the temporary one removed.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view content,
                                        const ReplaceOptions& options = {});

// Removes what killed calls of replace_file() left beside `path`. replace_file() itself spares young ones, which may
// belong to another writer; the caller of this one holds the lock that all writers of `path` take.
void remove_leftovers(const std::string& path);

// Removes a file durably (fsync of the directory). False where it did not exist.
[[nodiscard]] Result<bool> remove_file(const std::string& path);

// mkdir -p with `mode` for each directory made.
[[nodiscard]] Result<void> make_directories(const std::string& path, mode_t mode = 0700);

// The directory part: "/a/b" -> "/a", "b" -> ".".
[[nodiscard]] std::string parent_directory(const std::string& path);

// Where the regular file behind `path` really is, symlinks of the last part resolved; the path itself where absent.
[[nodiscard]] Result<std::string> resolve_symlink(const std::string& path);

}  // namespace ngcs::base
