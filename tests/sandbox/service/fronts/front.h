// A TLS server for one address: certificate by fault, faults around the site, one log line per request.
#pragma once

#include <httplib.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "base/result.h"
#include "service/core/state.h"
#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

struct FrontOptions {
  std::string host;      // whose faults apply and what the log says; empty = the Host header (the foreign front)
  std::string address;   // to listen on
  int port = 443;        // 0 = any, for tests
  std::string tls_dir;   // HOST.pem, HOST.key, HOST.expired.pem … (layout.h)
  std::string tls_name;  // HOST of those files
};

class Front {
 public:
  // Listens when it returns. `state` and `site` outlive the front.
  [[nodiscard]] static base::Result<std::unique_ptr<Front>> start(State& state, Site& site, FrontOptions options);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  ~Front();

  [[nodiscard]] int port() const { return port_; }
  // While on, the kernel drops every packet that asks for a new connection.
  void set_blackhole(bool on);

 private:
  Front(State& state, Site& site, FrontOptions options);

  void serve(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* reader);
  bool intercept(Exchange& exchange, const std::string& host, bool& gone);
  void spoil(Exchange& exchange, const std::string& host);
  void log(const Exchange& exchange, int status) const;
  [[nodiscard]] std::string host_of(const httplib::Request& request) const;
  bool setup_tls(SSL_CTX& context);
  static int on_client_hello(SSL* ssl, int* alert, void* self);
  static int on_certificate(SSL* ssl, void* self);

  State& state_;
  Site& site_;
  const FrontOptions options_;
  std::unique_ptr<httplib::SSLServer> server_;
  int listener_ = -1;  // the server's own descriptor
  int port_ = 0;
  std::thread thread_;
  std::atomic<bool> served_ = false;  // the loop of thread_ has ended
};

}  // namespace ngcs::sandbox
