#include "http/curl_transport.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <string_view>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/env.h"
#include "http/answer.h"
#include "http/check.h"
#include "http/curl_memory.h"
#include "http/failure.h"
#include "http/handle.h"
#include "http/proxy.h"
#include "http/retry.h"
#include "registry/server_name.h"

namespace ngcs::http {
namespace {

using base::Errc;
using base::Error;

// What the callbacks see of one try.
struct Try {
  CURL* handle;
  Answer answer;
  bool bears_key;
  const BodySource* source = nullptr;
  std::uint64_t given = 0;  // bytes of the source
  std::optional<base::Error> source_error;
  bool refused_at_last_check = false;
};

extern "C" {

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* context) {
  const std::size_t bytes = size * count;
  return static_cast<Try*>(context)->answer.header_line({data, bytes}) ? bytes : 0;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* context) {
  const std::size_t bytes = size * count;
  if (bytes == 0) return 0;
  return static_cast<Try*>(context)->answer.body({data, bytes}) ? bytes : bytes + 1;  // any other number ends it
}

std::size_t give_body(char* into, std::size_t size, std::size_t count, void* context) {
  auto* const attempt = static_cast<Try*>(context);
  const std::uint64_t left = attempt->source->size - attempt->given;
  const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(size * count, left));
  if (room == 0) return 0;
  auto got = attempt->source->read(into, room);
  if (got && (*got == 0 || *got > room)) {
    got = Error(Errc::kIo, "what is to be sent became shorter while it was sent");
  }
  if (!got) {
    attempt->source_error = got.error();
    return CURL_READFUNC_ABORT;
  }
  attempt->given += *got;
  return *got;
}

// After TLS, before the first byte of the request. What libcurl itself believes it is talking to decides.
int before_request(void* context, char* /*peer*/, char* /*own*/, int /*peer_port*/, int /*own_port*/) {
  auto* const attempt = static_cast<Try*>(context);
  const char* effective = nullptr;
  const bool known = curl_easy_getinfo(attempt->handle, CURLINFO_EFFECTIVE_URL, &effective) == CURLE_OK;
  if (known && effective != nullptr && passes_last_check(attempt->bears_key, effective)) return CURL_PREREQFUNC_OK;
  attempt->refused_at_last_check = true;
  return CURL_PREREQFUNC_ABORT;
}

}  // extern "C"

long number_info(CURL* handle, CURLINFO what) {
  long value = 0;
  return curl_easy_getinfo(handle, what, &value) == CURLE_OK ? value : 0;
}

bool happened(CURL* handle, CURLINFO time) {
  curl_off_t value = 0;
  return curl_easy_getinfo(handle, time, &value) == CURLE_OK && value > 0;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options) : options_(std::move(options)) {}

  base::Result<Response> send(const Request& request) override {
    const auto url = check_request(request);
    if (!url) return url.error();
    if (const auto started = initialise_curl(); !started) return started.error();
    const auto proxy = proxy_of(base::ProcessEnvironment());
    if (!proxy) return proxy.error();
    const std::string proxy_host = *proxy ? (*proxy)->host : std::string();

    std::minstd_rand random(static_cast<unsigned>(clock_.monotonic_ms()) ^ static_cast<unsigned>(::getpid()));
    const RetryTools tools{clock_, [](int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); },
                           [&random] { return std::uniform_real_distribution<double>(0.0, 1.0)(random); }};
    return send_with_retries(request, tools,
                             [&](const Request& again, int left_ms) { return once(again, *url, left_ms, proxy_host); });
  }

 private:
  [[nodiscard]] base::Result<Response> once(const Request& request, const Url& url, int left_ms,
                                            const std::string& proxy_host) const {
    HandleParts parts;  // outlives the handle that points into it
    const UniqueCurl handle(curl_easy_init());
    if (!handle) return Error(Errc::kInternal, "libcurl gives no handle");
    Try attempt{handle.get(), Answer(request.max_body, request.sink), bears_key(request), request.body_source, 0, {}};
    OptionWriter writer(handle.get());
    const HandleCallbacks callbacks{on_body, on_header, before_request, give_body, &attempt};
    if (auto set = set_options(writer, request, url, left_ms, options_.ca_file, callbacks, parts); !set) {
      return std::move(set).error();
    }

    const CURLcode code = curl_easy_perform(handle.get());
    if (attempt.refused_at_last_check) {
      return Error(Errc::kForbiddenHost, "no key is sent: the connection does not lead to " + url.origin());
    }
    if (attempt.source_error) return *attempt.source_error;
    if (attempt.answer.headers_too_large() || attempt.answer.body_too_large()) {
      return Error(Errc::kTooLarge, "the answer of " + url.origin() + " is larger than allowed");
    }
    const int status = static_cast<int>(number_info(handle.get(), CURLINFO_RESPONSE_CODE));
    if (code == CURLE_OK || attempt.answer.ended_by_sink()) return std::move(attempt.answer).take(status);

    Failure failure;
    failure.code = code;
    failure.proxy_status = number_info(handle.get(), CURLINFO_HTTP_CONNECTCODE);
    failure.resolved = happened(handle.get(), CURLINFO_NAMELOOKUP_TIME_T);
    failure.connected = happened(handle.get(), CURLINFO_CONNECT_TIME_T);
    failure.secured = happened(handle.get(), CURLINFO_APPCONNECT_TIME_T);
    failure.answered = attempt.answer.started();
    failure.proxy = proxy_host;
    failure.detail = parts.error;
    failure.waited_ms = failure.connected ? left_ms : std::min(left_ms, request.connect_timeout_ms);
    return explain_failure(url, failure);
  }

  TransportOptions options_;
  base::SystemClock clock_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace ngcs::http
