// Questions to helm.ngc.nvidia.com. Internal to diagnose.
#pragma once

#include <string>

#include "diagnose/observations.h"
#include "diagnose/recorder.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::diagnose {

struct IndexQuestion {
  registry::Space space;
  std::string chart;    // empty = only whether the index opens; its beginning is enough then
  std::string version;  // empty = the newest
  bool devel = false;
};

// The index, with the key or (nullptr) without.
[[nodiscard]] Outcome ask_index(RecordingTransport& transport, const secret::SecretString* key,
                                const IndexQuestion& question, Artefact& artefact);

// Whether the service hands out a chart's file, with the key; its redirect to a file host counts as yes and is not
// followed. kNotAsked where it does not answer HEAD.
[[nodiscard]] Outcome ask_chart_file(RecordingTransport& transport, const secret::SecretString& key,
                                     const registry::Space& space, const std::string& file);

}  // namespace ngcs::diagnose
