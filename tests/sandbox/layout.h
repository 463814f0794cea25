// What the two halves of the sandbox agree on: names, addresses and files inside the namespaces.
//
// The runner (runner/) makes the namespaces, the throw-away CA, the registry and the docker daemon, and starts
// `ngc-sandbox service`; the service (service/) serves the fronts and everything that `ngc-sandbox set` can change.
#pragma once

#include <array>
#include <string_view>

namespace ngcs::sandbox {

struct Host {
  std::string_view name;
  std::string_view address;  // on `lo`; TEST-NET-3, since dockerd takes 127.0.0.0/8 for insecure registries
};

inline constexpr std::array<Host, 6> kHosts = {{
    {"nvcr.io", "203.0.113.10"},
    {"layers.nvcr.io", "203.0.113.11"},
    {"authn.nvidia.com", "203.0.113.12"},
    {"api.ngc.nvidia.com", "203.0.113.13"},
    {"helm.ngc.nvidia.com", "203.0.113.14"},
    {"xfiles.ngc.nvidia.com", "203.0.113.15"},  // signed downloads
}};

// A host that is none of NGC's: every name under .example resolves here once a world names it (foreign realm,
// redirect).
inline constexpr std::string_view kForeignAddress = "203.0.113.50";
inline constexpr std::string_view kForeignName = "foreign.example";  // always in the hosts file
inline constexpr std::string_view kBlackholeAddress = "203.0.113.60";
inline constexpr std::string_view kProxyAddress = "203.0.113.70";
inline constexpr int kProxyPort = 3128;
inline constexpr std::string_view kSinkholeAddress = "192.168.203.1";  // private, on `lo`, nothing of NGC answers

// Everything of a running sandbox, on the private /run.
inline constexpr std::string_view kRunDir = "/run/ngc-sandbox";
inline constexpr std::string_view kControlSocket = "/run/ngc-sandbox/control.sock";
inline constexpr std::string_view kWorldFile = "/run/ngc-sandbox/world.json";  // the world given to `run`
inline constexpr std::string_view kLogFile = "/run/ngc-sandbox/log.jsonl";
inline constexpr std::string_view kHostsFile = "/run/ngc-sandbox/hosts";  // bound over /etc/hosts; rewritten in place
// tls/HOST.pem (chain) and tls/HOST.key for each host of kHosts and "foreign" (SANs foreign.example, *.foreign.example,
// *.example, which OpenSSL and curl do not accept, and each name under .example in the world given to `run`); besides,
// for each host, tls/HOST.expired.pem|key, tls/HOST.wrong-name.pem|key, tls/HOST.unknown-ca.pem|key.
inline constexpr std::string_view kTlsDir = "/run/ngc-sandbox/tls";
inline constexpr std::string_view kRegistryUrlHost =
    "127.0.0.1";  // the real registry, plain HTTP, never seen by clients
inline constexpr int kRegistryPort = 5000;

// How the runner starts the service: `ngc-sandbox service --run-dir /run/ngc-sandbox [--helm kHelmProgram] --ready-fd
// 1`, as the owner of kRunDir (0755), with every file above except kControlSocket and kLogFile in place, all addresses
// above on `lo`, and the registry answering. Its stdout is a pipe: the service writes the line "ready\n" there once
// every front and the control socket accept connections. Its stderr goes to kServiceLog; what stands there last is
// shown when the service ends early. At the end of COMMAND it gets SIGTERM, closes kLogFile, and ends within a second.
inline constexpr std::string_view kServiceLog = "/run/ngc-sandbox/service.log";
inline constexpr std::string_view kRegistryDir = "/run/ngc-sandbox/registry";  // storage of the real registry
inline constexpr std::string_view kRegistryLog = "/run/ngc-sandbox/registry.log";
inline constexpr std::string_view kDockerdLog = "/run/ngc-sandbox/dockerd.log";
// The Helm of this machine, where there is one: not on PATH, so that COMMAND finds its own or none.
inline constexpr std::string_view kHelmProgram = "/run/ngc-sandbox/tools/helm";
inline constexpr std::string_view kBinDir = "/run/ngc-sandbox/bin";  // holds ngc-sandbox; last entry of PATH

}  // namespace ngcs::sandbox
