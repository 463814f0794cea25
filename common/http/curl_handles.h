// Owners of libcurl's C handles. Internal to http: no other folder includes curl.h.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace ngcs::http {

struct CurlUrlDelete {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
};
struct CurlDelete {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct CurlListDelete {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct CurlFree {
  void operator()(char* text) const noexcept { curl_free(text); }
};

using UniqueCurlUrl = std::unique_ptr<CURLU, CurlUrlDelete>;
using UniqueCurl = std::unique_ptr<CURL, CurlDelete>;
using UniqueCurlList = std::unique_ptr<curl_slist, CurlListDelete>;
using UniqueCurlText = std::unique_ptr<char, CurlFree>;

}  // namespace ngcs::http
