#include "ngc/chart_upload.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "base/text.h"
#include "http/url.h"
#include "ngc/chart_error.h"
#include "ngc/requests.h"
#include "ngc/service_error.h"
#include "ngc/sha256.h"
#include "registry/server_name.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using base::Error;

// A service may work on what it was sent before it answers.
constexpr int kStallMs = 120 * 1000;

std::string part_head(std::string_view boundary, std::string_view field, std::string_view file, std::string_view type) {
  std::string head = "--" + std::string(boundary) + "\r\nContent-Disposition: form-data; name=\"";
  head += field;
  head += "\"; filename=\"";
  head += file;
  head += "\"\r\nContent-Type: ";
  head += type;
  return head + "\r\n\r\n";
}

// What is sent: text, the file, text. Reads the file by position and computes its digest on the way.
class Body {
 public:
  Body(const PackagedChart& chart, std::string before, std::string after)
      : chart_(chart), before_(std::move(before)), after_(std::move(after)) {}

  [[nodiscard]] std::uint64_t size() const { return before_.size() + chart_.size + after_.size(); }

  base::Result<std::size_t> read(char* into, std::size_t room) {
    std::size_t count = 0;
    if (at_ < before_.size()) {
      count = before_.copy(into, room, at_);
    } else if (const std::uint64_t in_file = at_ - before_.size(); in_file < chart_.size) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room, chart_.size - in_file));
      const ssize_t got = ::pread(chart_.fd, into, wanted, static_cast<off_t>(in_file));
      if (got < 0 && errno == EINTR) return read(into, room);
      if (got < 0) return base::errno_error(errno, "cannot read " + chart_.file);
      count = static_cast<std::size_t>(got);
      digest_.update({into, count});
    } else {
      count = after_.copy(into, room, static_cast<std::size_t>(in_file - chart_.size));
    }
    at_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t done() const { return at_; }
  [[nodiscard]] std::string digest() { return digest_.hex(); }

 private:
  const PackagedChart& chart_;
  std::string before_;
  std::string after_;
  std::uint64_t at_ = 0;
  Sha256 digest_;
};

// A line that stands in neither part: the digest-like word is checked against the provenance, and a gzip file that
// happened to hold it would have to be made for that.
std::string boundary_for(const PackagedChart& chart) {
  std::string boundary = "ngc-chart-7d1f0c52a9";
  while (chart.provenance.find(boundary) != std::string::npos) boundary += 'x';
  return boundary;
}

bool says(const http::Response& response, std::string_view words) {
  return base::lower(response.body).find(words) != std::string::npos;
}

Error refusal(const std::string& asked, const http::Response& response, const secret::SecretString& key,
              const registry::Space& space) {
  Error error = chart_error(answer_error(asked, response, &key), ChartAction::kWrite, space.path());
  // The service is reported to answer a second push of a version with 409, and with 400 and a sentence.
  if (response.status == 400 && says(response, "already exists")) error.code = Errc::kConflict;
  if (response.status == 400 && says(response, "not found")) error.code = Errc::kNotFound;
  return error;
}

}  // namespace

base::Result<Upload> upload_chart(http::Transport& transport, const secret::SecretString& key,
                                  const registry::Space& space, const PackagedChart& chart,
                                  const UploadOptions& options) {
  http::Request request;
  request.method = http::Method::kPost;
  request.url = "https://" + std::string(registry::kHelmHost) + "/api/" + space.path() + "/charts";
  if (options.force) request.url += "?force";
  const auto url = http::Url::parse(request.url);
  if (!url) return url.error();
  if (!is_allowed(request.method, *url)) return Error(Errc::kForbiddenHost, "no chart is sent to " + request.url);

  std::string before;
  std::string after;
  request.content_type = "application/gzip";
  if (!chart.provenance.empty()) {
    const std::string boundary = boundary_for(chart);
    request.content_type = "multipart/form-data; boundary=" + boundary;
    before = part_head(boundary, "chart", chart.file, "application/gzip");
    after = "\r\n" + part_head(boundary, "prov", chart.file + ".prov", "application/pgp-signature") + chart.provenance +
            "\r\n--" + boundary + "--\r\n";
  }
  Body body(chart, std::move(before), std::move(after));
  const http::BodySource source{.size = body.size(), .read = [&](char* into, std::size_t room) {
                                  auto got = body.read(into, room);
                                  if (got && options.progress) options.progress(body.done(), body.size());
                                  return got;
                                }};
  request.body_source = &source;
  request.credential = http::Credential{http::Credential::Form::kBasic, std::string(registry::kUserName), &key};
  request.headers.push_back({"Accept", "application/json"});
  request.total_timeout_ms = options.total_timeout_ms;
  request.stall_timeout_ms = kStallMs;
  request.retry = false;
  const auto response = transport.send(request);
  if (!response) return response.error();
  if (response->status != 200 && response->status != 201 && response->status != 202) {
    return refusal("POST " + url->without_query(), *response, key, space);
  }
  return Upload{response->status, body.digest()};
}

}  // namespace ngcs::ngc
