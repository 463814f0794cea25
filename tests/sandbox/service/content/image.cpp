#include "service/content/image.h"

#include <zlib.h>

#include <array>
#include <cstdio>
#include <stdexcept>

#include "json/value.h"
#include "service/content/hello.h"
#include "service/core/crypto.h"

namespace ngcs::sandbox {

namespace {

// Docker's own types: every docker CLI knows them, also in `manifest inspect`, which of old knows no OCI index.
constexpr const char* kManifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr const char* kIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr const char* kConfig = "application/vnd.docker.container.image.v1+json";
constexpr const char* kLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

constexpr std::size_t kTarBlock = 512;

void put_octal(std::string& header, std::size_t offset, std::size_t width, std::size_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%0*zo", static_cast<int>(width - 1), value);
  header.replace(offset, width - 1, text.data());
}

// A ustar archive with one file, owned by root, without a time.
std::string tar_of(const std::string& name, std::string_view content) {
  std::string header(kTarBlock, '\0');
  header.replace(0, name.size(), name);
  put_octal(header, 100, 8, 0755);
  put_octal(header, 108, 8, 0);
  put_octal(header, 116, 8, 0);
  put_octal(header, 124, 12, content.size());
  put_octal(header, 136, 12, 0);
  header.replace(148, 8, "        ");
  header[156] = '0';
  header.replace(257, 8, std::string("ustar\0", 6) + "00");
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put_octal(header, 148, 7, sum);
  header[154] = '\0';
  std::string tar = header;
  tar += content;
  tar.resize((tar.size() + kTarBlock - 1) / kTarBlock * kTarBlock + 2 * kTarBlock, '\0');
  return tar;
}

std::string gzip(const std::string& data) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib does not start");
  }
  std::string result(deflateBound(&stream, data.size()), '\0');
  // zlib takes its input as non-const and does not change it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int status = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib does not compress");
  return result;
}

json::Value descriptor(const char* type, const std::string& digest, std::size_t size) {
  return {{"mediaType", type}, {"size", size}, {"digest", digest}};
}

Blob config_for(const std::string& path, const std::string& tag, const std::string& architecture) {
  const json::Value config = {
      {"architecture", architecture},
      {"config",
       {{"Cmd", {"/hello"}}, {"Env", {"PATH=/"}}, {"Labels", {{"com.nvidia.sandbox.image", path + ":" + tag}}}}},
      {"created", "2024-01-01T00:00:00Z"},
      {"history", {{{"created", "2024-01-01T00:00:00Z"}, {"created_by", "ngc-sandbox"}}}},
      {"os", "linux"},
      {"rootfs", {{"type", "layers"}, {"diff_ids", {shared_layer().diff_id}}}}};
  Blob blob;
  blob.data = config.dump();
  blob.digest = sha256_digest(blob.data);
  return blob;
}

ManifestDocument document(const char* type, const json::Value& content) {
  ManifestDocument result;
  result.media_type = type;
  result.data = content.dump();
  result.digest = sha256_digest(result.data);
  return result;
}

}  // namespace

const Layer& shared_layer() {
  static const Layer kShared = [] {
    const auto tar = tar_of("hello", hello_program());
    Layer layer;
    layer.diff_id = sha256_digest(tar);
    layer.blob.data = gzip(tar);
    layer.blob.digest = sha256_digest(layer.blob.data);
    return layer;
  }();
  return kShared;
}

GeneratedImage generate_image(const std::string& path, const std::string& tag,
                              const std::vector<std::string>& architectures) {
  GeneratedImage image;
  json::Value entries = json::Value::array();
  const Blob& layer = shared_layer().blob;
  for (const std::string& architecture : architectures) {
    Blob config = config_for(path, tag, architecture);
    const json::Value manifest = {
        {"schemaVersion", 2},
        {"mediaType", kManifest},
        {"config", descriptor(kConfig, config.digest, config.data.size())},
        {"layers", json::Value::array({descriptor(kLayer, layer.digest, layer.data.size())})}};
    image.manifests.push_back(document(kManifest, manifest));
    json::Value entry = descriptor(kManifest, image.manifests.back().digest, image.manifests.back().data.size());
    entry["platform"] = {{"architecture", architecture}, {"os", "linux"}};
    entries.push_back(std::move(entry));
    image.configs.push_back(std::move(config));
  }
  image.top = architectures.size() == 1
                  ? image.manifests.front()
                  : document(kIndex, {{"schemaVersion", 2}, {"mediaType", kIndex}, {"manifests", entries}});
  return image;
}

}  // namespace ngcs::sandbox
