#include "runner/certificates.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "layout.h"

namespace ngcs::sandbox {
namespace {

struct Free {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};

std::unique_ptr<BIO, Free> memory(const std::string& text) {
  return std::unique_ptr<BIO, Free>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::unique_ptr<X509, Free> read(const std::string& pem) {
  return std::unique_ptr<X509, Free>(PEM_read_bio_X509(memory(pem).get(), nullptr, nullptr, nullptr));
}

const Issued& issued() {
  static const Issued value = [] {
    auto result = issue_certificates({"realm.elsewhere.example"});
    EXPECT_TRUE(result.has_value());
    return result ? std::move(*result) : Issued{};
  }();
  return value;
}

const IssuedCertificate& leaf(const std::string& name) {
  const auto found = std::find_if(issued().leaves.begin(), issued().leaves.end(),
                                  [&](const IssuedCertificate& item) { return item.name == name; });
  EXPECT_NE(found, issued().leaves.end()) << name;
  static const IssuedCertificate none;
  return found != issued().leaves.end() ? *found : none;
}

// X509_V_OK or the reason why a client that trusts the CA refuses this certificate of `host`.
int verify(const std::string& name, const std::string& host) {
  const auto ca = read(issued().ca);
  const auto certificate = read(leaf(name).certificate);
  const std::unique_ptr<X509_STORE, Free> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new());
  X509_STORE_add_cert(store.get(), ca.get());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

TEST(Certificates, EachHostIsVerifiedUnderItsOwnNameOnly) {
  for (const Host& host : kHosts) {
    const std::string name(host.name);
    EXPECT_EQ(verify(name, name), X509_V_OK) << name;
    EXPECT_EQ(verify(name, "foreign.example"), X509_V_ERR_HOSTNAME_MISMATCH);
  }
  for (const char* name : {"foreign.example", "a.foreign.example", "realm.elsewhere.example"}) {
    EXPECT_EQ(verify("foreign", name), X509_V_OK) << name;
  }
  EXPECT_EQ(verify("foreign", "nvcr.io"), X509_V_ERR_HOSTNAME_MISMATCH);
}

TEST(Certificates, ForeignNamesAreTakenFromTheWorld) {
  EXPECT_EQ(foreign_names(R"({"realm": "https://auth.evil.example/token?x", "e": "a@acme.example", "f": "acme.example",
                              "g": "nvcr.io.example.com", "h": "..example", "i": "https://b.example:443/"})"),
            (std::vector<std::string>{"auth.evil.example", "acme.example", "b.example"}));
  std::string many;
  for (int i = 0; i < 200; ++i) many += "h" + std::to_string(i) + ".example ";
  EXPECT_EQ(foreign_names(many).size(), 64U);
}

TEST(Certificates, EachBadVariantIsRefusedForItsReason) {
  for (const Host& host : kHosts) {
    const std::string name(host.name);
    EXPECT_EQ(verify(name + ".expired", name), X509_V_ERR_CERT_HAS_EXPIRED);
    EXPECT_EQ(verify(name + ".wrong-name", name), X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_EQ(verify(name + ".unknown-ca", name), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  }
}

TEST(Certificates, TheAuthorityIsConstrainedToTheSandboxesNames) {
  const auto ca = read(issued().ca);
  ASSERT_NE(ca, nullptr);
  int critical = 0;
  auto* constraints =
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(ca.get(), NID_name_constraints, &critical, nullptr));
  ASSERT_NE(constraints, nullptr);
  EXPECT_EQ(critical, 1);
  EXPECT_EQ(static_cast<std::size_t>(sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees)), kHosts.size() + 1);
  EXPECT_EQ(sk_GENERAL_SUBTREE_num(constraints->excludedSubtrees), 2);  // every IPv4 and every IPv6 address
  NAME_CONSTRAINTS_free(constraints);
  EXPECT_EQ(X509_get_extension_flags(ca.get()) & EXFLAG_CA, static_cast<std::uint32_t>(EXFLAG_CA));
  EXPECT_EQ(X509_get_pathlen(ca.get()), 0);
}

TEST(Certificates, NoPrivateKeyButTheLeavesOwnLeaves) {
  EXPECT_EQ(issued().ca.find("PRIVATE"), std::string::npos);
  for (const IssuedCertificate& item : issued().leaves) {
    const auto certificate = read(item.certificate);
    const std::unique_ptr<EVP_PKEY, Free> key(
        PEM_read_bio_PrivateKey(memory(item.key).get(), nullptr, nullptr, nullptr));
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(X509_check_private_key(certificate.get(), key.get()), 1) << item.name;
  }
  EXPECT_EQ(issued().leaves.size(), 1 + 4 * kHosts.size());
}

}  // namespace
}  // namespace ngcs::sandbox
