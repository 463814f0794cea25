// The only type that holds keys, tokens and passwords.
//
// Move-only, own heap buffer (no small-string copies), wiped on destruction, shrink and growth. It cannot be printed,
// compared with `<`, converted or put into JSON. Its content is reachable only through reveal(), a word one can search
// for. Not guaranteed: that the kernel never swaps it out; that libraries given the content wipe their copies.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace ngcs::secret {

class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view content) { append(content); }
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString&& other) noexcept;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;
  ~SecretString();

  void append(std::string_view content);
  void push_back(char c) { append(std::string_view(&c, 1)); }
  void reserve(std::size_t capacity);
  // Keeps the first `size` bytes, wipes the rest. `size` must not exceed size().
  void truncate(std::size_t size) noexcept;
  void clear() noexcept { truncate(0); }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  // Valid until the next change of this object. Followed by a NUL byte, for C interfaces.
  [[nodiscard]] std::string_view reveal() const noexcept;
  [[nodiscard]] const char* reveal_c_str() const noexcept;

  // An explicit second copy.
  [[nodiscard]] SecretString copy() const { return SecretString(reveal()); }

  // Constant time for equal lengths.
  [[nodiscard]] bool operator==(const SecretString& other) const noexcept;

 private:
  void release() noexcept;

  char* data_ = nullptr;  // capacity_ + 1 bytes, always NUL-terminated
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Everything readable from `fd`, at most `limit` bytes; more is kTooLarge.
[[nodiscard]] base::Result<SecretString> read_secret(int fd, std::size_t limit);

// Overwrites memory in a way the compiler keeps.
void wipe(void* data, std::size_t size) noexcept;

}  // namespace ngcs::secret
