#include "commands/local_chart.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "commands/chart_archive.h"
#include "ngc/sha256.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxProvenance = std::size_t{1} << 20;
constexpr std::size_t kPiece = std::size_t{256} * 1024;

base::Result<void> open_packaged(LocalChart& chart, const std::string& file) {
  chart.fd.reset(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status {};
  if (!chart.fd || ::fstat(chart.fd.get(), &status) != 0) {
    return base::errno_error(errno, "cannot read " + base::printable(file, 512));
  }
  if (!S_ISREG(status.st_mode)) return Error(Errc::kInvalidInput, base::printable(file, 512) + " is no file");
  auto yaml = read_chart_yaml(chart.fd.get());
  if (!yaml) return yaml.error().with_context(base::printable(chart.path, 512));
  chart.yaml = std::move(*yaml);
  auto provenance = base::read_file(file + ".prov", kMaxProvenance);
  if (!provenance) return std::move(provenance).error();
  chart.packaged.fd = chart.fd.get();
  chart.packaged.size = static_cast<std::uint64_t>(status.st_size);
  chart.packaged.file = chart.yaml.name + "-" + chart.yaml.version + ".tgz";
  chart.packaged.provenance = provenance->value_or("");
  return {};
}

}  // namespace

base::Result<LocalChart> open_chart(const commands::Session& session, const std::string& path,
                                    const PackageOptions& options) {
  LocalChart chart;
  chart.path = path;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return base::errno_error(errno, "cannot read " + base::printable(path, 512));
  chart.from_directory = S_ISDIR(status.st_mode);
  std::string file = path;
  if (chart.from_directory) {
    auto made = WorkDirectory::make(session.environment);
    if (!made) return std::move(made).error();
    chart.made = std::make_unique<WorkDirectory>(std::move(*made));
    auto packaged = package_chart(session, path, chart.made->path(), options);
    if (!packaged) return std::move(packaged).error();
    file = std::move(*packaged);
  } else if (options.any()) {
    return Error(Errc::kUsage, base::printable(path, 512) + " is packaged already and is sent as it is",
                 "options that change a chart need its directory");
  }
  if (auto opened = open_packaged(chart, file); !opened) return opened.error();
  return chart;
}

base::Result<std::string> digest_of(const LocalChart& chart) {
  ngc::Sha256 digest;
  std::vector<char> piece(kPiece);
  std::uint64_t at = 0;
  while (at < chart.packaged.size) {
    const ssize_t got = ::pread(chart.fd.get(), piece.data(), piece.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::errno_error(errno, "cannot read " + base::printable(chart.path, 512));
    if (got == 0) return Error(Errc::kIo, base::printable(chart.path, 512) + " became shorter while it was read");
    digest.update({piece.data(), static_cast<std::size_t>(got)});
    at += static_cast<std::uint64_t>(got);
  }
  return digest.hex();
}

}  // namespace ngcs::helm_ngc
