#include "service/fronts/body_faults.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace ngcs::sandbox {

namespace {

// A body in memory becomes one that comes in pieces.
void make_provided(httplib::Response& response) {
  if (response.body.empty()) return;
  const auto body = std::make_shared<const std::string>(std::move(response.body));
  const auto type = response.get_header_value("Content-Type");
  response.body.clear();
  response.headers.erase("Content-Type");
  response.set_content_provider(body->size(), type,
                                [body](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  return sink.write(body->data() + offset, length);
                                });
}

// The first `limit` bytes of a body that comes in pieces, then `end`, and no more.
void cut(httplib::Response& response, std::size_t limit, std::function<void()> end) {
  auto provider = response.content_provider_;
  response.content_provider_ = [provider, limit, end = std::move(end)](std::size_t offset, std::size_t,
                                                                       httplib::DataSink& sink) {
    httplib::DataSink part;
    std::size_t left = offset < limit ? limit - offset : 0;
    part.write = [&](const char* data, std::size_t size) {
      const auto piece = std::min(size, left);
      left -= piece;
      return sink.write(data, piece) && left > 0;
    };
    part.is_writable = [] { return true; };
    part.done = [] {};
    while (left > 0) {
      const std::size_t before = left;
      if (!provider(limit - left, left, part) || left == before) break;
    }
    end();
    return false;
  };
}

}  // namespace

void truncate_body(httplib::Response& response) {
  make_provided(response);
  if (response.content_provider_) cut(response, response.content_length_ / 2, [] {});
}

void reset_in_body(httplib::Response& response, std::uint64_t bytes, std::function<void()> reset) {
  make_provided(response);
  if (!response.content_provider_) return reset();
  cut(response, static_cast<std::size_t>(std::min<std::uint64_t>(bytes, response.content_length_)), std::move(reset));
}

void slow_body(httplib::Response& response, std::uint64_t bytes_per_second, std::function<bool(double)> sleep) {
  make_provided(response);
  if (!response.content_provider_) return;
  // Ten pieces a second, or one byte at a time.
  const auto piece = static_cast<std::size_t>(std::max<std::uint64_t>(bytes_per_second / 10, 1));
  const double pause = static_cast<double>(piece) / static_cast<double>(bytes_per_second);
  auto provider = response.content_provider_;
  response.content_provider_ = [provider, piece, pause, sleep = std::move(sleep)](
                                   std::size_t offset, std::size_t length, httplib::DataSink& sink) {
    return sleep(pause) && provider(offset, std::min(piece, length), sink);
  };
}

}  // namespace ngcs::sandbox
