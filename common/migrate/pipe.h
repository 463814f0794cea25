// The bytes of one blob on their way from the source to the target: a bounded buffer between the thread that downloads
// and the one that uploads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ngcs::migrate {

class Pipe {
 public:
  static constexpr std::size_t kRoom = std::size_t{1} << 20;

  // `size` bytes will come.
  explicit Pipe(std::uint64_t size) : size_(size) {}

  // The download's side. put() waits for room; false = the other side has given up, or more than `size` bytes came.
  [[nodiscard]] bool put(std::string_view piece);
  // Everything came and was found right.
  void finish();
  void fail(base::Error error);

  // The upload's side. Waits until the first bytes, the end or the failure are there.
  [[nodiscard]] base::Result<void> wait_for_start();
  // The last byte is held back until finish(): an upload whose content is wrong never becomes complete.
  [[nodiscard]] base::Result<std::size_t> take(char* into, std::size_t room);
  // Nobody reads on.
  void give_up();
  // After the upload has ended early: why the download failed, where it did.
  [[nodiscard]] std::optional<base::Error> failure();

 private:
  const std::uint64_t size_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of what is left in the buffer
  std::uint64_t came_ = 0;   // bytes put
  std::uint64_t taken_ = 0;  // bytes taken
  bool finished_ = false;
  bool given_up_ = false;
  std::optional<base::Error> error_;
};

}  // namespace ngcs::migrate
