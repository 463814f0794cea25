// Every request of a diagnosis, written down without secrets, inside its budget of time and of requests with a key.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "diagnose/outcome.h"
#include "http/transport.h"
#include "secret/secret_string.h"

namespace ngcs::diagnose {

inline constexpr int kMaxKeyRequests = 14;

struct Probe {
  std::string id;      // "S1", "K2", "T3" … of the probe tree
  std::string method;  // "GET"
  std::string url;     // without query
  std::string host;
  std::string credential = "none";  // "none", or "K1": that key itself or a token that it was exchanged for
  bool bears_key = false;           // the key itself was sent
  int http = 0;                     // 0 = no HTTP answer
  int network_detail = 0;           // http::NetworkDetail where there is no HTTP answer
  std::string error;                // one printable line where there is no HTTP answer
  std::string content_type;
  std::string challenge;  // scheme, realm and scope of WWW-Authenticate
  std::string redirect;   // host of Location
  std::string code;       // of the service's error body
  std::string message;    // of the service's error body, redacted and printable
  std::string request_id;
  std::optional<int> retry_after_s;
  std::optional<std::int64_t> date;    // of the Date header, seconds since 1970
  std::optional<std::int64_t> skew_s;  // local clock minus Date
  std::int64_t ms = 0;
  int tries = 1;
};

// Shared by the threads of one diagnosis.
class ProbeLog {
 public:
  explicit ProbeLog(const base::Clock& clock, std::int64_t deadline_ms, int key_requests = kMaxKeyRequests)
      : clock_(clock), deadline_ms_(deadline_ms), key_requests_left_(key_requests) {}

  void add(Probe probe);
  // Takes one of the requests with a key; false where none is left.
  [[nodiscard]] bool take_key_request();
  [[nodiscard]] int key_requests_left() const;
  // Milliseconds until the whole run has to end; 0 or less = over.
  [[nodiscard]] std::int64_t left_ms() const;
  [[nodiscard]] const base::Clock& clock() const noexcept { return clock_; }
  // In the order of ids, then as they happened. Not while threads still run.
  [[nodiscard]] std::vector<Probe> take();
  [[nodiscard]] bool ran_out_of_time() const;
  void note_out_of_time();
  [[nodiscard]] bool crashed() const;
  void note_crash();

 private:
  const base::Clock& clock_;
  std::int64_t deadline_ms_;
  mutable std::mutex mutex_;
  std::vector<Probe> probes_;
  int key_requests_left_;
  bool out_of_time_ = false;
  bool crashed_ = false;
};

// Whose key the requests of a transport may carry.
struct ProbeKey {
  std::string label;                          // "K1"
  const secret::SecretString* key = nullptr;  // borrowed
};

// A Transport that records. One retry instead of the suite's policy: on 429, 502, 503, 504 and a body that broke off,
// Retry-After up to 10 s; never after 401, 402, 403, 404.
class RecordingTransport final : public http::Transport {
 public:
  // `inner` and `log` are borrowed. `sleep` waits that many milliseconds.
  RecordingTransport(http::Transport& inner, ProbeLog& log, std::optional<ProbeKey> key,
                     std::function<void(int ms)> sleep)
      : inner_(inner), log_(log), key_(std::move(key)), sleep_(std::move(sleep)) {}

  // The id of the requests that follow.
  void next(std::string id) { id_ = std::move(id); }

  [[nodiscard]] base::Result<http::Response> send(const http::Request& request) override;

  // What the last request of that id came to; kNotAsked where there was none.
  [[nodiscard]] Outcome outcome_of_id(std::string_view id) const;

 private:
  [[nodiscard]] base::Result<http::Response> once(const http::Request& request, Probe& probe);

  http::Transport& inner_;
  ProbeLog& log_;
  std::optional<ProbeKey> key_;
  std::function<void(int ms)> sleep_;
  std::string id_;
  bool sink_used_ = false;
  std::map<std::string, Outcome, std::less<>> outcomes_;
};

}  // namespace ngcs::diagnose
