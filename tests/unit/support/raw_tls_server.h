// A TLS server on loopback that answers with exactly the bytes a test wants, at the pace it wants: what a well-kept
// HTTP library would never send. Its certificate is made in memory; the file it leaves is only the public one, to
// trust.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.h"

namespace ngcs::test {

struct CertificateOptions {
  std::string name = "localhost";
  long valid_from = -3600;  // seconds from now
  long valid_to = 3600;
};

class RawTlsServer {
 public:
  class Connection {
   public:
    Connection(SSL* ssl, const std::atomic<bool>& stop) : ssl_(ssl), stop_(stop) {}
    // False where the client has gone or the test is over.
    bool write(std::string_view bytes) {
      return !stop_ && SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
    }
    // Waits; false where the test is over.
    bool pause(int ms) {
      for (int done = 0; done < ms && !stop_; done += 20) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return !stop_;
    }

   private:
    SSL* ssl_;
    const std::atomic<bool>& stop_;
  };
  using Handler = std::function<void(const std::string& request, Connection& connection)>;

  explicit RawTlsServer(Handler handler, const CertificateOptions& certificate = {}) : handler_(std::move(handler)) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to connections that the client has cut
    context_.reset(SSL_CTX_new(TLS_server_method()));
    make_certificate(certificate);
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_.get(), 16), 0);
    EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  // Answers every request with the same bytes and closes.
  static std::unique_ptr<RawTlsServer> saying(std::string bytes, const CertificateOptions& certificate = {}) {
    return std::make_unique<RawTlsServer>(
        [bytes = std::move(bytes)](const std::string&, Connection& connection) { connection.write(bytes); },
        certificate);
  }
  RawTlsServer(const RawTlsServer&) = delete;
  RawTlsServer& operator=(const RawTlsServer&) = delete;
  ~RawTlsServer() {
    stop_ = true;
    thread_.join();
    ::unlink(ca_file_.c_str());
  }

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "https://localhost:" + std::to_string(port_) + std::string(path);
  }
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  // Heads and bodies of the requests, as they came.
  [[nodiscard]] std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  template <auto Free>
  struct Freed {
    template <typename T>
    void operator()(T* object) const {
      Free(object);
    }
  };

  void make_certificate(const CertificateOptions& options) {
    const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Freed<X509_free>> certificate(X509_new());
    X509* const x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ::getpid());
    X509_gmtime_adj(X509_getm_notBefore(x), options.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(x), options.valid_to);
    X509_set_pubkey(x, key.get());
    X509_NAME* const name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(options.name.c_str()),
                               -1, -1, 0);
    X509_set_issuer_name(x, name);
    const std::string san = "DNS:" + options.name;
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, san.c_str()));
    X509_add_ext(x, names.get(), -1);
    ASSERT_GT(X509_sign(x, key.get(), EVP_sha256()), 0);
    ASSERT_EQ(SSL_CTX_use_certificate(context_.get(), x), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey(context_.get(), key.get()), 1);
    std::string path = testing::TempDir() + "/ngcs-ca-XXXXXX";
    const base::UniqueFd fd(::mkstemp(path.data()));
    ASSERT_TRUE(fd);
    ca_file_ = path;
    const std::unique_ptr<FILE, Freed<std::fclose>> file(std::fopen(path.c_str(), "w"));
    ASSERT_EQ(PEM_write_X509(file.get(), x), 1);
  }

  void run() {
    while (!stop_) {
      pollfd waiting{listener_.get(), POLLIN, 0};
      if (::poll(&waiting, 1, 20) != 1) continue;
      const base::UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client) serve(client.get());
    }
  }

  void serve(int client) {
    const timeval patience{5, 0};
    ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const std::unique_ptr<SSL, Freed<SSL_free>> ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), client);
    if (SSL_accept(ssl.get()) != 1) return;
    std::string request;
    std::array<char, 4096> buffer{};
    while (!complete(request)) {
      const int got = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (got <= 0) return;
      request.append(buffer.data(), static_cast<std::size_t>(got));
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    Connection connection(ssl.get(), stop_);
    handler_(request, connection);
    SSL_shutdown(ssl.get());
  }

  static bool complete(const std::string& request) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::size_t length = request.find("Content-Length: ");
    if (length == std::string::npos || length > end) return true;
    return request.size() >= end + 4 + std::stoul(request.substr(length + 16));
  }

  Handler handler_;
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_;
  base::UniqueFd listener_;
  int port_ = 0;
  std::string ca_file_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace ngcs::test
