// Everything that a diagnosis has seen, before anything is concluded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "diagnose/hygiene.h"
#include "diagnose/input.h"
#include "diagnose/outcome.h"
#include "diagnose/recorder.h"
#include "entitlement/facts.h"
#include "key/key.h"
#include "secret/secret_string.h"

namespace ngcs::diagnose {

// What an answer to a request for the artefact showed besides its status.
struct Artefact {
  bool space_readable = false;  // the index or the tag list could be read
  bool exists = false;          // the image's repository, or the chart
  bool version_exists = false;  // the tag, digest or version
  bool only_prereleases = false;
  std::string file;                   // of the chart's version, where the index says that it lies beside it
  std::vector<std::string> names;     // charts of the index; nearest first where one was asked for
  std::vector<std::string> versions;  // tags or versions
};

// One key and what the service says to it.
struct KeyView {
  std::string label;         // "K1"
  secret::SecretString key;  // as it would be sent, mended where that is possible
  key::Kind kind = key::Kind::kUnknown;
  std::vector<std::string> sources;  // "profile acme in the vault", "~/.docker/config.json auths[nvcr.io]"
  bool sendable = true;              // false: it is not a key at all, or one that is sent nowhere
  Outcome login;                     // K2: the exchange that docker login makes
  Outcome caller;                    // K1: introspection, or the exchange of a legacy key
  Outcome target;                    // T1 to T3
  Outcome public_index;              // T4
  Outcome api;                       // T5
  Outcome push;                      // T7
  Outcome record;                    // T7: the chart's record
  Artefact artefact;
  std::optional<entitlement::Facts> facts;

  // accepted, rejected (both questions answered 401), or could not check.
  [[nodiscard]] std::optional<bool> valid() const {
    if (login.ok() || caller.ok()) return true;
    if (login.kind == Outcome::Kind::kUnauthorized && caller.kind == Outcome::Kind::kUnauthorized) return false;
    return std::nullopt;
  }
};

struct Controls {
  Outcome registry;      // S1
  Outcome public_image;  // S2
  Outcome public_index;  // S3
  Outcome target;        // S4, without a key
  Outcome api;           // S6
  Outcome blobs;         // the blob host, without a key; for images only
  Artefact artefact;     // of S4
};

struct Observations {
  Controls controls;
  std::vector<KeyView> keys;
  std::optional<std::int64_t> skew_s;        // local clock minus the service's
  std::optional<std::int64_t> service_time;  // seconds since 1970
  bool asked_service = false;                // false: --offline
  bool crashed = false;                      // a check ended with an internal error (NGC0001)
  bool asked_with_key = false;               // false: --no-key, or no key that may be sent

  [[nodiscard]] const KeyView* key(std::string_view label) const {
    for (const KeyView& one : keys) {
      if (one.label == label) return &one;
    }
    return nullptr;
  }
};

}  // namespace ngcs::diagnose
