#include "runner/child_env.h"

#include <algorithm>
#include <array>

#include "layout.h"

namespace ngcs::sandbox {

namespace {

constexpr std::string_view kBundle = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::string_view kCertificateDirectory = "/etc/ssl/certs";
constexpr std::string_view kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// What is set here is made to point at the private bundle; what is not set stays unset, so that a tool's own default
// (the system's bundle) is what a story sees.
constexpr std::array<std::string_view, 13> kBundleVariables = {
    "SSL_CERT_FILE",      "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO",
    "PIP_CERT",           "AWS_CA_BUNDLE",
    "NIX_SSL_CERT_FILE",  "NODE_EXTRA_CA_CERTS",
    "HTTPLIB2_CA_CERTS",  "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "CARGO_HTTP_CAINFO",  "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
    "BUNDLE_SSL_CA_CERT",
};
constexpr std::array<std::string_view, 2> kCertificateDirectoryVariables = {"SSL_CERT_DIR", "GIT_SSL_CAPATH"};

constexpr std::array<std::string_view, 11> kScrubbedPrefixes = {
    "NGC_",  "DOCKER_",   "CONTAINERS_", "_CONTAINERS_", "PODMAN_", "BUILDAH_",
    "HELM_", "REGISTRY_", "STORAGE_",    "XDG_",         "DBUS_",
};

constexpr std::array<std::string_view, 19> kScrubbedNames = {
    "CONTAINER_HOST",
    "CONTAINER_SSHKEY",
    "CONTAINER_CONNECTION",
    "KUBECONFIG",
    "NETRC",
    "KRB5CCNAME",
    "SSH_AUTH_SOCK",
    "GPG_AGENT_INFO",
    "GNOME_KEYRING_CONTROL",
    "PASSWORD_STORE_DIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "CREDENTIALS_DIRECTORY",
    "NOTIFY_SOCKET",
    "LISTEN_FDS",
    "LISTEN_PID",
    "TMPDIR",
    "OLDPWD",
};

constexpr std::array<std::string_view, 5> kProxyNames = {"http_proxy", "https_proxy", "ftp_proxy", "all_proxy",
                                                         "no_proxy"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

template <typename Container>
bool contains(const Container& container, std::string_view value) {
  return std::find(container.begin(), container.end(), value) != container.end();
}

}  // namespace

EnvMap to_env_map(const char* const* environment) {
  EnvMap map;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    map.insert_or_assign(std::string(entry.substr(0, equals)), std::string(entry.substr(equals + 1)));
  }
  return map;
}

std::vector<std::string> to_env_list(const EnvMap& environment) {
  std::vector<std::string> list;
  list.reserve(environment.size());
  for (const auto& [name, value] : environment) {
    std::string& entry = list.emplace_back(name);
    entry += '=';
    entry += value;
  }
  return list;
}

bool is_scrubbed(std::string_view name) {
  // Where Helm's plugins are is no state of the user's: the plugins stay reachable (share_plan.h).
  if (name == "HELM_PLUGINS") return false;
  if (contains(kScrubbedNames, name) || contains(kProxyNames, lower(name))) return true;
  return std::any_of(kScrubbedPrefixes.begin(), kScrubbedPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

EnvMap child_environment(const EnvMap& caller) {
  EnvMap result;
  for (const auto& [name, value] : caller) {
    if (is_scrubbed(name)) continue;
    if (contains(kBundleVariables, name)) {
      result.emplace(name, kBundle);
    } else if (contains(kCertificateDirectoryVariables, name)) {
      result.emplace(name, kCertificateDirectory);
    } else {
      result.emplace(name, value);
    }
  }
  std::string& path = result["PATH"];
  if (path.empty()) path = kDefaultPath;
  path += ':';
  path += kBinDir;
  return result;
}

}  // namespace ngcs::sandbox
