#include "http/answer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace ngcs::http {
namespace {

// "HTTP/1.1 401 Unauthorized" -> 401; 0 where it is no status line.
int status_of(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return 0;
  line.remove_prefix(blank + 1);
  int status = 0;
  std::from_chars(line.data(), line.data() + line.size(), status);
  return status;
}

}  // namespace

bool Answer::header_line(std::string_view line) {
  header_bytes_ += line.size();
  ++header_lines_;
  if (header_bytes_ > kMaxHeaderBytes || header_lines_ > kMaxHeaderLines) {
    headers_too_large_ = true;
    return false;
  }
  if (body_started_) return true;  // trailers: nothing of ours is in them
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();  // what came before belongs to an interim answer
    block_status_ = status_of(line);
    return true;
  }
  const std::string_view text = base::trim(line);
  if (text.empty()) return true;
  if ((line.front() == ' ' || line.front() == '\t') && !response_.headers.empty()) {
    response_.headers.back().value += ' ';  // the folded form of RFC 7230, 3.2.4
    response_.headers.back().value += text;
    return true;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return true;
  response_.headers.push_back({std::string(text.substr(0, colon)), std::string(base::trim(text.substr(colon + 1)))});
  return true;
}

bool Answer::body(std::string_view piece) {
  body_started_ = true;
  const bool streamed = sink_ != nullptr && block_status_ >= 200 && block_status_ < 300;
  const std::size_t limit = sink_ != nullptr && !streamed ? std::min(max_body_, kMaxErrorBody) : max_body_;
  if (piece.size() > limit - std::min(limit, body_bytes_)) {
    body_too_large_ = true;
    return false;
  }
  body_bytes_ += piece.size();
  if (!streamed) {
    response_.body.append(piece);
    return true;
  }
  if (sink_(piece)) return true;
  ended_by_sink_ = true;
  return false;
}

Response Answer::take(int status) && {
  response_.status = status;
  if (const auto type = response_.first("Content-Type")) response_.content_type = std::string(*type);
  return std::move(response_);
}

}  // namespace ngcs::http
