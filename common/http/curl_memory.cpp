#include "http/curl_memory.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>

#include "http/curl_handles.h"
#include "secret/secret_string.h"

namespace ngcs::http {
namespace {

// libcurl's own types of function.
extern "C" {

void wiping_free(void* memory) {
  if (memory == nullptr) return;
  secret::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

// realloc() itself may move a block and leave the old one readable.
void* wiping_realloc(void* memory, std::size_t size) {
  void* const fresh = std::malloc(size);
  if (fresh == nullptr || memory == nullptr) return fresh;
  const std::size_t had = malloc_usable_size(memory);
  std::memcpy(fresh, memory, had < size ? had : size);
  wiping_free(memory);
  return fresh;
}

void* plain_malloc(std::size_t size) { return std::malloc(size); }
void* plain_calloc(std::size_t count, std::size_t size) { return std::calloc(count, size); }
char* plain_strdup(const char* text) { return ::strdup(text); }

}  // extern "C"

}  // namespace

base::Result<void> initialise_curl() {
  // The order of a local static: at the first call, once, also with several threads.
  static const CURLcode code =
      curl_global_init_mem(CURL_GLOBAL_DEFAULT, plain_malloc, wiping_free, wiping_realloc, plain_strdup, plain_calloc);
  if (code == CURLE_OK) return {};
  return base::Error{base::Errc::kInternal, std::string("libcurl does not start: ") + curl_easy_strerror(code)};
}

}  // namespace ngcs::http
