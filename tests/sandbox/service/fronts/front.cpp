#include "service/fronts/front.h"

#include <linux/filter.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <functional>
#include <mutex>

#include "base/text.h"
#include "service/fronts/body_faults.h"

namespace ngcs::sandbox {

namespace {

constexpr double kDeliverySeconds = 0.1;

// One thread per connection: with a pool, connections that docker and podman keep open would starve each other. The
// TLS handshake happens in it, too.
class ThreadPerConnection final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> job) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++running_;
    }
    std::thread([this, job = std::move(job)] {
      job();
      const std::lock_guard<std::mutex> lock(mutex_);
      --running_;
      finished_.notify_all();
    }).detach();
  }
  void shutdown() override {
    std::unique_lock<std::mutex> lock(mutex_);
    finished_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable finished_;
  int running_ = 0;
};

// A connected TCP socket that is "connected" to nothing is reset: the peer sees RST, and nothing more is sent.
void reset_connection(int fd) {
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  static_cast<void>(::connect(fd, &nobody, sizeof nobody));
}

std::string http_date(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

void set_only_header(httplib::Response& response, const char* name, const std::string& value) {
  response.headers.erase(name);
  response.set_header(name, value);
}

const char* problem_suffix(CertificateProblem problem) {
  switch (problem) {
    case CertificateProblem::kExpired:
      return ".expired";
    case CertificateProblem::kWrongName:
      return ".wrong-name";
    case CertificateProblem::kUnknownCa:
      return ".unknown-ca";
  }
  return "";
}

bool has_body(const httplib::Request& request) {
  if (request.has_header("Transfer-Encoding")) return true;
  const auto length = request.get_header_value("Content-Length");
  return !length.empty() && length != "0";
}

const char* reason(int status) {
  switch (status) {
    case 401:
      return "401 Authorization Required";
    case 403:
      return "403 Forbidden";
    case 404:
      return "404 Not Found";
    case 429:
      return "429 Too Many Requests";
    case 500:
      return "500 Internal Server Error";
    case 502:
      return "502 Bad Gateway";
    case 503:
      return "503 Service Temporarily Unavailable";
    case 504:
      return "504 Gateway Time-out";
    default:
      return "Error";
  }
}

// An outage as gateways report it: without WWW-Authenticate. JSON is the first error family with the text of the outage
// of 2026-04-29 (NVIDIA/gpu-operator#2413: "Connection pool shut down"); HTML is the nginx edge's.
void answer_status_fault(Exchange& exchange, const Fault& fault) {
  if (fault.retry_after) exchange.response.set_header("Retry-After", std::to_string(*fault.retry_after));
  switch (fault.body) {
    case FaultBody::kJson:
      exchange.answer_json(fault.status, {{"requestStatus",
                                           {{"statusCode", "INTERNAL_ERROR"},
                                            {"statusDescription", "Connection pool shut down"},
                                            {"requestId", "sandbox-fault"}}}});
      break;
    case FaultBody::kHtml: {
      const std::string title = reason(fault.status);  // nginx's own words
      exchange.answer(fault.status,
                      "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
                          "</h1></center>\r\n<hr><center>nginx/1.14.2</center>\r\n</body>\r\n</html>\r\n",
                      "text/html");
      break;
    }
    case FaultBody::kEmpty:
      exchange.response.status = fault.status;
      break;
  }
}

// Which world a connection began in: kept with its SSL object, so that no table of connections is needed.
int world_index() {
  static const int kIndex = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kIndex;
}

void remember_world(SSL* ssl, const Snapshot& snapshot) {
  static_assert(sizeof(std::intptr_t) >= sizeof(int));
  // NOLINTNEXTLINE(performance-no-int-to-ptr): OpenSSL keeps pointers only, and nobody follows this one
  SSL_set_ex_data(ssl, world_index(), reinterpret_cast<void*>(static_cast<std::intptr_t>(snapshot.generation)));
}

bool began_in(const SSL* ssl, const Snapshot& snapshot) {
  return reinterpret_cast<std::intptr_t>(SSL_get_ex_data(ssl, world_index())) == snapshot.generation;
}

bool has_connection_fault(const FaultSet& faults, const std::string& host) {
  return faults.find(FaultKind::kCertificate, host) != nullptr || faults.find(FaultKind::kReset, host) != nullptr ||
         faults.find(FaultKind::kBlackhole, host) != nullptr || faults.find(FaultKind::kDns, host) != nullptr ||
         faults.find(FaultKind::kSinkhole, host) != nullptr;
}

void replace_realm(httplib::Response& response, const std::string& realm) {
  const std::string header = response.get_header_value("WWW-Authenticate");
  const auto begin = header.find("realm=\"");
  const auto end = begin == std::string::npos ? begin : header.find('"', begin + 7);
  if (end == std::string::npos) return;
  set_only_header(response, "WWW-Authenticate", header.substr(0, begin + 7) + realm + header.substr(end));
}

}  // namespace

