#include "http/transport.h"

#include "base/text.h"

namespace ngcs::http {

std::string_view method_name(Method method) noexcept {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
  }
  return "GET";
}

std::vector<std::string_view> Response::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers) {
    if (base::iequals(header.name, name)) values.emplace_back(header.value);
  }
  return values;
}

std::optional<std::string_view> Response::first(std::string_view name) const {
  for (const Header& header : headers) {
    if (base::iequals(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace ngcs::http
