// The client's side: why a client does not send the key that would open the target.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/cause.h"
#include "diagnose/local.h"
#include "diagnose/observations.h"
#include "diagnose/situation.h"

namespace ngcs::diagnose {

struct ClientJudgement {
  bool opens = false;          // what the client sends opens the target, as far as was asked
  std::string key;             // label of the key that the service's side is judged by; empty = none known
  std::vector<Cause> causes;   // of a failure, in order
  std::vector<Cause> remarks;  // warnings, nothing fails because of them
};

// `opening` are the labels of keys that open the target; `asked` says whether the service was asked with keys at all.
struct ClientQuestion {
  const Question& question;
  const LocalView& local;
  const Observations& seen;
  std::vector<std::string> opening;
};

[[nodiscard]] ClientJudgement judge_client(const ClientQuestion& asked, const ClientView& client);

// NGC9101 to NGC9106 for a store of the suite that cannot be read; empty for other errors.
[[nodiscard]] std::string store_code(const base::Error& error);

}  // namespace ngcs::diagnose
