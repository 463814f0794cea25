// Header lines and body as they come from outside, cut anywhere; Retry-After; the proxy variable.
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "base/env.h"
#include "http/answer.h"
#include "http/proxy.h"
#include "http/retry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ngcs;
  constexpr std::size_t kCap = 512;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::function<bool(std::string_view)> no_sink;
  http::Answer answer(kCap, no_sink);
  std::size_t at = 0;
  bool going = true;
  while (going && at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const std::size_t length = end == std::string_view::npos ? text.size() - at : end - at + 1;
    const std::string_view line = text.substr(at, length);
    at += length;
    if (line == "\r\n" || line == "\n") break;
    going = answer.header_line(line);
  }
  if (going && at < text.size()) going = answer.body(text.substr(at));
  const http::Response response = std::move(answer).take(200);
  if (response.body.size() > kCap || response.headers.size() > http::Answer::kMaxHeaderLines) std::abort();
  if (const auto seconds = http::retry_after_seconds(response, 1'790'000'000);
      seconds && (*seconds < 0 || *seconds > 30)) {
    std::abort();
  }
  base::MapEnvironment environment;
  environment.set("https_proxy", std::string(text));
  if (const auto proxy = http::proxy_of(environment);
      proxy && *proxy && (*proxy)->host.find('@') != std::string::npos) {
    std::abort();
  }
  return 0;
}