Front::Front(State& state, Site& site, FrontOptions options)
    : state_(state), site_(site), options_(std::move(options)) {}

base::Result<std::unique_ptr<Front>> Front::start(State& state, Site& site, FrontOptions options) {
  std::unique_ptr<Front> front(new Front(state, site, std::move(options)));
  const std::string certificate = front->options_.tls_dir + "/" + front->options_.tls_name + ".pem";
  const std::string where = front->options_.address + ":" + std::to_string(front->options_.port);
  front->server_ =
      std::make_unique<httplib::SSLServer>([&front](SSL_CTX& context) { return front->setup_tls(context); });
  httplib::SSLServer& server = *front->server_;
  if (!server.is_valid()) return base::Error(base::Errc::kInvalidInput, "cannot use the certificate " + certificate);

  Front* self = front.get();
  server.new_task_queue = [] { return new ThreadPerConnection; };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(100000);
  server.set_keep_alive_timeout(15);
  server.set_read_timeout(120);
  server.set_write_timeout(120);
  server.set_socket_options([self](int fd) {
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    self->listener_ = fd;
  });
  // What has no body is served before routing: the library would wait for a body of any POST and DELETE.
  server.set_pre_routing_handler([self](const httplib::Request& request, httplib::Response& response) {
    if (has_body(request) && request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS") {
      return httplib::Server::HandlerResponse::Unhandled;
    }
    self->serve(request, response, nullptr);
    return httplib::Server::HandlerResponse::Handled;
  });
  const auto with_body = [self](const httplib::Request& request, httplib::Response& response,
                                const httplib::ContentReader& reader) { self->serve(request, response, &reader); };
  server.Post(".*", with_body);
  server.Put(".*", with_body);
  server.Patch(".*", with_body);
  server.Delete(".*", with_body);

  if (front->options_.port == 0) {
    front->port_ = server.bind_to_any_port(front->options_.address);
  } else if (server.bind_to_port(front->options_.address, front->options_.port)) {
    front->port_ = front->options_.port;
  }
  if (front->port_ <= 0) return base::errno_error(errno, "cannot listen on " + where);
  ::listen(self->listener_, 128);  // the library's own queue holds five
  front->thread_ = std::thread([self] {
    self->server_->listen_after_bind();
    self->served_ = true;
  });
  return front;
}

