#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/fd.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/progress.h"
#include "commands/access.h"
#include "commands/chart_archive.h"
#include "commands/chart_commands.h"
#include "commands/chart_reference.h"
#include "commands/work_directory.h"
#include "http/url.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr int kDownloadMs = 3600 * 1000;

// Where one version's archive lies.
struct Place {
  std::optional<ngc::HelmUrl> ours;  // on helm.ngc.nvidia.com
  std::string foreign;               // an https URL elsewhere: asked without a key
  std::string file;                  // the archive's name
};

base::Result<Place> place_of(const registry::Space& space, const ngc::IndexedVersion& version) {
  const std::string url = version.urls.empty() ? std::string() : version.urls.front();
  Place place;
  if (url.starts_with(ngc::kNgcScheme) || url.starts_with("https://")) {
    auto parsed = url.starts_with(ngc::kNgcScheme) ? ngc::parse_ngc_url(url) : ngc::parse_helm_https_url(url);
    if (parsed && parsed->kind == ngc::HelmUrl::Kind::kChart) {
      place.file = parsed->file;
      place.ours = std::move(*parsed);
      return place;
    }
    if (url.starts_with("https://")) {
      const auto elsewhere = http::Url::parse(url);
      if (elsewhere) {
        place.foreign = url;
        place.file = elsewhere->path().substr(elsewhere->path().rfind('/') + 1);
      }
    }
  } else if (url.starts_with("charts/")) {
    place.file = url.substr(7);
    ngc::HelmUrl where;
    where.space = space;
    where.kind = ngc::HelmUrl::Kind::kChart;
    where.file = place.file;
    place.ours = std::move(where);
  }
  // The name becomes a file here: it is held to the narrow form whoever said it.
  if ((!place.ours && place.foreign.empty()) || !ngc::is_chart_file(place.file)) {
    return Error(Errc::kUnexpected,
                 "the index names no place that charts are fetched from: " + base::printable(url, 200));
  }
  return place;
}

// A file below a directory of ours, with the user's own mode.
base::Result<base::UniqueFd> new_file(const std::string& path) {
  base::UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd || ::fchmod(fd.get(), 0666 & ~base::users_umask()) != 0) {
    return base::errno_error(errno, "cannot write " + base::printable(path, 512));
  }
  return fd;
}

// One run for one chart.
class Fetch {
 public:
  Fetch(commands::Session& session, cli::Output& output, Access& access, const FetchOptions& options)
      : session_(session), output_(output), access_(access), options_(options) {}

  base::Result<json::Value> run(const ChartReference& chart);

 private:
  base::Result<ngc::IndexedVersion> choose(const ChartReference& chart);
  ngc::HelmRepository repository(cli::Progress* progress);
  base::Result<std::string> download(const Place& place, const std::string& path);
  base::Result<bool> download_provenance(const Place& place, const std::string& path);
  base::Result<void> verify(const std::string& path);
  base::Result<std::string> put(const std::string& from, const std::string& file);

  commands::Session& session_;
  cli::Output& output_;
  Access& access_;
  const FetchOptions& options_;
};

base::Result<ngc::IndexedVersion> Fetch::choose(const ChartReference& chart) {
  const std::string wanted = chart.version.empty() ? options_.version.value_or("") : chart.version;
  const auto index = access_.helm().charts(chart.space, access_.helm_access());
  if (!index) return access_.explain(index.error());
  const auto* versions = index->versions(chart.name);
  if (versions == nullptr || versions->empty()) {
    return Error(Errc::kNotFound, "the index of " + chart.space.path() + " has no chart " + chart.name,
                 session_.command("list '" + chart.space.path() + "/*'"));
  }
  const auto found = index->find(chart.name, wanted, options_.devel);
  if (!found) return Error(Errc::kUsage, found.error().message, found.error().hint);
  if (*found == nullptr) {
    const std::string hint = wanted.empty() ? "only prereleases are there; --devel takes them"
                                            : session_.command("versions " + chart.path());
    return Error(Errc::kNotFound, "no version of " + chart.path() + (wanted.empty() ? "" : " fits " + wanted), hint);
  }
  return **found;
}

ngc::HelmRepository Fetch::repository(cli::Progress* progress) {
  ngc::HelmOptions helm;
  helm.total_timeout_ms = kDownloadMs;
  if (progress != nullptr) {
    helm.progress = [progress](std::uint64_t done, std::uint64_t total) { progress->update(done, total); };
  }
  return access_.helm(std::move(helm));
}

base::Result<std::string> Fetch::download(const Place& place, const std::string& path) {
  auto fd = new_file(path);
  if (!fd) return std::move(fd).error();
  cli::Progress progress(session_.err, place.file, !output_.json(), session_.clock);
  auto helm = repository(&progress);
  const auto file = place.ours ? helm.file(*place.ours, access_.helm_access(), fd->get())
                               : helm.foreign_file(place.foreign, fd->get());
  if (file) return file->sha256;
  return place.ours ? access_.explain(file.error()) : file.error();
}

