// The options that are set, against the table that says which must be: docs/wire.md, "libcurl options".
#include "http/handle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "http/curl_memory.h"
#include "http/curl_transport.h"

namespace ngcs::http {
namespace {

using secret::SecretString;
using testing::ElementsAre;

using Options = std::map<std::string, std::string>;

// Sets for real, on a real handle, and writes down. Secrets are tests' own.
class RecordingWriter final : public OptionWriter {
 public:
  explicit RecordingWriter(CURL* handle) : OptionWriter(handle) {}
  CURLcode number(CURLoption option, long value) override {
    return note(option, std::to_string(value), OptionWriter::number(option, value));
  }
  CURLcode big_number(CURLoption option, curl_off_t value) override {
    return note(option, std::to_string(value), OptionWriter::big_number(option, value));
  }
  CURLcode text(CURLoption option, const char* value) override {
    return note(option, value == nullptr ? "null" : value, OptionWriter::text(option, value));
  }
  CURLcode pointer(CURLoption option, void* value) override {
    return note(option, value == nullptr ? "null" : "set", OptionWriter::pointer(option, value));
  }
  CURLcode data_callback(CURLoption option, curl_write_callback value) override {
    return note(option, value == nullptr ? "null" : "set", OptionWriter::data_callback(option, value));
  }
  CURLcode read_callback(CURLoption option, curl_read_callback value) override {
    return note(option, value == nullptr ? "null" : "set", OptionWriter::read_callback(option, value));
  }
  CURLcode last_check(CURLoption option, curl_prereq_callback value) override {
    return note(option, value == nullptr ? "null" : "set", OptionWriter::last_check(option, value));
  }
  Options options;
  CURLoption fail_at = static_cast<CURLoption>(0);

