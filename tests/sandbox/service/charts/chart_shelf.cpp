#include "service/charts/chart_shelf.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <limits>
#include <set>

#include "base/fd.h"
#include "base/file.h"
#include "json/value.h"
#include "service/core/crypto.h"

namespace ngcs::sandbox {

namespace {

namespace fs = std::filesystem;

base::Error failed(const std::string& what, const std::error_code& code) {
  return base::errno_error(code.value(), "cannot " + what);
}

// Digest and size of a file.
base::Result<void> measure(ChartPackage& package) {
  const base::UniqueFd fd(::open(package.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return base::errno_error(errno, "cannot read " + package.file);
  Sha256 hash;
  auto done = base::drain(fd.get(), std::numeric_limits<std::size_t>::max(), [&](std::string_view piece) {
    hash.add(piece);
    package.size += piece.size();
  });
  if (!done) return done;
  package.digest = hash.hex();
  return {};
}

// The only entry of an index over one package.
std::optional<std::pair<std::string, std::string>> only_chart(const std::string& index) {
  const auto document = json::parse(index);
  if (!document || !document->is_object() || !document->contains("entries")) return std::nullopt;
  const auto& entries = (*document)["entries"];
  if (!entries.is_object() || entries.size() != 1 || !entries.begin()->is_array() || entries.begin()->size() != 1) {
    return std::nullopt;
  }
  const auto& entry = (*entries.begin())[0];
  if (!entry.is_object() || !entry.contains("name") || !entry.contains("version")) return std::nullopt;
  return std::pair(entry["name"].get<std::string>(), entry["version"].get<std::string>());
}

}  // namespace

ChartShelf::ChartShelf(const std::string& directory, const std::string& helm)
    : directory_(directory), helm_(helm, directory + "/helm-home") {}

base::Result<std::string> ChartShelf::fresh_directory(const char* kind) {
  std::string path;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    path = directory_ + "/" + kind + "/" + std::to_string(++counter_);
  }
  if (auto done = base::make_directories(path, 0755); !done) return done.error();
  return path;
}

PackagePtr ChartShelf::keep(ChartPackage package) {
  auto kept = std::make_shared<const ChartPackage>(std::move(package));
  const std::lock_guard<std::mutex> lock(mutex_);
  by_digest_[kept->digest] = kept;
  return kept;
}

base::Result<void> ChartShelf::package_all(const std::vector<ChartSource>& sources) {
  auto work = fresh_directory("work");
  if (!work) return work.error();
  auto output = fresh_directory("packages");
  if (!output) return output.error();
  std::vector<std::string> directories;
  for (const ChartSource& source : sources) {
    directories.push_back(*work + "/" + std::to_string(directories.size()));
    if (auto done = write_chart_source(source, directories.back()); !done) return done;
  }
  if (auto done = helm_.package(directories, *output); !done) return done;
  std::error_code ignored;
  fs::remove_all(*work, ignored);
  for (const ChartSource& source : sources) {
    ChartPackage package;
    package.name = source.name;
    package.version = source.version;
    package.file = *output + "/" + package.file_name();
    if (auto done = measure(package); !done) return done;
    generated_[source.identity()] = keep(std::move(package));
  }
  return {};
}

base::Result<void> ChartShelf::package_missing(const std::vector<ChartSource>& sources) {
  std::vector<ChartSource> missing;
  for (const ChartSource& source : sources) {
    if (generated_.count(source.identity()) == 0) missing.push_back(source);
  }
  while (!missing.empty()) {
    // One call makes each file name once: two spaces may have a chart of the same name and version.
    std::set<std::string> names;
    std::vector<ChartSource> now;
    std::vector<ChartSource> later;
    for (ChartSource& source : missing) {
      auto& list = names.insert(source.name + "-" + source.version).second ? now : later;
      list.push_back(std::move(source));
    }
    if (auto done = package_all(now); !done) return done;
    missing = std::move(later);
  }
  return {};
}

base::Result<std::vector<PackagePtr>> ChartShelf::packages(const std::vector<ChartSource>& sources) {
  const std::lock_guard<std::mutex> work(work_);
  if (auto done = package_missing(sources); !done) return done.error();
  std::vector<PackagePtr> result;
  result.reserve(sources.size());
  for (const ChartSource& source : sources) result.push_back(generated_.at(source.identity()));
  return result;
}

base::Result<std::string> ChartShelf::new_upload() { return fresh_directory("uploads"); }

base::Result<PackagePtr> ChartShelf::adopt(const std::string& directory) {
  const std::lock_guard<std::mutex> work(work_);
  auto index = helm_.index(directory, "", true);
  if (!index) return index.error();
  const auto chart = only_chart(*index);
  if (!chart) return base::Error(base::Errc::kInvalidInput, "not a chart");
  ChartPackage package;
  std::tie(package.name, package.version) = *chart;
  package.file = directory + "/chart.tgz";
  if (auto done = measure(package); !done) return done.error();
  std::error_code code;
  if (fs::exists(directory + "/chart.prov", code)) package.provenance = directory + "/chart.prov";
  return keep(std::move(package));
}

base::Result<std::shared_ptr<const std::string>> ChartShelf::index(const std::vector<PackagePtr>& packages,
                                                                   const std::string& url, bool json) {
  std::string key = url + (json ? "\njson" : "\nyaml");
  for (const PackagePtr& package : packages) key += "\n" + package->file_name() + " " + package->digest;
  const std::lock_guard<std::mutex> work(work_);
  if (const auto found = indexes_.find(key); found != indexes_.end()) return found->second;
  auto directory = fresh_directory("work");
  if (!directory) return directory.error();
  if (auto done = base::make_directories(*directory + "/charts", 0755); !done) return done.error();
  std::error_code code;
  for (const PackagePtr& package : packages) {
    fs::create_hard_link(package->file, *directory + "/charts/" + package->file_name(), code);
    if (code) return failed("link " + package->file, code);
  }
  auto text = helm_.index(*directory, url, json);
  fs::remove_all(*directory, code);
  if (!text) return text.error();
  auto kept = std::make_shared<const std::string>(std::move(*text));
  indexes_.emplace(std::move(key), kept);
  return kept;
}

PackagePtr ChartShelf::by_digest(std::string_view digest) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_digest_.find(digest);
  return found == by_digest_.end() ? nullptr : found->second;
}

}  // namespace ngcs::sandbox
