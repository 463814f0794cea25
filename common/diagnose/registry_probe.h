// Questions to nvcr.io. Internal to diagnose.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "diagnose/observations.h"
#include "diagnose/recorder.h"
#include "ngc/token.h"

namespace ngcs::diagnose {

// S1: the cold challenge. `endpoint` is set where it can be followed.
[[nodiscard]] Outcome ask_challenge(RecordingTransport& transport, std::optional<ngc::TokenEndpoint>& endpoint);

// A token for `scope` ("" = none), with the key or (nullptr) without; `token` is set where there is one. An answer that
// broke off is asked for once more.
[[nodiscard]] Outcome ask_token(RecordingTransport& transport, const base::Clock& clock,
                                const ngc::TokenEndpoint& endpoint, const secret::SecretString* key,
                                const std::string& scope, std::optional<ngc::Token>& token);

// The list of tags of a repository.
[[nodiscard]] Outcome ask_tags(RecordingTransport& transport, const ngc::Token& token, const std::string& repository,
                               std::vector<std::string>& tags);

// Token for pulling, manifest of `reference` ("" = latest), and the tags where that is missing.
struct ImageQuestion {
  std::string repository;
  std::string reference;
  std::string token_id;     // "T1", "S4"
  std::string manifest_id;  // "T2", "S4"
};
[[nodiscard]] Outcome ask_image(RecordingTransport& transport, const base::Clock& clock,
                                const ngc::TokenEndpoint& endpoint, const secret::SecretString* key,
                                const ImageQuestion& question, Artefact& artefact);

}  // namespace ngcs::diagnose
