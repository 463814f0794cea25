#include "commands/trace_target.h"

#include "base/text.h"
#include "ngc/helm_url.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using Kind = TraceTarget::Kind;

constexpr std::string_view kOciScheme = "oci://";
constexpr std::size_t kMaxTarget = 1024;
constexpr std::size_t kMaxShown = 200;

Error refusal(std::string text) {
  return {
      Errc::kInvalidInput, std::move(text),
      "name an image (nvcr.io/ORG/NAME), a chart repository (https://helm.ngc.nvidia.com/ORG) or Helm's name for one"};
}

// "org/team/app" of "nvcr.io/org/team/app:1@sha256:…".
std::string path_below_host(std::string_view text) {
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {};
  text.remove_prefix(slash + 1);
  text = text.substr(0, text.find('@'));
  // Only the last part has a tag.
  const std::size_t last = text.rfind('/');
  text = text.substr(0, text.find(':', last == std::string_view::npos ? 0 : last));
  while (!text.empty() && text.back() == '/') text.remove_suffix(1);
  return std::string(text);
}

base::Result<TraceTarget> registry_target(TraceTarget target, std::string_view text) {
  const registry::ServerName server = registry::parse_server(text);
  if (server.kind != registry::ServerKind::kNgc) return refusal("\"" + target.typed + "\" is nothing of NGC");
  target.path = path_below_host(text);
  return target;
}

base::Result<TraceTarget> helm_target(TraceTarget target, base::Result<ngc::HelmUrl> url) {
  if (!url) return std::move(url).error();
  target.kind = Kind::kHelm;
  target.path = url->space.path();
  target.profile = url->profile;
  return target;
}

}  // namespace

base::Result<TraceTarget> parse_trace_target(std::string_view text) {
  text = base::trim(text);
  TraceTarget target;
  target.typed = base::printable(text, kMaxShown);
  if (text.empty() || text.size() > kMaxTarget || !base::valid_utf8(text) || base::has_control(text)) {
    return refusal("that is no image, address or name");
  }
  if (text.starts_with(ngc::kNgcScheme)) {
    target.suite = true;
    return helm_target(std::move(target), ngc::parse_ngc_url(text));
  }
  if (text.starts_with(kOciScheme)) {
    target.kind = Kind::kOciChart;
    return registry_target(std::move(target), text.substr(kOciScheme.size()));
  }
  const std::size_t scheme = text.find("://");
  const std::string_view behind = scheme == std::string_view::npos ? text : text.substr(scheme + 3);
  const std::string_view host = behind.substr(0, behind.find_first_of(":/"));
  if (base::iequals(host, registry::kHelmHost)) {
    const std::string address = (scheme == std::string_view::npos ? "https://" : "") + std::string(text);
    return helm_target(std::move(target), ngc::parse_helm_https_url(address));
  }
  const bool is_name = scheme == std::string_view::npos && text.find('/') == std::string_view::npos;
  if (is_name && !base::iequals(host, registry::kRegistryHost)) {
    target.kind = Kind::kHelm;
    target.repository = std::string(text);
    return target;
  }
  return registry_target(std::move(target), text);
}

}  // namespace ngcs::commands
