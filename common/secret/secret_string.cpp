#include "secret/secret_string.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "base/file.h"

namespace ngcs::secret {

void wipe(void* data, std::size_t size) noexcept {
  if (data != nullptr && size != 0) ::explicit_bzero(data, size);
}

SecretString::SecretString(SecretString&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
  }
  return *this;
}

SecretString::~SecretString() { release(); }

void SecretString::release() noexcept {
  if (data_ == nullptr) return;
  wipe(data_, capacity_ + 1);
  delete[] data_;
  data_ = nullptr;
  size_ = 0;
  capacity_ = 0;
}

void SecretString::reserve(std::size_t capacity) {
  if (capacity <= capacity_ && data_ != nullptr) return;
  char* grown = new char[capacity + 1];
  if (size_ != 0) std::memcpy(grown, data_, size_);
  // The whole buffer is defined, so that wiping and copying never touch what the heap left there.
  std::memset(grown + size_, 0, capacity + 1 - size_);
  const std::size_t size = size_;
  release();
  data_ = grown;
  size_ = size;
  capacity_ = capacity;
}

void SecretString::append(std::string_view content) {
  if (content.empty()) return;
  if (content.size() > capacity_ - size_) {
    const std::size_t needed = size_ + content.size();
    const std::size_t grown = std::max(needed, std::max<std::size_t>(capacity_ * 2, 63));
    if (data_ != nullptr && content.data() >= data_ && content.data() <= data_ + size_) {
      // A part of this very string: its bytes would be wiped before they are copied.
      const auto offset = static_cast<std::size_t>(content.data() - data_);
      reserve(grown);
      content = std::string_view(data_ + offset, content.size());
    } else {
      reserve(grown);
    }
  }
  std::memmove(data_ + size_, content.data(), content.size());
  size_ += content.size();
  data_[size_] = '\0';
}

void SecretString::truncate(std::size_t size) noexcept {
  assert(size <= size_);
  if (size >= size_) return;
  wipe(data_ + size, size_ - size);
  size_ = size;
}

std::string_view SecretString::reveal() const noexcept { return {reveal_c_str(), size_}; }

const char* SecretString::reveal_c_str() const noexcept { return data_ != nullptr ? data_ : ""; }

bool SecretString::operator==(const SecretString& other) const noexcept {
  if (size_ != other.size_) return false;
  const char* a = reveal_c_str();
  const char* b = other.reveal_c_str();
  // Every byte is looked at, whatever the first difference is; volatile keeps the compiler from leaving early.
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    difference = static_cast<unsigned char>(difference | static_cast<unsigned char>(a[i] ^ b[i]));
  }
  return difference == 0;
}

base::Result<SecretString> read_secret(int fd, std::size_t limit) {
  SecretString content;
  auto read = base::drain(fd, limit, [&content](std::string_view piece) { content.append(piece); });
  if (!read) return std::move(read).error();
  return content;
}

}  // namespace ngcs::secret
