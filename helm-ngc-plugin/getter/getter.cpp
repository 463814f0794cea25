#include "getter/getter.h"

#include <unistd.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/progress.h"
#include "getter/request.h"
#include "getter/spool.h"
#include "http/curl_transport.h"
#include "ngc/helm_repository.h"
#include "secret_service/stores.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using ngc::HelmUrl;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

class Getter {
 public:
  Getter(const GetterRequest& request, const GetterKey& key, int timeout_ms, const GetterParts& parts)
      : request_(request),
        key_(key),
        parts_(parts),
        debug_(parts.environment.get("HELM_DEBUG") == "true"),
        progress_(parts.err, request.url.kind == HelmUrl::Kind::kIndex ? "index" : request.url.file, true, parts.clock),
        repository_(parts.transport(request.ca_file), parts.clock, options(timeout_ms)) {}

  Result<void> run() {
    for (const std::string& warning : key_.warnings) say(warning);
    if (request_.client_certificate) say("NGC takes no client certificates: --cert-file and --key-file are not used");
    debug(request_.url.https_url() + " with " + key_.source);
    return request_.url.kind == HelmUrl::Kind::kIndex ? index() : file();
  }

 private:
  ngc::HelmOptions options(int timeout_ms) {
    ngc::HelmOptions options;
    if (parts_.paths) options.cache_dir = ngc::helm_cache_dir(*parts_.paths);
    options.total_timeout_ms = timeout_ms;
    options.run = parts_.run;
    options.progress = [this](std::uint64_t done, std::uint64_t total) { progress_.update(done, total); };
    return options;
  }

  [[nodiscard]] ngc::HelmAccess access() const { return {key_.user, key_.key ? &*key_.key : nullptr}; }

  Result<void> index() {
    const auto fetched = repository_.index(request_.url, access());
    progress_.finish();
    if (!fetched) return fetched.error();
    using From = ngc::FetchedIndex::From;
    debug(fetched->from == From::kService     ? "a new index"
          : fetched->from == From::kUnchanged ? "the index is unchanged"
                                              : "the index that this run of Helm has just got");
    return base::write_all(parts_.out, fetched->json);
  }

  // Helm does not compare a chart with the index, so nothing of it leaves before that is done.
  Result<void> file() {
    const auto spool = open_spool(parts_.environment);
    if (!spool) return spool.error();
    const auto fetched = repository_.file(request_.url, access(), spool->get());
    progress_.finish();
    if (!fetched) return fetched.error();
    if (request_.url.kind == HelmUrl::Kind::kChart) {
      if (auto checked = compare(fetched->sha256); !checked) return checked;
    }
    return copy_all(spool->get(), parts_.out);
  }

  Result<void> compare(const std::string& sha256) {
    const auto listed = repository_.verify(request_.url, sha256, access());
    progress_.finish();
    if (!listed) return listed.error();
    switch (*listed) {
      case ngc::HelmRepository::Listed::kMatches:
        debug("sha256 " + sha256 + " is the index's");
        return {};
      case ngc::HelmRepository::Listed::kNoDigest:
        say("the index of " + request_.url.repository() + " has no digest for " + request_.url.file +
            ": it is handed on unchecked");
        return {};
      case ngc::HelmRepository::Listed::kDiffers:
        break;
    }
    return Error(Errc::kDamaged,
                 request_.url.file + " has sha256 " + sha256 + ", the index of " + request_.url.repository() +
                     " lists another: nothing of it is handed on",
                 "try again; if it stays so, tell the publisher of the chart");
  }

  void say(std::string_view text) {
    progress_.finish();
    std::fprintf(parts_.err, "helm-ngc: %s\n", base::printable(text, 1024).c_str());
  }
  void debug(std::string_view text) {
    if (debug_) say(text);
  }

  const GetterRequest& request_;
  const GetterKey& key_;
  const GetterParts& parts_;
  bool debug_;
  cli::Progress progress_;
  ngc::HelmRepository repository_;
};

// One line: Helm's own words follow, and they name no cause.
int report(std::FILE* err, const Error& error) {
  std::string line = base::printable(error.message, 1024);
  if (!error.hint.empty()) line += "; " + base::printable(error.hint, 512);
  std::fprintf(err, "helm-ngc: error: %s\n", line.c_str());
  return error.code == Errc::kUsage ? kUsage : kFailed;
}

}  // namespace

int get(const std::vector<std::string>& words, const GetterParts& parts) {
  const auto request = parse_request(words);
  if (!request) return report(parts.err, request.error());
  const auto timeout_ms = total_timeout_ms(parts.environment);
  if (!timeout_ms) return report(parts.err, timeout_ms.error());
  const auto key = choose_key(request->url, parts);
  if (!key) return report(parts.err, key.error());
  Getter getter(*request, *key, *timeout_ms, parts);
  const auto done = getter.run();
  return done ? 0 : report(parts.err, done.error());
}

int run_getter(int argc, char** argv) {
  if (auto hardened = base::harden_process(); !hardened) return report(stderr, hardened.error());
  const base::ProcessEnvironment environment;
  const base::SystemClock clock;
  const base::Result<base::Paths> paths = base::resolve_paths(environment);
  secret_service::Stores stores(environment, clock, {});
  std::unique_ptr<http::Transport> transport;
  const GetterParts parts{environment,
                          paths,
                          clock,
                          stores,
                          [&transport](const std::string& ca_file) -> http::Transport& {
                            transport = http::make_curl_transport({ca_file});
                            return *transport;
                          },
                          STDOUT_FILENO,
                          stderr,
                          ngc::run_of_parent()};
  constexpr int kBefore = 2;  // the program and "getter"
  return get(argc > kBefore ? std::vector<std::string>(argv + kBefore, argv + argc) : std::vector<std::string>(),
             parts);
}

}  // namespace ngcs::helm_ngc
