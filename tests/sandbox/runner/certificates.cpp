#include "runner/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>

#include "layout.h"

namespace ngcs::sandbox {

namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }  // wipes the private part
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

constexpr long kHour = 3600;
constexpr long kDay = 24 * kHour;

struct Pair {
  Owned<X509> certificate;
  Owned<EVP_PKEY> key;
};

struct Request {
  std::string common_name;
  std::string alternative_names;  // as in openssl's configuration; empty for a CA
  long not_before = -kHour;       // seconds from now
  long not_after = 30 * kDay;
};

base::Error failed() { return {base::Errc::kInternal, "OpenSSL cannot make the sandbox's certificates"}; }

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  const Owned<BIGNUM> number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto add = [&](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.c_str()),
                                      -1, -1, 0) == 1;
  };
  return add("O", "ngc-sandbox") && add("CN", common_name);
}

// What only the CA, and what only a leaf has. Python 3.13 and Go's newer verifiers insist on the key identifiers and
// on a key usage.
bool add_ca_extensions(X509* certificate) {
  // A permitted DNS name covers the names below it; without the excluded addresses an IP certificate would be allowed.
  std::string constraints = "critical,permitted;DNS:example";
  for (const Host& host : kHosts) constraints += ",permitted;DNS:" + std::string(host.name);
  constraints += ",excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0";
  return add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
         add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, certificate, NID_authority_key_identifier, "keyid:always") &&
         add_extension(certificate, certificate, NID_name_constraints, constraints);
}

bool add_leaf_extensions(X509* certificate, X509* issuer, const std::string& names) {
  return add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         add_extension(certificate, issuer, NID_subject_alt_name, names);
}

// Self-signed where there is no issuer.
base::Result<Pair> issue(const Request& request, const Pair* issuer) {
  Pair pair{Owned<X509>(X509_new()), Owned<EVP_PKEY>(EVP_EC_gen("P-256"))};
  X509* certificate = pair.certificate.get();
  if (certificate == nullptr || !pair.key) return failed();
  X509* issuing = issuer != nullptr ? issuer->certificate.get() : certificate;
  EVP_PKEY* signing_key = issuer != nullptr ? issuer->key.get() : pair.key.get();
  const bool done = X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate), request.not_before) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate), request.not_after) != nullptr &&
                    set_name(certificate, request.common_name) &&
                    X509_set_issuer_name(certificate, X509_get_subject_name(issuing)) == 1 &&
                    X509_set_pubkey(certificate, pair.key.get()) == 1 &&
                    (issuer == nullptr ? add_ca_extensions(certificate)
                                       : add_leaf_extensions(certificate, issuing, request.alternative_names)) &&
                    X509_sign(certificate, signing_key, EVP_sha256()) > 0;
  if (!done) return failed();
  return pair;
}

std::string text_of(const Owned<BIO>& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string certificate_pem(X509* certificate) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  return bio && PEM_write_bio_X509(bio.get(), certificate) == 1 ? text_of(bio) : std::string();
}

std::string key_pem(EVP_PKEY* key) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  const bool done = bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  return done ? text_of(bio) : std::string();
}

std::string hash_of(X509* certificate) {
  int ok = 0;
  const unsigned long hash = X509_NAME_hash_ex(X509_get_subject_name(certificate), nullptr, nullptr, &ok);
  char text[16] = "";
  std::snprintf(text, sizeof text, "%08lx", hash);
  return ok == 1 ? text : std::string();
}

}  // namespace

std::vector<std::string> foreign_names(std::string_view world) {
  constexpr std::size_t kMost = 64;
  constexpr std::size_t kLongest = 253;
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  std::vector<std::string> names;
  while (names.size() < kMost) {
    const std::size_t start = world.find_first_of(kAllowed);
    if (start == std::string_view::npos) break;
    world.remove_prefix(start);
    const std::string_view word = world.substr(0, world.find_first_not_of(kAllowed));
    world.remove_prefix(word.size());
    const bool well_formed =
        word.size() <= kLongest && word.front() != '.' && word.find("..") == std::string_view::npos;
    if (well_formed && word.ends_with(".example") && std::find(names.begin(), names.end(), word) == names.end()) {
      names.emplace_back(word);
    }
  }
  return names;
}

base::Result<Issued> issue_certificates(const std::vector<std::string>& foreign_names) {
  const auto ca = issue({.common_name = "ngc-sandbox throw-away CA", .alternative_names = {}}, nullptr);
  const auto unknown = issue({.common_name = "ngc-sandbox CA nobody trusts", .alternative_names = {}}, nullptr);
  if (!ca || !unknown) return failed();

  Issued issued;
  issued.ca = certificate_pem(ca->certificate.get());
  issued.ca_hash = hash_of(ca->certificate.get());
  if (issued.ca.empty() || issued.ca_hash.empty()) return failed();

  const auto add = [&](const std::string& name, const Request& request, const Pair& issuer) {
    const auto leaf = issue(request, &issuer);
    if (!leaf) return false;
    issued.leaves.push_back({name, certificate_pem(leaf->certificate.get()), key_pem(leaf->key.get())});
    return !issued.leaves.back().certificate.empty() && !issued.leaves.back().key.empty();
  };

  // OpenSSL and curl accept no wildcard directly below a top level; Go does.
  std::string foreign = "DNS:" + std::string(kForeignName) + ",DNS:*." + std::string(kForeignName) + ",DNS:*.example";
  for (const std::string& name : foreign_names) foreign += ",DNS:" + name;
  bool done = add("foreign", {.common_name = std::string(kForeignName), .alternative_names = foreign}, *ca);
  for (const Host& host : kHosts) {
    const std::string name(host.name);
    const Request good{.common_name = name, .alternative_names = "DNS:" + name};
    Request expired = good;
    expired.not_before = -60 * kDay;
    expired.not_after = -30 * kDay;
    const Request wrong{.common_name = "wrong-name.example", .alternative_names = "DNS:wrong-name.example"};
    done = done && add(name, good, *ca) && add(name + ".expired", expired, *ca) &&
           add(name + ".wrong-name", wrong, *ca) && add(name + ".unknown-ca", good, *unknown);
  }
  if (!done) return failed();
  return issued;
}

}  // namespace ngcs::sandbox
