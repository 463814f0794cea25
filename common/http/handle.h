// The one place that sets libcurl options. Internal to http; a test compares what is set with the documented table.
#pragma once

#include <string>

#include "base/result.h"
#include "http/curl_handles.h"
#include "http/transport.h"
#include "http/url.h"

namespace ngcs::http {

// curl_easy_setopt with its type rules. Virtual so that a test can write down what is set.
class OptionWriter {
 public:
  explicit OptionWriter(CURL* handle) : handle_(handle) {}
  OptionWriter(const OptionWriter&) = delete;
  OptionWriter& operator=(const OptionWriter&) = delete;
  virtual ~OptionWriter() = default;
  virtual CURLcode number(CURLoption option, long value) { return curl_easy_setopt(handle_, option, value); }
  virtual CURLcode big_number(CURLoption option, curl_off_t value) { return curl_easy_setopt(handle_, option, value); }
  virtual CURLcode text(CURLoption option, const char* value) { return curl_easy_setopt(handle_, option, value); }
  virtual CURLcode pointer(CURLoption option, void* value) { return curl_easy_setopt(handle_, option, value); }
  virtual CURLcode data_callback(CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(handle_, option, value);
  }
  virtual CURLcode read_callback(CURLoption option, curl_read_callback value) {
    return curl_easy_setopt(handle_, option, value);
  }
  virtual CURLcode last_check(CURLoption option, curl_prereq_callback value) {
    return curl_easy_setopt(handle_, option, value);
  }

 private:
  CURL* handle_;
};

// What the callbacks of a handle work on. Address fixed while the handle lives.
struct HandleParts {
  UniqueCurlUrl url;
  UniqueCurlList headers;
  char error[CURL_ERROR_SIZE] = {};  // NOLINT(modernize-avoid-c-arrays): libcurl's form
};

struct HandleCallbacks {
  curl_write_callback on_body = nullptr;
  curl_write_callback on_header = nullptr;
  curl_prereq_callback before_request = nullptr;
  curl_read_callback give_body = nullptr;  // of a request with a body source
  void* context = nullptr;                 // handed to all of them
};

// Sets every option for one request, in the order of the table in docs/wire.md. The first option that libcurl refuses
// is kInternal: an option that is ignored could be the one that keeps the key from leaking.
[[nodiscard]] base::Result<void> set_options(OptionWriter& writer, const Request& request, const Url& url, int left_ms,
                                             const std::string& ca_file, const HandleCallbacks& callbacks,
                                             HandleParts& parts);

}  // namespace ngcs::http
