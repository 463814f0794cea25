#include "http/failure.h"

#include <gtest/gtest.h>

#include "http/transport.h"

namespace ngcs::http {
namespace {

using base::Errc;

base::Error explained(const Failure& failure) {
  return explain_failure(*Url::parse("https://nvcr.io/v2/?secret=query"), failure);
}

Failure with(CURLcode code) {
  Failure failure;
  failure.code = code;
  return failure;
}

TEST(Failures, EachCodeHasItsKind) {
  struct Row {
    CURLcode code;
    bool secured;
    Errc errc;
    int detail;
  };
  for (const Row& row :
       {Row{CURLE_COULDNT_RESOLVE_HOST, false, Errc::kNetwork, kDns},
        Row{CURLE_COULDNT_CONNECT, false, Errc::kNetwork, kConnect},
        Row{CURLE_SSL_CONNECT_ERROR, false, Errc::kNetwork, kTls},
        Row{CURLE_PEER_FAILED_VERIFICATION, false, Errc::kNetwork, kCertificate},
        Row{CURLE_SSL_CACERT_BADFILE, false, Errc::kNetwork, kCertificate},
        Row{CURLE_GOT_NOTHING, true, Errc::kNetwork, kNoAnswer}, Row{CURLE_RECV_ERROR, true, Errc::kNetwork, kBroken},
        Row{CURLE_RECV_ERROR, false, Errc::kNetwork, kReset}, Row{CURLE_SEND_ERROR, true, Errc::kNetwork, kBroken},
        Row{CURLE_PARTIAL_FILE, true, Errc::kNetwork, kBroken},
        Row{CURLE_UNSUPPORTED_PROTOCOL, true, Errc::kNetwork, kBroken},
        Row{CURLE_WEIRD_SERVER_REPLY, true, Errc::kNetwork, kBroken},
        Row{CURLE_COULDNT_RESOLVE_PROXY, false, Errc::kNetwork, kProxyName},
        Row{CURLE_PROXY, false, Errc::kNetwork, kProxy}, Row{CURLE_FILESIZE_EXCEEDED, true, Errc::kTooLarge, 0},
        Row{CURLE_READ_ERROR, true, Errc::kNetwork, kOther}}) {
    Failure failure = with(row.code);
    failure.secured = row.secured;
    const base::Error error = explained(failure);
    EXPECT_EQ(error.code, row.errc) << row.code;
    EXPECT_EQ(error.detail, row.detail) << row.code;
    EXPECT_EQ(error.message.find("secret"), std::string::npos);
  }
}

// The codes are libcurl's, the words OpenSSL's and libcurl's (7.88.1 with OpenSSL 3.0).
TEST(Failures, WordsSeparateWhatOneCodeHolds) {
  struct Row {
    CURLcode code;
    const char* words;
    int detail;
  };
  for (const Row& row :
       {Row{CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: certificate has expired", kCertificateExpired},
        Row{CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: certificate is not yet valid",
            kCertificateExpired},
        Row{CURLE_PEER_FAILED_VERIFICATION,
            "SSL: no alternative certificate subject name matches target host name 'nvcr.io'", kCertificateName},
        Row{CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: unable to get local issuer certificate",
            kCertificate},
        Row{CURLE_SSL_CONNECT_ERROR, "OpenSSL SSL_connect: Connection reset by peer in connection to nvcr.io:443",
            kReset},
        Row{CURLE_SSL_CONNECT_ERROR, "error:0A00042E:SSL routines::tlsv1 alert protocol version", kTlsVersion},
        Row{CURLE_SSL_CONNECT_ERROR, "error:0A00010B:SSL routines::wrong version number", kTls}}) {
    Failure failure = with(row.code);
    failure.detail = row.words;
    EXPECT_EQ(explained(failure).detail, row.detail) << row.words;
  }
}

TEST(Failures, ATimeOutSaysHowFarItCame) {
  Failure failure = with(CURLE_OPERATION_TIMEDOUT);
  failure.waited_ms = 8000;
  EXPECT_EQ(explained(failure).code, Errc::kNetwork);
  EXPECT_EQ(explained(failure).detail, kDns);
  failure.resolved = true;
  EXPECT_EQ(explained(failure).code, Errc::kNetwork);
  EXPECT_EQ(explained(failure).detail, kConnectTimeout);
  EXPECT_EQ(explained(failure).message, "nothing answered at https://nvcr.io within 8 s");
  failure.connected = true;
  EXPECT_EQ(explained(failure).code, Errc::kService);
  EXPECT_EQ(explained(failure).detail, kNoAnswer);
  EXPECT_TRUE(is_below_http(explained(failure)));
  EXPECT_FALSE(is_below_http({Errc::kService, "", "", 503}));
  failure.answered = true;
  EXPECT_EQ(explained(failure).detail, kBroken);
}

TEST(Failures, TheProxyIsNamedWhereItIsAtFault) {
  Failure failure = with(CURLE_RECV_ERROR);
  failure.proxy = "proxy.example";
  failure.proxy_status = 407;
  EXPECT_EQ(explained(failure).detail, kProxyLogin);
  EXPECT_NE(explained(failure).message.find("proxy.example wants a user name"), std::string::npos);
  failure.proxy_status = 403;
  EXPECT_NE(explained(failure).message.find("refuses to connect to nvcr.io (403)"), std::string::npos);
  failure.proxy_status = 200;
  failure.secured = true;
  EXPECT_EQ(explained(failure).detail, kBroken);

  failure = with(CURLE_COULDNT_CONNECT);
  failure.proxy = "proxy.example";
  failure.detail = "Failed to connect to proxy.example port 3128";
  EXPECT_EQ(explained(failure).detail, kProxy);
  failure.detail = "Failed to connect to nvcr.io port 443";  // NO_PROXY holds for it
  EXPECT_EQ(explained(failure).detail, kConnect);
}

TEST(Failures, TextFromOutsideIsMadePrintable) {
  Failure failure = with(CURLE_PEER_FAILED_VERIFICATION);
  failure.detail = "bad\x1b[31m issuer";
  EXPECT_EQ(explained(failure).message.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace ngcs::http
