#include "diagnose/recorder.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "http/check.h"
#include "http/retry.h"
#include "http/url.h"
#include "ngc/challenge.h"
#include "ngc/service_error.h"

namespace ngcs::diagnose {
namespace {

constexpr int kConnectMs = 5000;
constexpr int kRequestMs = 10000;
constexpr int kLeastMs = 500;
constexpr int kLongestRetryAfterSeconds = 10;
constexpr int kShortPauseMs = 400;
constexpr std::size_t kMaxShown = 200;

std::string challenge_text(const http::Response& response) {
  const auto challenge = ngc::bearer_challenge(response.all("WWW-Authenticate"));
  if (!challenge) return {};
  return "Bearer realm=" + base::printable(challenge->realm, kMaxShown) +
         (challenge->scope.empty() ? "" : " scope=" + base::printable(challenge->scope, kMaxShown));
}

std::string redirect_host(const http::Response& response) {
  const auto location = response.first("Location");
  if (!location || response.status < 300 || response.status > 399) return {};
  const auto url = http::Url::parse(*location);
  return url ? url->host() : std::string("(relative)");
}

void write_down(Probe& probe, const http::Response& response, std::int64_t now, const secret::SecretString* key) {
  probe.http = response.status;
  probe.content_type = base::printable(response.content_type, 80);
  probe.challenge = challenge_text(response);
  probe.redirect = redirect_host(response);
  probe.retry_after_s = http::retry_after_seconds(response, now);
  if (const auto date = http::response_date(response)) {
    probe.date = date;
    probe.skew_s = now - *date;
  }
  if (response.status < 400) return;
  const ngc::ServiceError error = ngc::read_service_error(response);
  const auto clean = [key](const std::string& text) {
    return base::printable(key == nullptr ? text : ngc::redact(text, *key), kMaxShown);
  };
  probe.code = clean(error.code);
  probe.message = clean(error.text);
  probe.request_id = clean(error.request_id);
}

bool worth_another_try(const base::Result<http::Response>& outcome) {
  if (!outcome) return outcome.error().detail == http::kBroken;
  const int status = outcome->status;
  return status == 429 || status == 502 || status == 503 || status == 504;
}

// Questions about a key that a query of several requests makes keep their own names.
std::string id_of(const std::string& url, const std::string& fallback) {
  for (const auto& [path, id] : {std::pair{"https://api.ngc.nvidia.com/v3/keys/get-caller-info", "K1"},
                                 std::pair{"https://authn.nvidia.com/token", "K1"},
                                 std::pair{"https://api.ngc.nvidia.com/v3/keys/get-sak-info", "K3"},
                                 std::pair{"https://api.ngc.nvidia.com/v2/users/me", "U1"},
                                 std::pair{"https://api.ngc.nvidia.com/v2/orgs", "U2"}}) {
    if (url == path) return id;
  }
  return fallback;
}

}  // namespace

void ProbeLog::add(Probe probe) {
  const std::lock_guard lock(mutex_);
  probes_.push_back(std::move(probe));
}

bool ProbeLog::take_key_request() {
  const std::lock_guard lock(mutex_);
  if (key_requests_left_ <= 0) return false;
  --key_requests_left_;
  return true;
}

int ProbeLog::key_requests_left() const {
  const std::lock_guard lock(mutex_);
  return key_requests_left_;
}

std::int64_t ProbeLog::left_ms() const { return deadline_ms_ - clock_.monotonic_ms(); }

std::vector<Probe> ProbeLog::take() {
  const std::lock_guard lock(mutex_);
  std::stable_sort(probes_.begin(), probes_.end(), [](const Probe& a, const Probe& b) { return a.id < b.id; });
  return std::move(probes_);
}

bool ProbeLog::ran_out_of_time() const {
  const std::lock_guard lock(mutex_);
  return out_of_time_;
}

bool ProbeLog::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

void ProbeLog::note_crash() {
  const std::lock_guard lock(mutex_);
  crashed_ = true;
}

void ProbeLog::note_out_of_time() {
  const std::lock_guard lock(mutex_);
  out_of_time_ = true;
}

base::Result<http::Response> RecordingTransport::once(const http::Request& request, Probe& probe) {
  const std::int64_t left = log_.left_ms();
  if (left <= 0) {
    log_.note_out_of_time();
    return base::Error{base::Errc::kTimeout, "the time allowed for the diagnosis was over",
                       "give it more with --timeout"};
  }
  if (probe.bears_key && !log_.take_key_request()) {
    return base::Error{base::Errc::kUnsupported, "no more requests with a key are made in one diagnosis"};
  }
  http::Request bounded = request;
  bounded.retry = false;
  bounded.purpose = "diagnose";
  bounded.connect_timeout_ms = std::min<int>(kConnectMs, static_cast<int>(left));
  // No single question takes all the time that the others need.
  bounded.total_timeout_ms = std::min<int>(kRequestMs, std::max<int>(kLeastMs, static_cast<int>(left / 2)));
  if (request.sink) {
    bounded.sink = [this, &request](std::string_view piece) {
      sink_used_ = true;
      return request.sink(piece);
    };
  }
  return inner_.send(bounded);
}

base::Result<http::Response> RecordingTransport::send(const http::Request& request) {
  Probe probe;
  probe.id = id_;
  probe.method = std::string(http::method_name(request.method));
  if (const auto url = http::Url::parse(request.url)) {
    probe.url = url->without_query();
    probe.host = url->host();
  }
  if (key_ && key_->key != nullptr) probe.id = id_of(probe.url, id_);
  if (http::bears_key(request)) {
    probe.credential = key_ ? key_->label : std::string("none");
    probe.bears_key = request.secret_body != nullptr ||
                      (key_ && key_->key != nullptr && request.credential && *request.credential->secret == *key_->key);
    // A token that was exchanged without any key is no credential of anybody.
    if (!key_) probe.credential = "none";
  }
  const std::int64_t start = log_.clock().monotonic_ms();
  sink_used_ = false;
  auto outcome = once(request, probe);
  // What a sink has taken cannot be taken back.
  const bool repeatable =
      !sink_used_ && request.body_source == nullptr &&
      (request.method == http::Method::kGet || request.method == http::Method::kHead || request.repeatable);
  if (repeatable && worth_another_try(outcome)) {
    int pause = kShortPauseMs;
    if (outcome) {
      const int asked = http::retry_after_seconds(*outcome, log_.clock().now()).value_or(0);
      pause = asked > kLongestRetryAfterSeconds ? -1 : std::max(pause, asked * 1000);
    }
    if (pause >= 0 && pause < log_.left_ms()) {
      sleep_(pause);
      probe.tries = 2;
      outcome = once(request, probe);
    }
  }
  probe.ms = log_.clock().monotonic_ms() - start;
  if (outcome) {
    write_down(probe, *outcome, log_.clock().now(), key_ ? key_->key : nullptr);
  } else {
    probe.network_detail = outcome.error().detail;
    const std::string& text = outcome.error().message;
    probe.error = base::printable(key_ && key_->key != nullptr ? ngc::redact(text, *key_->key) : text, kMaxShown);
  }
  outcomes_[probe.id] = outcome_of(outcome, probe.host);
  log_.add(std::move(probe));
  return outcome;
}

Outcome RecordingTransport::outcome_of_id(std::string_view id) const {
  const auto found = outcomes_.find(id);
  return found == outcomes_.end() ? Outcome{} : found->second;
}

}  // namespace ngcs::diagnose
