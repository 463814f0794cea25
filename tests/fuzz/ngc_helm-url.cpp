// ngc:// addresses and web addresses of charts: what is understood lies on NGC's Helm host and is understood the same
// way again; ranges of versions.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/check.h"
#include "http/url.h"
#include "ngc/helm_url.h"
#include "ngc/semver.h"

namespace {

using namespace ngcs;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_place(const ngc::HelmUrl& place) {
  const auto url = http::Url::parse(place.https_url());
  check(url.has_value());
  check(url->host() == "helm.ngc.nvidia.com" && http::may_receive_key(*url) && url->query().empty());
  const auto web = ngc::parse_helm_https_url(place.https_url());
  check(web && web->space == place.space && web->kind == place.kind && web->file == place.file);
  const auto repository = ngc::parse_ngc_url(place.repository());
  check(repository && repository->space == place.space && repository->profile == place.profile);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string& whole : {std::string(text), "ngc://" + std::string(text)}) {
    if (const auto place = ngc::parse_ngc_url(whole)) check_place(*place);
  }
  if (const auto place = ngc::parse_helm_https_url("https://helm.ngc.nvidia.com/" + std::string(text))) {
    check_place(*place);
  }
  const auto version = ngc::Version::parse(text);
  if (version) check(ngc::compare(*version, *version) == 0);
  if (const auto range = ngc::VersionRange::parse(text)) {
    for (const char* one : {"0.0.0", "1.2.3", "1.2.3-rc.1", "99.0.0"}) {
      (void)range->contains(*ngc::Version::parse(one));
    }
  }
  return 0;
}
