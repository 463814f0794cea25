#include "service/fronts/helm_answers.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/fd.h"
#include "base/text.h"

namespace ngcs::sandbox {

void answer_helm_error(Exchange& exchange, int status, const std::string& text) {
  if (status == 401) exchange.response.set_header("WWW-Authenticate", "Basic realm=\"helm.ngc.nvidia.com\"");
  exchange.answer_json(status, {{"error", text}});
}

void answer_no_helm(Exchange& exchange, const base::Error& error) {
  answer_helm_error(exchange, 503, "this sandbox cannot make its charts: " + error.message);
}

void serve_file(Exchange& exchange, const std::string& path, const std::string& type) {
  const auto fd = std::make_shared<base::UniqueFd>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!*fd || ::fstat(fd->get(), &info) != 0) return answer_helm_error(exchange, 500, "cannot read the file");
  const auto size = static_cast<std::size_t>(info.st_size);
  exchange.response.set_header("Accept-Ranges", "bytes");
  if (exchange.request.method == "HEAD" || size == 0) {
    exchange.response.status = 200;
    exchange.response.set_header("Content-Type", type);
    exchange.response.set_header("Content-Length", std::to_string(size));
    return;
  }
  // The status stays open: the library makes it 206 where a range is asked for.
  exchange.response.set_content_provider(
      size, type, [fd](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        std::array<char, 65536> buffer{};
        const ssize_t count =
            ::pread(fd->get(), buffer.data(), std::min(length, buffer.size()), static_cast<off_t>(offset));
        return count > 0 && sink.write(buffer.data(), static_cast<std::size_t>(count));
      });
}

bool accepts_gzip(const httplib::Request& request) {
  const std::string header = base::lower(request.get_header_value("Accept-Encoding"));
  for (const std::string_view item : base::split(header, ',')) {
    const auto parts = base::split(item, ';');
    const bool never = parts.size() > 1 && base::trim(parts[1]) == "q=0";
    if (base::trim(parts[0]) == "gzip" && !never) return true;
  }
  return false;
}

bool matches_etag(const httplib::Request& request, const std::string& tag) {
  const std::string header = request.get_header_value("If-None-Match");
  if (base::trim(header) == "*") return true;
  for (std::string_view item : base::split(header, ',')) {
    item = base::trim(item);
    if (item.substr(0, 2) == "W/") item.remove_prefix(2);
    if (item == tag) return true;
  }
  return false;
}

}  // namespace ngcs::sandbox
