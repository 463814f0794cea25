// Phases N, S, K, U and T of the probe tree: asks the service, concludes nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "diagnose/input.h"
#include "diagnose/observations.h"
#include "diagnose/recorder.h"
#include "http/transport.h"

namespace ngcs::diagnose {

struct ProbePlan {
  Target target;
  bool push = false;
  bool with_keys = true;
  bool devel = false;
  std::string main_key;  // label of the key that all questions are asked about; the others: login and target only
};

struct ProbeTools {
  // A transport of its own for each thread.
  std::function<std::unique_ptr<http::Transport>()> transport;
  const base::Clock& clock;
  std::function<void(int ms)> sleep;
};

// Fills `seen.controls`, then the outcomes of `seen.keys`. Anonymous questions first, all hosts at the same time; then
// the keys. Nothing is thrown away when the time is over: what was not asked stays kNotAsked.
void ask_controls(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen);
void ask_with_keys(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen);

// After a repair: what was answered about a key before is kept, under the label that the key has now, with everything
// that needs no key; then the failing check is repeated, login and target with the main key.
void keep_answers(Observations&& before, Observations& seen);
void ask_again(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen);

}  // namespace ngcs::diagnose
