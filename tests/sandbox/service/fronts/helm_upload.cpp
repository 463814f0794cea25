#include "service/fronts/helm_upload.h"

#include <fcntl.h>

#include <cerrno>
#include <charconv>
#include <filesystem>

#include "base/fd.h"
#include "base/file.h"
#include "service/fronts/helm_answers.h"

namespace ngcs::sandbox {

namespace {

// Receives the files of one upload into a directory.
class Receiver {
 public:
  Receiver(std::string directory, std::uint64_t limit) : directory_(std::move(directory)), limit_(limit) {}

  // What follows belongs to this file; an empty name drops it.
  void begin(const std::string& name) {
    fd_.reset();
    if (name.empty()) return;
    fd_.reset(::open((directory_ + "/" + name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    broken_ = broken_ || !fd_;
  }
  bool write(std::string_view piece) {
    received_ += piece.size();
    // What is too much is read to its end: then the client is sure to see the answer.
    if (!too_large() && fd_) broken_ = broken_ || !base::write_all(fd_.get(), piece);
    return true;
  }
  [[nodiscard]] bool too_large() const { return received_ > limit_; }
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  const std::string directory_;
  const std::uint64_t limit_;
  std::uint64_t received_ = 0;
  base::UniqueFd fd_;
  bool broken_ = false;
};

bool receive(Exchange& exchange, Receiver& receiver) {
  const auto write = [&](const char* data, std::size_t size) { return receiver.write({data, size}); };
  if (!exchange.request.is_multipart_form_data()) {
    receiver.begin("chart.tgz");
    return exchange.stream_body(write);
  }
  const auto begin = [&](const httplib::MultipartFormData& part) {
    receiver.begin(part.name == "chart" ? "chart.tgz" : part.name == "prov" ? "chart.prov" : "");
    return true;
  };
  return exchange.stream_parts(begin, write);
}

bool declares_too_much(const Exchange& exchange, std::uint64_t limit) {
  const std::string header = exchange.request.get_header_value("Content-Length");
  std::uint64_t length = 0;
  std::from_chars(header.data(), header.data() + header.size(), length);
  return length > limit;
}

// Who may push nothing at all into the space is refused before the upload. What a service key may push is said by
// resources, which name charts.
bool may_push_something(const Exchange& exchange, const HelmRoute& route) {
  const Credential& credential = exchange.credential;
  if (!credential.live()) return false;
  return credential.key->kind == KeyKind::kService ||
         decide(exchange.world, exchange.now, credential, ArtifactKind::kChart, route.space() + "/new",
                Action::kPush) == Verdict::kAllowed;
}

// ChartMuseum's words differ between the forms. Of NGC's answer with 400, NGC CLI shows "Chart upload failed: . Are you
// sure this is a valid packaged Helm chart?" (Mellanox/network-operator#3181): it gives no reason.
void answer_duplicate(Exchange& exchange) {
  if (exchange.world.variants.duplicate_push == 400) return answer_helm_error(exchange, 400, "");
  const bool form = exchange.request.is_multipart_form_data();
  answer_helm_error(exchange, 409, form ? "chart already exists" : "file already exists");
}

void store(Exchange& exchange, const HelmRoute& route, const PackagePtr& package) {
  const std::string path = route.space() + "/" + package->name;
  const Verdict verdict =
      decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kChart, path, Action::kPush);
  if (verdict != Verdict::kAllowed) return answer_helm_error(exchange, content_status(verdict), "unauthorized");
  const Variants& variants = exchange.world.variants;
  ChartVersion version;
  version.version = package->version;
  version.upload = package;
  version.created = exchange.now;
  version.ready_at_ms = exchange.state.monotonic_ms() + static_cast<std::int64_t>(variants.upload_delay * 1000);
  const bool replace = variants.force_push && exchange.request.has_param("force");
  switch (exchange.state.charts().add(exchange.world, path, std::move(version), replace)) {
    case ChartStore::Added::kNew:
    case ChartStore::Added::kReplaced:
      return exchange.answer_json(201, {{"saved", true}});
    case ChartStore::Added::kNoRecord:
      // Registry guide, section 6.4.3: the record comes before the first push.
      return answer_helm_error(exchange, 404, "chart meta data is not found");
    case ChartStore::Added::kExists:
      return answer_duplicate(exchange);
  }
}

}  // namespace

void serve_upload(Exchange& exchange, ChartShelf& shelf, const HelmRoute& route) {
  if (!may_push_something(exchange, route)) return answer_helm_error(exchange, 401, "unauthorized");
  const std::uint64_t limit = exchange.world.variants.upload_limit.value_or(UINT64_MAX);
  const auto too_large = [&] { answer_helm_error(exchange, 413, "request body too large"); };
  if (declares_too_much(exchange, limit)) return too_large();
  const auto directory = shelf.new_upload();
  if (!directory) return answer_no_helm(exchange, directory.error());
  Receiver receiver(*directory, limit);
  const bool whole = receive(exchange, receiver);
  base::Result<PackagePtr> package = base::Error(base::Errc::kInvalidInput, "the upload is broken");
  if (whole && !receiver.broken() && !receiver.too_large()) package = shelf.adopt(*directory);
  if (package) return store(exchange, route, *package);
  std::error_code ignored;
  std::filesystem::remove_all(*directory, ignored);
  if (receiver.too_large()) return too_large();
  if (package.error().code == base::Errc::kInvalidInput)
    return answer_helm_error(exchange, 400, package.error().message);
  answer_no_helm(exchange, package.error());
}

}  // namespace ngcs::sandbox
