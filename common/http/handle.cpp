#include "http/handle.h"

#include <algorithm>

namespace ngcs::http {
namespace {

constexpr long kFirstByteSeconds = 20;

// Keeps the first failure; everything after it is skipped.
class Setter {
 public:
  explicit Setter(OptionWriter& writer) : writer_(writer) {}
  void number(CURLoption option, long value) { note(option, ok() ? writer_.number(option, value) : CURLE_OK); }
  void big_number(CURLoption option, curl_off_t value) {
    note(option, ok() ? writer_.big_number(option, value) : CURLE_OK);
  }
  void text(CURLoption option, const char* value) { note(option, ok() ? writer_.text(option, value) : CURLE_OK); }
  void pointer(CURLoption option, void* value) { note(option, ok() ? writer_.pointer(option, value) : CURLE_OK); }
  void data_callback(CURLoption option, curl_write_callback value) {
    note(option, ok() ? writer_.data_callback(option, value) : CURLE_OK);
  }
  void read_callback(CURLoption option, curl_read_callback value) {
    note(option, ok() ? writer_.read_callback(option, value) : CURLE_OK);
  }
  void last_check(CURLoption option, curl_prereq_callback value) {
    note(option, ok() ? writer_.last_check(option, value) : CURLE_OK);
  }
  [[nodiscard]] base::Result<void> result() const {
    if (ok()) return {};
    return base::Error{base::Errc::kInternal,
                       "libcurl refuses option " + std::to_string(failed_) + ": " + curl_easy_strerror(code_),
                       {},
                       static_cast<int>(code_)};
  }

