// Which key each client would get for nvcr.io, and from where. Nothing is asked over the network.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/session.h"
#include "json/value.h"
#include "key/key.h"

namespace ngcs::commands {

struct ClientReport {
  std::string client;                 // "docker", "podman", "helm"
  std::string file;                   // that decides; empty where none does
  std::string via;                    // "helper", "other-helper", "credentials-store", "plain", "downloader", "nothing"
  std::string helper;                 // program name where a helper answers
  std::string key;                    // "K1"; empty = none, or not known to us
  std::string source;                 // where the helper takes it from: "profile acme", "NGC_API_KEY"
  std::string text;                   // the same in one line
  std::vector<std::string> problems;  // what shadows what, what does not work; one line each
};

[[nodiscard]] ClientReport report_docker(const Session& session, key::EqualityClasses& keys);
// podman, buildah and skopeo read the same files.
[[nodiscard]] ClientReport report_podman(const Session& session, key::EqualityClasses& keys);

// Helm's repositories of NGC. Nothing where Helm is not in use here: no repositories.yaml, no plugin of ours.
[[nodiscard]] std::optional<ClientReport> report_helm(const Session& session, key::EqualityClasses& keys);

[[nodiscard]] json::Value client_json(const ClientReport& report);

// "profile acme (default profile)", "NGC_API_KEY in the environment" …
[[nodiscard]] std::string source_text(const auth::Source& source);

}  // namespace ngcs::commands
