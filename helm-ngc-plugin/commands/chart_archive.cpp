#include "commands/chart_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <memory>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "commands/work_directory.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kBlock = std::size_t{64} * 1024;
constexpr std::uint64_t kMaxChartYaml = std::uint64_t{1} << 20;

struct ArchiveFree {
  void operator()(archive* handle) const noexcept { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, ArchiveFree>;

Error no_chart(const std::string& why) { return {Errc::kInvalidInput, "this is no packaged chart: " + why}; }

base::Result<Archive> open_archive(int fd) {
  Archive handle(archive_read_new());
  if (!handle) return Error(Errc::kInternal, "out of memory");
  // Exactly what Helm reads: gzip around tar. libarchive would look into a dozen other formats.
  if (archive_read_support_filter_gzip(handle.get()) != ARCHIVE_OK ||
      archive_read_support_format_tar(handle.get()) != ARCHIVE_OK ||
      archive_read_open_fd(handle.get(), fd, kBlock) != ARCHIVE_OK) {
    return no_chart("it is no gzip-compressed tar file");
  }
  return handle;
}

std::string path_of(archive_entry* entry) {
  const char* path = archive_entry_pathname(entry);
  std::string text = path == nullptr ? std::string() : path;
  // Helm's own packages have none of these; `tar -C` makes them.
  if (text.starts_with("./")) text.erase(0, 2);
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

// Counts what goes by, so that a small file cannot become a large one.
class Budget {
 public:
  explicit Budget(const ArchiveLimits& limits) : left_(limits) {}
  [[nodiscard]] bool entry() { return left_.entries-- > 0; }
  [[nodiscard]] bool bytes(std::uint64_t count) {
    if (count > left_.bytes) return false;
    left_.bytes -= count;
    return true;
  }

 private:
  ArchiveLimits left_;
};

Error too_large() { return {Errc::kTooLarge, "the chart unpacks to more files or bytes than are allowed"}; }

// Every piece of the entry's content; false of `take` ends it with its error.
base::Result<void> read_content(archive* handle, Budget& budget,
                                const std::function<base::Result<void>(std::string_view)>& take) {
  std::vector<char> piece(kBlock);
  for (;;) {
    const la_ssize_t got = archive_read_data(handle, piece.data(), piece.size());
    if (got == 0) return {};
    if (got < 0) return no_chart("it is damaged");
    if (!budget.bytes(static_cast<std::uint64_t>(got))) return too_large();
    if (auto taken = take({piece.data(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

// Calls `take` for every entry; true of it ends the walk.
base::Result<void> walk(archive* handle, Budget& budget,
                        const std::function<base::Result<bool>(archive_entry*, const std::string&)>& take) {
  for (;;) {
    archive_entry* entry = nullptr;
    const int got = archive_read_next_header(handle, &entry);
    if (got == ARCHIVE_EOF) return {};
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN) return no_chart("it is damaged, or no gzip-compressed tar file");
    if (archive_filter_code(handle, 0) != ARCHIVE_FILTER_GZIP) return no_chart("it is not compressed with gzip");
    if (!budget.entry()) return too_large();
    const std::string path = path_of(entry);
    if (path == ".") continue;
    const auto done = take(entry, path);
    if (!done) return done.error();
    if (*done) return {};
  }
}

std::string_view top_of(std::string_view path) { return path.substr(0, path.find('/')); }

base::Result<void> make_parents(const std::string& root, std::string_view path) {
  for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
    const std::string part = root + "/" + std::string(path.substr(0, at));
    if (::mkdir(part.c_str(), 0700) != 0) {
      if (errno == EEXIST) continue;
      return base::errno_error(errno, "cannot make " + base::printable(part, 512));
    }
    if (::chmod(part.c_str(), 0755 & ~base::users_umask()) != 0) return base::errno_error(errno, "cannot make " + part);
  }
  return {};
}

base::Result<void> write_entry(archive* handle, archive_entry* entry, Budget& budget, const std::string& target) {
  const mode_t mode = (archive_entry_perm(entry) & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0 ? 0755 : 0644;
  // The directories on the way are ours and new: no link can stand there. O_EXCL: no entry twice.
  const base::UniqueFd fd(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd && errno == EEXIST) return no_chart("it holds a file twice");
  if (!fd) return base::errno_error(errno, "cannot write " + base::printable(target, 512));
  if (::fchmod(fd.get(), mode & ~base::users_umask()) != 0) return base::errno_error(errno, "cannot set a mode");
  return read_content(handle, budget, [&](std::string_view piece) { return base::write_all(fd.get(), piece); });
}

}  // namespace

bool is_safe_path(std::string_view path) noexcept {
  if (path.empty() || path.size() > 4096 || base::has_control(path) || !base::valid_utf8(path)) return false;
  if (path.find_first_of("\\:") != std::string_view::npos) return false;
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
  }
  return true;
}

base::Result<ngc::ChartYaml> read_chart_yaml(int fd, const ArchiveLimits& limits) {
  auto handle = open_archive(fd);
  if (!handle) return std::move(handle).error();
  Budget budget(limits);
  std::string text;
  bool found = false;
  const auto walked =
      walk(handle->get(), budget, [&](archive_entry* entry, const std::string& path) -> base::Result<bool> {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos || path.substr(slash + 1) != "Chart.yaml") return false;
        if (archive_entry_filetype(entry) != AE_IFREG) return no_chart("its Chart.yaml is no file");
        found = true;
        const auto read = read_content(handle->get(), budget, [&](std::string_view piece) -> base::Result<void> {
          if (text.size() + piece.size() > kMaxChartYaml)
            return Error(Errc::kTooLarge, "Chart.yaml is larger than 1 MiB");
          text += piece;
          return {};
        });
        if (!read) return read.error();
        return true;
      });
  if (!walked) return walked.error();
  if (!found) return no_chart("it has no Chart.yaml");
  return ngc::parse_chart_yaml(text);
}

base::Result<std::string> unpack_chart(int fd, const std::string& into, const ArchiveLimits& limits) {
  auto handle = open_archive(fd);
  if (!handle) return std::move(handle).error();
  const auto work = WorkDirectory::make_in(into, ".ngc-chart-");
  if (!work) return work.error();
  Budget budget(limits);
  std::string top;
  const auto walked =
      walk(handle->get(), budget, [&](archive_entry* entry, const std::string& path) -> base::Result<bool> {
        if (!is_safe_path(path)) return no_chart("it names a place outside itself: " + base::printable(path, 200));
        if (top.empty()) top = top_of(path);
        if (top_of(path) != top) return no_chart("it has more than one top directory");
        const auto type = archive_entry_filetype(entry);
        const bool plain = archive_entry_hardlink(entry) == nullptr && archive_entry_symlink(entry) == nullptr;
        if (!plain || (type != AE_IFREG && type != AE_IFDIR)) {
          return no_chart("it holds a link or a device: " + base::printable(path, 200));
        }
        if (path == top && type != AE_IFDIR) return no_chart("its top is no directory");
        if (const auto made = make_parents(work->path(), path + (type == AE_IFDIR ? "/" : "")); !made)
          return made.error();
        if (type == AE_IFDIR) return false;
        if (const auto written = write_entry(handle->get(), entry, budget, work->path() + "/" + path); !written) {
          return written.error();
        }
        return false;
      });
  if (!walked) return walked.error();
  if (top.empty()) return no_chart("it is empty");
  const std::string target = into + "/" + top;
  if (::renameat2(AT_FDCWD, (work->path() + "/" + top).c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return Error(Errc::kConflict, base::printable(target, 512) + " exists already");
    return base::errno_error(errno, "cannot make " + base::printable(target, 512));
  }
  return top;
}

}  // namespace ngcs::helm_ngc
