// SHA-256, piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ngcs::ngc {

class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void update(std::string_view piece);
  // 64 lower-case hex digits. Ends the computation.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The digest of an index as 64 lower-case hex digits: "sha256:" is taken off; empty where it is anything else.
[[nodiscard]] std::string normal_digest(std::string_view digest);

}  // namespace ngcs::ngc
