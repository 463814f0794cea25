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

}  // namespace ngcs::diagnose