 private:
  CURLcode note(CURLoption option, std::string value, CURLcode code) {
    const curl_easyoption* known = curl_easy_option_by_id(option);
    EXPECT_NE(known, nullptr);
    const bool fresh = options.emplace(known == nullptr ? "?" : known->name, std::move(value)).second;
    EXPECT_TRUE(fresh) << known->name << " is set twice";
    EXPECT_EQ(code, CURLE_OK) << known->name;
    return option == fail_at ? CURLE_UNKNOWN_OPTION : code;
  }
};

std::size_t swallow(char* /*data*/, std::size_t size, std::size_t count, void* /*context*/) { return size * count; }
std::size_t give_nothing(char* /*into*/, std::size_t /*size*/, std::size_t /*count*/, void* /*context*/) { return 0; }
int allow(void* /*context*/, char* /*peer*/, char* /*own*/, int /*peer_port*/, int /*own_port*/) { return 0; }

struct Built {
  base::Result<void> result;
  Options options;
  std::vector<std::string> headers;
};

Built build(const Request& request, const std::string& ca_file = {}, CURLoption fail_at = static_cast<CURLoption>(0)) {
  EXPECT_TRUE(initialise_curl());
  HandleParts parts;
  const UniqueCurl handle(curl_easy_init());
  RecordingWriter writer(handle.get());
  writer.fail_at = fail_at;
  int context = 0;
  auto result = set_options(writer, request, *Url::parse(request.url), 30000, ca_file,
                            {swallow, swallow, allow, give_nothing, &context}, parts);
  std::vector<std::string> headers;
  for (const curl_slist* line = parts.headers.get(); line != nullptr; line = line->next)
    headers.emplace_back(line->data);
  return {std::move(result), std::move(writer.options), std::move(headers)};
}

// Every request has exactly these; what depends on the request comes on top.
const Options kAlways = {
    // schemes, redirects, URL
    {"PROTOCOLS_STR", "https"},
    {"REDIR_PROTOCOLS_STR", "https"},
    {"FOLLOWLOCATION", "0"},
    {"MAXREDIRS", "0"},
    {"UNRESTRICTED_AUTH", "0"},
    {"POSTREDIR", "0"},
    {"AUTOREFERER", "0"},
    {"CURLU", "set"},
    {"DISALLOW_USERNAME_IN_URL", "1"},
    // credentials
    {"NETRC", "0"},
    // TLS
    {"SSL_VERIFYPEER", "1"},
    {"SSL_VERIFYHOST", "2"},
    {"SSLVERSION", std::to_string(CURL_SSLVERSION_TLSv1_2)},
    {"SSL_OPTIONS", std::to_string(CURLSSLOPT_NO_PARTIALCHAIN)},
    {"PROXY_SSL_VERIFYPEER", "1"},
    {"PROXY_SSL_VERIFYHOST", "2"},
    {"PROXY_SSLVERSION", std::to_string(CURL_SSLVERSION_TLSv1_2)},
    {"PROXY_SSL_OPTIONS", std::to_string(CURLSSLOPT_NO_PARTIALCHAIN)},
    // proxy
    {"PROXYAUTH", std::to_string(CURLAUTH_BASIC)},
    {"SUPPRESS_CONNECT_HEADERS", "1"},
    {"HEADEROPT", std::to_string(CURLHEADER_SEPARATE)},
    // limits
    {"MAXFILESIZE_LARGE", "1048576"},
    {"HTTP09_ALLOWED", "0"},
    {"HTTP_VERSION", std::to_string(CURL_HTTP_VERSION_1_1)},
    // time
    {"CONNECTTIMEOUT_MS", "8000"},
    {"TIMEOUT_MS", "30000"},
    {"SERVER_RESPONSE_TIMEOUT", "20"},
    {"LOW_SPEED_LIMIT", "1"},
    {"LOW_SPEED_TIME", "15"},
    {"HAPPY_EYEBALLS_TIMEOUT_MS", "200"},
    {"NOSIGNAL", "1"},
    // connections and state
    {"FRESH_CONNECT", "1"},
    {"FORBID_REUSE", "1"},
    {"HSTS_CTRL", "0"},
    {"DOH_URL", "null"},
    // callbacks
    {"WRITEFUNCTION", "set"},
    {"WRITEDATA", "set"},
    {"HEADERFUNCTION", "set"},
    {"HEADERDATA", "set"},
    {"PREREQFUNCTION", "set"},
    {"PREREQDATA", "set"},
    {"ERRORBUFFER", "set"},
    {"USERAGENT", "ngc-auth/" NGCS_VERSION},
};

Options always_and(const Options& more) {
  Options all = kAlways;
  all.insert(more.begin(), more.end());
  return all;
}

TEST(Handle, WithoutAKey) {
  Request request;
  request.url = "https://layers.nvcr.io/b?signature=1";
  const Built built = build(request);
  ASSERT_TRUE(built.result);
  EXPECT_EQ(built.options, always_and({{"HTTPAUTH", "0"}, {"HTTPGET", "1"}, {"HTTPHEADER", "null"}}));
}

TEST(Handle, TheKeyOnlyThroughUserNameAndPassword) {
  const SecretString key("nvapi-MARKED");
  Request request;
  request.url = "https://nvcr.io/proxy_auth";
  request.credential = Credential{Credential::Form::kBasic, "$oauthtoken", &key};
  request.headers.push_back({"Accept", "application/json"});
  const Built built = build(request);
  ASSERT_TRUE(built.result);
  EXPECT_EQ(built.options, always_and({{"HTTPAUTH", std::to_string(CURLAUTH_BASIC)},
                                       {"USERNAME", "$oauthtoken"},
                                       {"PASSWORD", "nvapi-MARKED"},
                                       {"HTTPGET", "1"},
                                       {"HTTPHEADER", "set"}}));
  EXPECT_THAT(built.headers, ElementsAre("Accept: application/json"));
}

TEST(Handle, ATokenOnlyThroughTheBearerOption) {
  const SecretString token("token-MARKED");
  Request request;
  request.method = Method::kHead;
  request.url = "https://nvcr.io/v2/a/manifests/1";
  request.credential = Credential{Credential::Form::kBearer, {}, &token};
  const Built built = build(request);
  ASSERT_TRUE(built.result);
  EXPECT_EQ(built.options, always_and({{"HTTPAUTH", std::to_string(CURLAUTH_BEARER)},
                                       {"XOAUTH2_BEARER", "token-MARKED"},
                                       {"NOBODY", "1"},
                                       {"HTTPHEADER", "null"}}));
}

TEST(Handle, ABodyWithAKeyIsBorrowedNotCopied) {
  const SecretString form("credentials=nvapi-MARKED");
  Request request;
  request.method = Method::kPost;
  request.url = "https://api.ngc.nvidia.com/v3/keys/get-caller-info";
  request.secret_body = &form;
  request.content_type = "application/x-www-form-urlencoded";
  const Built built = build(request);
  ASSERT_TRUE(built.result);
  EXPECT_EQ(built.options, always_and({{"HTTPAUTH", "0"},
                                       {"POST", "1"},
                                       {"POSTFIELDSIZE_LARGE", "24"},
                                       {"POSTFIELDS", "set"},  // not COPYPOSTFIELDS
                                       {"HTTPHEADER", "set"}}));
  EXPECT_THAT(built.headers, ElementsAre("Content-Type: application/x-www-form-urlencoded", "Expect:"));
}

TEST(Handle, OtherMethods) {
  Request request;
  request.url = "https://nvcr.io/";
  request.body = "{}";
  request.content_type = "application/json";
  for (const Method method : {Method::kPut, Method::kPatch, Method::kDelete}) {
    request.method = method;
    const Built built = build(request);
    ASSERT_TRUE(built.result);
    EXPECT_EQ(built.options, always_and({{"HTTPAUTH", "0"},
                                         {"CUSTOMREQUEST", std::string(method_name(method))},
                                         {"POSTFIELDSIZE_LARGE", "2"},
                                         {"POSTFIELDS", "set"},
                                         {"HTTPHEADER", "set"}}));
  }
}

TEST(Handle, ABodySourceIsReadPieceByPiece) {
  const BodySource source{.size = std::uint64_t{5} << 30, .read = [](char*, std::size_t) { return std::size_t{1}; }};
  Request request;
  request.url = "https://nvcr.io/";
  request.body_source = &source;
  request.content_type = "application/gzip";
  request.stall_timeout_ms = 60000;
  Options expected = always_and({{"HTTPAUTH", "0"},
                                 {"POST", "1"},
                                 {"POSTFIELDSIZE_LARGE", "5368709120"},
                                 {"READFUNCTION", "set"},
                                 {"READDATA", "set"},
                                 {"HTTPHEADER", "set"}});
  expected["LOW_SPEED_TIME"] = "60";
  request.method = Method::kPost;
  const Built post = build(request);
  ASSERT_TRUE(post.result);
  EXPECT_EQ(post.options, expected);
  EXPECT_THAT(post.headers, ElementsAre("Content-Type: application/gzip", "Expect:"));
  request.method = Method::kPut;
  expected["CUSTOMREQUEST"] = "PUT";
  EXPECT_EQ(build(request).options, expected);
}

TEST(Handle, ABundleIsSetOnlyWhereChosen) {
  Request request;
  request.url = "https://nvcr.io/";
  const Built built = build(request, "/etc/ssl/certs/ca-certificates.crt");
  ASSERT_TRUE(built.result);
  EXPECT_EQ(built.options, always_and({{"HTTPAUTH", "0"},
                                       {"HTTPGET", "1"},
                                       {"HTTPHEADER", "null"},
                                       {"CAINFO", "/etc/ssl/certs/ca-certificates.crt"}}));
}

TEST(Handle, AnOptionThatIsRefusedEndsTheRequest) {
  const SecretString key("nvapi-MARKED");
  Request request;
  request.url = "https://nvcr.io/";
  request.credential = Credential{Credential::Form::kBasic, "$oauthtoken", &key};
  for (const CURLoption option :
       {CURLOPT_PROTOCOLS_STR, CURLOPT_FOLLOWLOCATION, CURLOPT_CURLU, CURLOPT_NETRC, CURLOPT_PASSWORD,
        CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSLVERSION, CURLOPT_MAXFILESIZE_LARGE, CURLOPT_DOH_URL,
        CURLOPT_WRITEFUNCTION, CURLOPT_PREREQFUNCTION, CURLOPT_PREREQDATA}) {
    const Built built = build(request, {}, option);
    ASSERT_FALSE(built.result) << option;
    EXPECT_EQ(built.result.error().code, base::Errc::kInternal);
    EXPECT_EQ(built.result.error().message.find("MARKED"), std::string::npos);
  }
}

}  // namespace
}  // namespace ngcs::http
