#include "migrate/pipe.h"

#include <algorithm>
#include <utility>

namespace ngcs::migrate {

using base::Errc;
using base::Error;

bool Pipe::put(std::string_view piece) {
  std::unique_lock lock(mutex_);
  if (piece.size() > size_ - came_) {
    if (!error_) error_ = Error(Errc::kUnexpected, "the registry sends more than the manifest says");
    changed_.notify_all();
    return false;
  }
  while (!piece.empty()) {
    changed_.wait(lock, [&] { return given_up_ || buffer_.size() - begin_ < kRoom; });
    if (given_up_) return false;
    if (begin_ == buffer_.size()) {
      buffer_.clear();
      begin_ = 0;
    } else if (begin_ >= kRoom) {
      buffer_.erase(0, begin_);
      begin_ = 0;
    }
    const std::size_t part = std::min(piece.size(), kRoom - (buffer_.size() - begin_));
    buffer_.append(piece.substr(0, part));
    came_ += part;
    piece.remove_prefix(part);
    changed_.notify_all();
  }
  return true;
}

void Pipe::finish() {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  changed_.notify_all();
}

void Pipe::fail(Error error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  changed_.notify_all();
}

base::Result<void> Pipe::wait_for_start() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return error_ || finished_ || came_ > 0; });
  if (error_) return *error_;
  return {};
}

base::Result<std::size_t> Pipe::take(char* into, std::size_t room) {
  std::unique_lock lock(mutex_);
  std::size_t part = 0;
  changed_.wait(lock, [&] {
    part = std::min(room, buffer_.size() - begin_);
    const bool last = part > 0 && taken_ + part == size_;
    if (last && !finished_) --part;  // the last byte stays here until all is known to be right
    return error_ || part > 0 || finished_;
  });
  if (error_) return *error_;
  std::copy_n(buffer_.data() + begin_, part, into);
  begin_ += part;
  taken_ += part;
  changed_.notify_all();
  return part;
}

void Pipe::give_up() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

std::optional<Error> Pipe::failure() {
  const std::lock_guard lock(mutex_);
  return error_;
}

}  // namespace ngcs::migrate
