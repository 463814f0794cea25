// From everything that was seen to one verdict.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "diagnose/cause.h"
#include "diagnose/local.h"
#include "diagnose/observations.h"
#include "diagnose/service_cause.h"

namespace ngcs::diagnose {

struct DecideOptions {
  Licence licence = Licence::kNotSaid;
  bool offline = false;
  bool no_key = false;
  // What the command line alone shows: NGC1209, NGC2303 …
  std::vector<Cause> typed_causes;
  std::vector<Cause> typed_remarks;
};

struct Diagnosis {
  Cause verdict;               // always set; NGC8301, NGC8302 where all is well
  std::vector<Cause> then;     // obstacles behind it
  std::vector<Cause> remarks;  // warnings and information
  std::string key;             // label of the key that the service's side was judged by
};

[[nodiscard]] Diagnosis decide(const Question& question, const LocalView& local, const Observations& seen,
                               const DecideOptions& options);

// Rule 15.
[[nodiscard]] cli::ExitCode exit_code_of(const Diagnosis& diagnosis, const DecideOptions& options);

}  // namespace ngcs::diagnose
