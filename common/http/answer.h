// Collects one answer from libcurl's callbacks, inside fixed limits. Internal to http.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "http/transport.h"

namespace ngcs::http {

class Answer {
 public:
  static constexpr std::size_t kMaxHeaderBytes =
      std::size_t{64} * 1024;  // of all header blocks, interim answers (1xx) included
  static constexpr std::size_t kMaxHeaderLines = 256;
  // An answer that is streamed only when it is a success: what an error says is for people, and short.
  static constexpr std::size_t kMaxErrorBody = std::size_t{256} * 1024;

  Answer(std::size_t max_body, const std::function<bool(std::string_view)>& sink) : max_body_(max_body), sink_(sink) {}

  // Both answer false where the transfer is to end.
  [[nodiscard]] bool header_line(std::string_view line);
  [[nodiscard]] bool body(std::string_view piece);

  [[nodiscard]] bool started() const noexcept { return header_lines_ > 0; }
  [[nodiscard]] bool headers_too_large() const noexcept { return headers_too_large_; }
  [[nodiscard]] bool body_too_large() const noexcept { return body_too_large_; }
  [[nodiscard]] bool ended_by_sink() const noexcept { return ended_by_sink_; }
  [[nodiscard]] Response take(int status) &&;

 private:
  std::size_t max_body_;
  const std::function<bool(std::string_view)>& sink_;
  Response response_;
  int block_status_ = 0;  // of the header block being read
  std::size_t header_bytes_ = 0;
  std::size_t header_lines_ = 0;
  std::size_t body_bytes_ = 0;
  bool body_started_ = false;
  bool headers_too_large_ = false;
  bool body_too_large_ = false;
  bool ended_by_sink_ = false;
};

}  // namespace ngcs::http