Front::~Front() {
  // The library ignores stop() until its loop has begun; a front that ends right after its start would wait for ever.
  while (thread_.joinable() && !served_ && !server_->is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (server_) server_->stop();
  if (thread_.joinable()) thread_.join();
}

void Front::set_blackhole(bool on) {
  // A filter that accepts no byte: TCP drops the SYN before it looks at it. New connections only, since an established
  // one has a socket of its own.
  sock_filter drop{BPF_RET | BPF_K, 0, 0, 0};
  const sock_fprog program{1, &drop};
  const int unused = 0;
  if (on) {
    ::setsockopt(listener_, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  } else {
    ::setsockopt(listener_, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
  }
}

bool Front::setup_tls(SSL_CTX& context) {
  const std::string stem = options_.tls_dir + "/" + options_.tls_name;
  SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
  // No resumption: a resumed session shows no certificate, and a certificate fault must be seen by the next connection.
  SSL_CTX_set_options(&context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_client_hello_cb(&context, &Front::on_client_hello, this);
  SSL_CTX_set_cert_cb(&context, &Front::on_certificate, this);
  return SSL_CTX_use_certificate_chain_file(&context, (stem + ".pem").c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(&context, (stem + ".key").c_str(), SSL_FILETYPE_PEM) == 1;
}

int Front::on_client_hello(SSL* ssl, int*, void* self) {
  const auto* front = static_cast<const Front*>(self);
  const auto snapshot = front->state_.snapshot();
  remember_world(ssl, *snapshot);
  if (snapshot->faults.take(FaultKind::kReset, front->options_.host, nullptr) == nullptr) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  reset_connection(SSL_get_fd(ssl));
  return SSL_CLIENT_HELLO_ERROR;
}

int Front::on_certificate(SSL* ssl, void* self) {
  const auto* front = static_cast<const Front*>(self);
  const auto snapshot = front->state_.snapshot();
  const Fault* fault = snapshot->faults.take(FaultKind::kCertificate, front->options_.host, nullptr);
  if (fault == nullptr) return 1;
  const std::string stem = front->options_.tls_dir + "/" + front->options_.tls_name + problem_suffix(fault->problem);
  return static_cast<int>(SSL_use_certificate_chain_file(ssl, (stem + ".pem").c_str()) == 1 &&
                          SSL_use_PrivateKey_file(ssl, (stem + ".key").c_str(), SSL_FILETYPE_PEM) == 1);
}

std::string Front::host_of(const httplib::Request& request) const {
  if (!options_.host.empty()) return options_.host;
  const auto header = request.get_header_value("Host");
  return base::lower(header.substr(0, header.find(':')));
}

void Front::log(const Exchange& exchange, int status) const {
  LogEntry entry;
  entry.time = state_.now(*exchange.snapshot);
  entry.host = host_of(exchange.request);
  entry.method = exchange.request.method;
  entry.path = exchange.raw_path();
  entry.credential = credential_name(exchange.credential);
  entry.form = form_name(exchange.credential.form);
  entry.status = status;
  state_.log().append(entry, exchange.world);
}

// Faults that keep the request from its site. True where one did; `gone` where there is no answer either.
bool Front::intercept(Exchange& exchange, const std::string& host, bool& gone) {
  const FaultSet& faults = exchange.snapshot->faults;
  const std::string_view path = exchange.raw_path();
  const std::string& method = exchange.request.method;
  if (const Fault* delay = faults.take(FaultKind::kDelay, host, &path, method)) state_.sleep(delay->seconds);
  const Fault* reset = faults.take(FaultKind::kReset, host, &path, method);
  if (reset != nullptr && reset->after_bytes && !exchange.has_body()) {
    exchange.reset_after = reset->after_bytes;  // of the answer
  } else if (reset != nullptr) {
    std::uint64_t left = reset->after_bytes.value_or(0);
    if (left > 0) {
      exchange.stream_body([&](const char*, std::size_t size) {
        left -= std::min<std::uint64_t>(left, size);
        return left > 0;
      });
    }
    gone = true;
    return true;
  }
  if (const Fault* status = faults.take(FaultKind::kStatus, host, &path, method)) {
    answer_status_fault(exchange, *status);
    return true;
  }
  if (const Fault* redirect = faults.take(FaultKind::kRedirect, host, &path, method)) {
    exchange.response.status = 302;
    set_only_header(exchange.response, "Location", redirect->location);
    return true;
  }
  return false;
}

// Faults of the answer.
void Front::spoil(Exchange& exchange, const std::string& host) {
  const FaultSet& faults = exchange.snapshot->faults;
  const std::string_view path = exchange.raw_path();
  const httplib::Request& request = exchange.request;
  httplib::Response& response = exchange.response;
  if (response.has_header("WWW-Authenticate")) {
    if (const Fault* fault = faults.take(FaultKind::kForeignRealm, host, &path, request.method)) {
      replace_realm(response, fault->realm);
    }
  }
  if (response.has_header("Content-Type")) {
    if (faults.take(FaultKind::kWrongContentType, host, &path, request.method) != nullptr) {
      set_only_header(response, "Content-Type", "application/octet-stream");
    }
  }
  if (request.method == "HEAD" || (response.body.empty() && response.content_length_ == 0)) return;
  if (const Fault* slow = faults.take(FaultKind::kSlow, host, &path, request.method)) {
    slow_body(response, slow->bytes_per_second, [this](double seconds) { return state_.sleep(seconds); });
  }
  if (faults.take(FaultKind::kTruncate, host, &path, request.method) != nullptr) truncate_body(response);
  if (exchange.reset_after) {
    reset_in_body(response, *exchange.reset_after, [this, ssl = request.ssl] {
      state_.sleep(kDeliverySeconds);  // a reset takes back what has not arrived yet
      reset_connection(SSL_get_fd(ssl));
    });
  }
}

void Front::serve(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* reader) {
  Exchange exchange(state_, state_.snapshot(), request, response, reader);
  const std::string host = host_of(request);
  const std::string_view path = exchange.raw_path();
  const FaultSet& faults = exchange.snapshot->faults;
  const auto vanish = [&] {
    reset_connection(SSL_get_fd(request.ssl));
    response.status = 500;  // never arrives
  };
  // A connection kept open from the world before would bypass the fault: its client begins a new one.
  if (!began_in(request.ssl, *exchange.snapshot) && has_connection_fault(faults, host)) return vanish();
  if (const Fault* clock = faults.take(FaultKind::kClock, host, &path, request.method)) {
    exchange.now += static_cast<std::int64_t>(clock->seconds);
  }
  identify(exchange);
  bool gone = false;
  if (!intercept(exchange, host, gone)) {
    site_.handle(exchange);
    // Everything is done as asked, but nobody hears of it.
    gone = faults.take(FaultKind::kLostAnswer, host, &path, request.method) != nullptr;
  }
  if (gone) {
    log(exchange, 0);
    return vanish();
  }
  exchange.discard_body();
  spoil(exchange, host);
  set_only_header(response, "Date", http_date(exchange.now));
  log(exchange, response.status == -1 ? (request.ranges.empty() ? 200 : 206) : response.status);
}

}  // namespace ngcs::sandbox
