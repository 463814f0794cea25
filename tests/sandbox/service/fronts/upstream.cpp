#include "service/fronts/upstream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/text.h"

namespace ngcs::sandbox {

namespace {

// Of the connection, not of the message; or the library's own; or ours (Authorization ends at the front).
bool passes_upstream(std::string_view name) {
  static constexpr std::array<std::string_view, 15> kOwn = {
      "host",        "connection",  "keep-alive", "transfer-encoding", "content-length",
      "te",          "trailer",     "upgrade",    "authorization",     "expect",
      "remote_addr", "remote_port", "local_addr", "local_port",        "accept-encoding"};
  const auto lower = base::lower(name);
  return std::find(kOwn.begin(), kOwn.end(), lower) == kOwn.end() && lower != "content-type";
}

bool passes_downstream(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOwn = {
      "connection", "keep-alive", "transfer-encoding", "content-length", "content-type", "date", "location"};
  return std::find(kOwn.begin(), kOwn.end(), base::lower(name)) == kOwn.end();
}

std::string relative_location(const std::string& location) {
  const auto scheme = location.find("://");
  if (scheme == std::string::npos) return location;
  const auto path = location.find('/', scheme + 3);
  return path == std::string::npos ? "/" : location.substr(path);
}

httplib::Headers upstream_headers(const httplib::Request& request) {
  httplib::Headers headers;
  for (const auto& [name, value] : request.headers) {
    if (passes_upstream(name)) headers.emplace(name, value);  // a multimap: every Accept line stays
  }
  return headers;
}

httplib::Result send_with_body(httplib::Client& client, Exchange& exchange, const std::string& target,
                               const httplib::Headers& headers) {
  const httplib::Request& request = exchange.request;
  const std::string type = request.get_header_value("Content-Type");
  const auto feed = [&exchange](httplib::DataSink& sink) {
    return exchange.stream_body([&](const char* data, std::size_t size) { return sink.write(data, size); });
  };
  const auto sized = [&](std::size_t, std::size_t, httplib::DataSink& sink) { return feed(sink); };
  const auto chunked = [&](std::size_t, httplib::DataSink& sink) {
    const bool whole = feed(sink);
    if (whole) sink.done();
    return whole;
  };
  const std::string length = request.get_header_value("Content-Length");
  if (length.empty()) {
    if (request.method == "PATCH") return client.Patch(target, headers, chunked, type);
    if (request.method == "PUT") return client.Put(target, headers, chunked, type);
    return client.Post(target, headers, chunked, type);
  }
  std::size_t size = 0;
  std::from_chars(length.data(), length.data() + length.size(), size);
  if (request.method == "PATCH") return client.Patch(target, headers, size, sized, type);
  if (request.method == "PUT") return client.Put(target, headers, size, sized, type);
  return client.Post(target, headers, size, sized, type);
}

httplib::Result send_plain(httplib::Client& client, const httplib::Request& request, const std::string& target,
                           const httplib::Headers& headers) {
  httplib::Request upstream;
  upstream.method = request.method;
  upstream.path = target;
  upstream.headers = headers;
  return client.send(upstream);
}

}  // namespace

httplib::Client registry_client(const RegistryAddress& registry) {
  httplib::Client client(registry.host, registry.port);
  client.set_url_encode(false);
  client.set_decompress(false);
  client.set_tcp_nodelay(true);
  client.set_connection_timeout(10);
  client.set_read_timeout(120);
  client.set_write_timeout(120);
  return client;
}

bool forward(Exchange& exchange, const RegistryAddress& registry, const std::string& target) {
  auto client = registry_client(registry);
  const auto headers = upstream_headers(exchange.request);
  const bool body = exchange.has_body() && exchange.request.method != "DELETE";
  const auto answer =
      body ? send_with_body(client, exchange, target, headers) : send_plain(client, exchange.request, target, headers);
  httplib::Response& response = exchange.response;
  if (!answer) {
    exchange.answer_json(502, {{"errors", {{{"code", "UNAVAILABLE"}, {"message", "the registry does not answer"}}}}});
    return false;
  }
  response.status = answer->status;
  for (const auto& [name, value] : answer->headers) {
    if (passes_downstream(name)) response.set_header(name, value);
  }
  if (answer->has_header("Location")) {
    response.set_header("Location", relative_location(answer->get_header_value("Location")));
  }
  const auto type = answer->get_header_value("Content-Type");
  if (exchange.request.method == "HEAD") {
    response.set_header("Content-Length", answer->get_header_value("Content-Length"));
    if (!type.empty()) response.set_header("Content-Type", type);
  } else if (!answer->body.empty()) {
    response.set_content(answer->body, type.empty() ? "application/octet-stream" : type);
  }
  return true;
}

std::optional<BlobInfo> blob_info(const RegistryAddress& registry, const std::string& path) {
  auto client = registry_client(registry);
  const auto answer = client.Head(path);
  if (!answer || answer->status != 200) return std::nullopt;
  BlobInfo blob;
  const auto length = answer->get_header_value("Content-Length");
  std::from_chars(length.data(), length.data() + length.size(), blob.size);
  blob.type = answer->get_header_value("Content-Type");
  if (blob.type.empty()) blob.type = "application/octet-stream";
  return blob;
}

void serve_blob(Exchange& exchange, const RegistryAddress& registry, const std::string& path, const BlobInfo& blob) {
  exchange.response.set_header("Accept-Ranges", "bytes");
  if (exchange.request.method == "HEAD" || blob.size == 0) {
    exchange.response.status = 200;
    exchange.response.set_header("Content-Type", blob.type);
    exchange.response.set_header("Content-Length", std::to_string(blob.size));
    return;
  }
  // The status stays open: the library makes it 206 where a range is asked for.
  exchange.response.set_content_provider(
      blob.size, blob.type, [registry, path](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        auto client = registry_client(registry);
        const auto range = "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1);
        const auto answer = client.Get(path, {{"Range", range}},
                                       [&](const char* data, std::size_t size) { return sink.write(data, size); });
        return static_cast<bool>(answer);
      });
}

std::optional<std::string> manifest_digest(const RegistryAddress& registry, const std::string& repository,
                                           const std::string& reference) {
  auto client = registry_client(registry);
  httplib::Headers headers;
  for (const char* type : {"application/vnd.docker.distribution.manifest.v2+json",
                           "application/vnd.docker.distribution.manifest.list.v2+json",
                           "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"}) {
    headers.emplace("Accept", type);
  }
  const auto answer = client.Head("/v2/" + repository + "/manifests/" + reference, headers);
  if (!answer || answer->status != 200) return std::nullopt;
  return answer->get_header_value("Docker-Content-Digest");
}

}  // namespace ngcs::sandbox
