// Once more, where trying again can help: a connection that broke, 429, 5xx.
#pragma once

#include <functional>

#include "base/error.h"
#include "http/retry.h"

namespace ngcs::migrate {

// Connection loss, no answer in time, 429 and 5xx; never a refusal, a wrong content or a full disk.
[[nodiscard]] bool may_pass(const base::Error& error) noexcept;

// Waits grow as in http/retry.h; a Retry-After that came with the failure is kept to.
class Patience {
 public:
  explicit Patience(std::function<void(int ms)> sleep) : sleep_(std::move(sleep)) {}

  // An answer that asks for more time than the usual wait.
  void heed(const http::Response& response, std::int64_t now);

  // `once` answers a Result. At most kMaxTries tries.
  template <typename Once>
  auto with(const Once& once) {
    for (int tries = 1;; ++tries) {
      wanted_s_ = 0;
      auto outcome = once();
      if (outcome || tries == http::kMaxTries || !may_pass(outcome.error())) return outcome;
      wait(tries);
    }
  }

 private:
  void wait(int tries);

  std::function<void(int ms)> sleep_;
  int wanted_s_ = 0;
};

}  // namespace ngcs::migrate