 private:
  [[nodiscard]] bool ok() const { return code_ == CURLE_OK; }
  void note(CURLoption option, CURLcode code) {
    if (ok() && code != CURLE_OK) {
      code_ = code;
      failed_ = static_cast<int>(option);
    }
  }
  OptionWriter& writer_;
  CURLcode code_ = CURLE_OK;
  int failed_ = 0;
};

bool append(UniqueCurlList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  (void)list.release();
  list.reset(longer);
  return true;
}

base::Result<void> make_headers(const Request& request, bool with_body, UniqueCurlList& list) {
  bool ok = true;
  for (const Header& header : request.headers) ok = ok && append(list, header.name + ": " + header.value);
  // Without a content type libcurl would call every body a form.
  if (with_body) {
    ok = ok && append(list, request.content_type.empty() ? "Content-Type:" : "Content-Type: " + request.content_type);
    ok = ok && append(list, "Expect:");  // no round trip before a small body
  }
  if (!ok) return base::Error{base::Errc::kInternal, "out of memory"};
  return {};
}

void set_destination(Setter& set, const HandleParts& parts) {
  set.text(CURLOPT_PROTOCOLS_STR, "https");
  set.text(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  set.number(CURLOPT_FOLLOWLOCATION, 0);
  set.number(CURLOPT_MAXREDIRS, 0);
  set.number(CURLOPT_UNRESTRICTED_AUTH, 0);
  set.number(CURLOPT_POSTREDIR, 0);
  set.number(CURLOPT_AUTOREFERER, 0);
  set.pointer(CURLOPT_CURLU, parts.url.get());
  set.number(CURLOPT_DISALLOW_USERNAME_IN_URL, 1);
}

// The only way a secret gets into a header: libcurl encodes these itself and knows that they are credentials.
void set_credential(Setter& set, const Request& request) {
  set.number(CURLOPT_NETRC, CURL_NETRC_IGNORED);
  if (!request.credential) {
    set.number(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_NONE));
    return;
  }
  const Credential& credential = *request.credential;
  if (credential.form == Credential::Form::kBasic) {
    set.number(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set.text(CURLOPT_USERNAME, credential.user.c_str());
    set.text(CURLOPT_PASSWORD, credential.secret->reveal_c_str());
  } else {
    set.number(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set.text(CURLOPT_XOAUTH2_BEARER, credential.secret->reveal_c_str());
  }
}

void set_tls(Setter& set, const std::string& ca_file) {
  set.number(CURLOPT_SSL_VERIFYPEER, 1);
  set.number(CURLOPT_SSL_VERIFYHOST, 2);
  set.number(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  set.number(CURLOPT_SSL_OPTIONS, CURLSSLOPT_NO_PARTIALCHAIN);
  set.number(CURLOPT_PROXY_SSL_VERIFYPEER, 1);
  set.number(CURLOPT_PROXY_SSL_VERIFYHOST, 2);
  set.number(CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  set.number(CURLOPT_PROXY_SSL_OPTIONS, CURLSSLOPT_NO_PARTIALCHAIN);
  if (!ca_file.empty()) set.text(CURLOPT_CAINFO, ca_file.c_str());
}

// CURLOPT_PROXY and CURLOPT_NOPROXY stay unset, so that libcurl reads the environment. The key never gets into CONNECT:
// its headers are separate, and only https is spoken.
void set_proxy(Setter& set) {
  set.number(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  set.number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
  set.number(CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
}

void set_limits(Setter& set, const Request& request, int left_ms) {
  // Only a second fence: before 8.4 libcurl ignores it for chunked answers. The callbacks count.
  set.big_number(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_body));
  // Only where asked for: a small answer that decodes to gigabytes is cut off by the count of decoded bytes.
  if (request.compressed) set.text(CURLOPT_ACCEPT_ENCODING, "gzip");
  set.number(CURLOPT_HTTP09_ALLOWED, 0);
  set.number(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  set.number(CURLOPT_CONNECTTIMEOUT_MS, std::max(1, std::min(request.connect_timeout_ms, left_ms)));
  set.number(CURLOPT_TIMEOUT_MS, left_ms);
  set.number(CURLOPT_SERVER_RESPONSE_TIMEOUT, kFirstByteSeconds);
  set.number(CURLOPT_LOW_SPEED_LIMIT, 1);
  set.number(CURLOPT_LOW_SPEED_TIME, std::max(1, request.stall_timeout_ms / 1000));
  set.number(CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, 200);
  set.number(CURLOPT_NOSIGNAL, 1);
  set.number(CURLOPT_FRESH_CONNECT, 1);
  set.number(CURLOPT_FORBID_REUSE, 1);
  set.number(CURLOPT_HSTS_CTRL, 0);
  set.text(CURLOPT_DOH_URL, nullptr);
}

void set_method(Setter& set, const Request& request, const HandleCallbacks& callbacks) {
  const std::string_view body = request.secret_body != nullptr ? request.secret_body->reveal() : request.body;
  const auto send_body = [&] {
    if (request.body_source != nullptr) {
      set.number(CURLOPT_POST, 1);  // with a body, of whatever method
      set.big_number(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body_source->size));
      set.read_callback(CURLOPT_READFUNCTION, callbacks.give_body);
      set.pointer(CURLOPT_READDATA, callbacks.context);
      return;
    }
    // Borrowed, not copied: CURLOPT_COPYPOSTFIELDS would leave a copy of the key in the handle.
    set.big_number(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set.pointer(CURLOPT_POSTFIELDS, const_cast<char*>(body.empty() ? "" : body.data()));
  };
  switch (request.method) {
    case Method::kGet:
      set.number(CURLOPT_HTTPGET, 1);
      break;
    case Method::kHead:
      set.number(CURLOPT_NOBODY, 1);
      break;
    case Method::kPost:
      if (request.body_source == nullptr) set.number(CURLOPT_POST, 1);
      send_body();
      break;
    case Method::kPut:
    case Method::kPatch:
      send_body();
      set.text(CURLOPT_CUSTOMREQUEST, method_name(request.method).data());
      break;
    case Method::kDelete:
      if (!body.empty() || request.body_source != nullptr) send_body();
      set.text(CURLOPT_CUSTOMREQUEST, method_name(request.method).data());
      break;
  }
}

}  // namespace

base::Result<void> set_options(OptionWriter& writer, const Request& request, const Url& url, int left_ms,
                               const std::string& ca_file, const HandleCallbacks& callbacks, HandleParts& parts) {
  parts.url.reset(curl_url());
  if (!parts.url || curl_url_set(parts.url.get(), CURLUPART_URL, url.str().c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return base::Error{base::Errc::kInternal, "libcurl refuses a URL that it accepted before"};
  }
  const bool with_body = request.method != Method::kGet && request.method != Method::kHead;
  if (const auto made = make_headers(request, with_body, parts.headers); !made) return made.error();

  Setter set(writer);
  set_destination(set, parts);
  set_credential(set, request);
  set_tls(set, ca_file);
  set_proxy(set);
  set_limits(set, request, left_ms);
  set_method(set, request, callbacks);
  const std::string product = "ngc-auth/" NGCS_VERSION + (request.purpose.empty() ? "" : " " + request.purpose);
  set.text(CURLOPT_USERAGENT, product.c_str());
  set.pointer(CURLOPT_HTTPHEADER, parts.headers.get());
  set.pointer(CURLOPT_ERRORBUFFER, parts.error);
  set.data_callback(CURLOPT_WRITEFUNCTION, callbacks.on_body);
  set.pointer(CURLOPT_WRITEDATA, callbacks.context);
  set.data_callback(CURLOPT_HEADERFUNCTION, callbacks.on_header);
  set.pointer(CURLOPT_HEADERDATA, callbacks.context);
  set.last_check(CURLOPT_PREREQFUNCTION, callbacks.before_request);
  set.pointer(CURLOPT_PREREQDATA, callbacks.context);
  return set.result();
}

}  // namespace ngcs::http