base::Result<bool> Fetch::download_provenance(const Place& place, const std::string& path) {
  auto fd = new_file(path);
  if (!fd) return std::move(fd).error();
  auto helm = repository(nullptr);
  if (!place.ours) {
    const auto got = helm.foreign_file(place.foreign + ".prov", fd->get());
    if (!got && got.error().code != Errc::kNotFound) return got.error();
    return got.has_value();
  }
  ngc::HelmUrl where = *place.ours;
  where.kind = ngc::HelmUrl::Kind::kProvenance;
  where.file += ".prov";
  const auto got = helm.file(where, access_.helm_access(), fd->get());
  if (!got && got.error().detail != 404) return access_.explain(got.error());
  return got.has_value();
}

base::Result<void> Fetch::verify(const std::string& path) {
  std::vector<std::string> words = {"verify", path};
  if (options_.keyring) words.insert(words.end(), {"--keyring", *options_.keyring});
  if (auto verified = run_helm(session_, words); !verified) return std::move(verified).error();
  return {};
}

// Gives a finished file its place: whole or not at all, in the place of an older one.
base::Result<std::string> Fetch::put(const std::string& from, const std::string& file) {
  std::string target = options_.directory + "/" + file;
  if (options_.directory == ".") target = file;
  if (::rename(from.c_str(), target.c_str()) != 0) {
    return base::errno_error(errno, "cannot write " + base::printable(target, 512));
  }
  return target;
}

base::Result<json::Value> Fetch::run(const ChartReference& chart) {
  const auto version = choose(chart);
  if (!version) return version.error();
  const auto place = place_of(chart.space, *version);
  if (!place) return place.error();
  // Beside its place, so that the last step is a rename.
  auto work = WorkDirectory::make_in(options_.directory, ".ngc-fetch-");
  if (!work) return std::move(work).error();
  const std::string archive = work->path() + "/" + place->file;
  const auto digest = download(*place, archive);
  if (!digest) return digest.error();
  if (!version->digest.empty() && *digest != version->digest) {
    return Error(Errc::kUnexpected,
                 place->file + " is not what the index describes: its SHA-256 is " + *digest + ", the index says " +
                     version->digest + "; nothing was kept",
                 "try again; if it stays so, the chart or the connection was tampered with");
  }
  if (version->digest.empty()) output_.warn("no-digest", "the index gives no digest for " + place->file);
  if (version->deprecated) output_.warn("deprecated", chart.path() + " is marked as deprecated");

  json::Value data = {{"repository", chart.path()},
                      {"version", base::printable(version->version)},
                      {"digest", "sha256:" + *digest},
                      {"checked", !version->digest.empty()},
                      {"file", nullptr},
                      {"provenance", nullptr},
                      {"directory", nullptr},
                      {"verified", options_.verify}};
  const std::string provenance = archive + ".prov";
  bool has_provenance = false;
  if (options_.provenance || options_.verify) {
    const auto got = download_provenance(*place, provenance);
    if (!got) return got.error();
    has_provenance = *got;
    if (!has_provenance && options_.verify) {
      return Error(Errc::kNotFound, "there is no signature of " + place->file + ", so it cannot be verified");
    }
    if (!has_provenance) output_.warn("no-provenance", "there is no signature of " + place->file);
  }
  if (options_.verify) {
    if (auto verified = verify(archive); !verified) return verified.error();
  }
  if (options_.unpack) {
    const base::UniqueFd fd(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return base::errno_error(errno, "cannot read " + base::printable(archive, 512));
    auto top = unpack_chart(fd.get(), options_.directory);
    if (!top) return std::move(top).error();
    const std::string where = options_.directory == "." ? *top : options_.directory + "/" + *top;
    output_.line(chart.path() + ":" + base::printable(version->version) + " -> " + where + "/");
    data["directory"] = where;
    return data;
  }
  if (has_provenance) {
    auto put_there = put(provenance, place->file + ".prov");
    if (!put_there) return std::move(put_there).error();
    data["provenance"] = *put_there;
  }
  auto put_there = put(archive, place->file);
  if (!put_there) return std::move(put_there).error();
  data["file"] = *put_there;
  output_.line(chart.path() + ":" + base::printable(version->version) + " -> " + *put_there);
  return data;
}

}  // namespace

cli::ExitCode run_fetch(commands::Session& session, cli::Output& output, const FetchOptions& options) {
  std::vector<ChartReference> charts;
  for (const std::string& text : options.charts) {
    auto chart = parse_chart_reference(text);
    if (!chart) return output.fail("fetch", chart.error());
    if (!chart->version.empty() && options.version) {
      return output.fail("fetch",
                         Error(Errc::kUsage, "the version is given twice", "leave --version or the colon out"));
    }
    charts.push_back(std::move(*chart));
  }
  json::Value data = {{"charts", json::Value::array()}};
  Accesses accesses(session, output, options.profile);
  for (const ChartReference& chart : charts) {
    const auto access = accesses.of(chart.space);
    if (!access) return output.fail("fetch", access.error(), std::move(data));
    auto fetched = Fetch(session, output, **access, options).run(chart);
    if (!fetched) return output.fail("fetch", fetched.error(), std::move(data));
    data["charts"].push_back(std::move(*fetched));
  }
  return output.succeed("fetch", std::move(data));
}

}  // namespace ngcs::helm_ngc
