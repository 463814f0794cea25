#include "service/fronts/helm_index.h"

#include <zlib.h>

#include <array>
#include <stdexcept>

#include "base/text.h"
#include "json/value.h"
#include "service/core/crypto.h"

namespace ngcs::sandbox {

namespace {

constexpr int kVersionsOfAFiller = 40;

// A digest that is as good as any, and not the right one.
std::string spoilt(std::string digest) {
  if (!digest.empty()) digest.front() = digest.front() == '0' ? '1' : '0';
  return digest;
}

std::string with_digests(const std::string& yaml, IndexDigest digests) {
  std::string result;
  for (const std::string_view line : base::split(yaml, '\n')) {
    constexpr std::string_view kDigest = "    digest: ";
    if (line.substr(0, kDigest.size()) == kDigest) {
      if (digests == IndexDigest::kAbsent) continue;
      result += std::string(kDigest) + spoilt(std::string(line.substr(kDigest.size()))) + "\n";
    } else {
      result.append(line).append("\n");
    }
  }
  result.pop_back();  // the text ended with a line end, and so did its last, empty piece
  return result;
}

// Versions of charts that are only listed: the text has the size and the shape of a large catalogue's.
struct Filler {
  int chart = 0;
  int version = 0;

  [[nodiscard]] std::string name() const { return "filler-" + std::to_string(chart); }
  [[nodiscard]] std::string number() const { return std::to_string(kVersionsOfAFiller - version) + ".0.1"; }
  [[nodiscard]] std::string digest() const { return sha256_hex(name() + number()); }
  [[nodiscard]] std::string url(const std::string& base) const {
    return (base.empty() ? "" : base + "/") + "charts/" + name() + "-" + number() + ".tgz";
  }
};

constexpr const char* kFillerText = "One of many charts of a catalogue. It is listed, and cannot be downloaded.";

std::string filler_yaml(const Filler& filler, const std::string& url) {
  std::string text = filler.version == 0 ? "  " + filler.name() + ":\n" : "";
  text += "  - apiVersion: v2\n    appVersion: v" + filler.number() +
          "\n    created: \"2024-01-01T00:00:00.000000001Z\"\n    description: " + kFillerText +
          "\n    digest: " + filler.digest() + "\n    home: https://foreign.example/" + filler.name() +
          "\n    keywords:\n    - gpu\n    - cuda\n    - compute\n    - operator\n    kubeVersion: '>= 1.16.0-0'\n"
          "    maintainers:\n    - email: sandbox@foreign.example\n      name: Sandbox\n    name: " +
          filler.name() + "\n    sources:\n    - https://foreign.example/source/" + filler.name() +
          "\n    type: application\n    urls:\n    - " + filler.url(url) + "\n    version: " + filler.number() + "\n";
  return text;
}

json::Value filler_json(const Filler& filler, const std::string& url) {
  return {{"apiVersion", "v2"},
          {"appVersion", "v" + filler.number()},
          {"created", "2024-01-01T00:00:00.000000001Z"},
          {"description", kFillerText},
          {"digest", filler.digest()},
          {"home", "https://foreign.example/" + filler.name()},
          {"keywords", {"gpu", "cuda", "compute", "operator"}},
          {"name", filler.name()},
          {"type", "application"},
          {"urls", {filler.url(url)}},
          {"version", filler.number()}};
}

std::string filled_yaml(const std::string& yaml, const std::string& url, std::uint64_t size) {
  constexpr std::string_view kEmpty = "entries: {}\n";
  constexpr std::string_view kEntries = "entries:\n";
  auto at = yaml.find(kEmpty);
  std::string result = yaml.substr(0, at == std::string::npos ? yaml.find(kEntries) : at) + std::string(kEntries);
  const std::string rest =
      at == std::string::npos ? yaml.substr(yaml.find(kEntries) + kEntries.size()) : yaml.substr(at + kEmpty.size());
  result.reserve(size + rest.size());
  for (Filler filler; result.size() + rest.size() < size; ++filler.chart) {
    for (filler.version = 0; filler.version < kVersionsOfAFiller; ++filler.version) result += filler_yaml(filler, url);
  }
  return result + rest;
}

std::string shaped_json(const std::string& text, const std::string& url, const Variants& variants) {
  json::Limits limits;
  limits.bytes = text.size();
  auto document = json::parse(text, limits);
  if (!document) throw std::runtime_error("Helm's JSON index cannot be read");
  json::Value& entries = (*document)["entries"];
  if (!entries.is_object()) entries = json::Value::object();
  for (auto& versions : entries) {
    for (auto& version : versions) {
      if (variants.index_digest == IndexDigest::kAbsent) version.erase("digest");
      if (variants.index_digest == IndexDigest::kWrong) version["digest"] = spoilt(version["digest"]);
    }
  }
  std::uint64_t size = text.size();
  for (Filler filler; size < variants.index_bytes; ++filler.chart) {
    json::Value versions = json::Value::array();
    for (filler.version = 0; filler.version < kVersionsOfAFiller; ++filler.version) {
      versions.push_back(filler_json(filler, url));
      size += versions.back().dump().size();
    }
    entries[filler.name()] = std::move(versions);
  }
  return document->dump();
}

std::string compressed(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // largest window, gzip instead of zlib framing
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib does not start");
  }
  std::string result;
  std::array<char, 65536> buffer{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(text.size());
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    status = deflate(&stream, Z_FINISH);
    result.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib failed");
  return result;
}

std::string shaped(const std::string& index, const std::string& url, const Variants& variants) {
  const bool changed = variants.index_digest != IndexDigest::kRight || variants.index_bytes > index.size();
  if (variants.index_form == IndexForm::kJson) return changed ? shaped_json(index, url, variants) : index;
  std::string text = index;
  if (variants.index_digest != IndexDigest::kRight) text = with_digests(text, variants.index_digest);
  if (variants.index_bytes > text.size()) text = filled_yaml(text, url, variants.index_bytes);
  // The text ends within a list that nothing closes.
  if (variants.index_form == IndexForm::kMalformed) text = text.substr(0, text.size() / 2) + "\n  - {broken: [\n";
  return text;
}

}  // namespace

std::shared_ptr<const ServedIndex> shape_index(const std::string& index, const std::string& url,
                                               const Variants& variants) {
  auto served = std::make_shared<ServedIndex>();
  served->text = shaped(index, url, variants);
  served->gzip = compressed(served->text);
  served->etag = '"' + sha256_hex(served->text).substr(0, 32) + '"';
  return served;
}

std::string index_url(const Variants& variants, const std::string& space) {
  switch (variants.chart_urls) {
    case ChartUrls::kRelative:
      return "";
    case ChartUrls::kAbsolute:
      return "https://helm.ngc.nvidia.com/" + space;
    case ChartUrls::kForeign:
      return "https://foreign.example/charts/" + space;
  }
  return "";
}

std::string shape_key(const Variants& variants) {
  return std::to_string(static_cast<int>(variants.chart_urls)) + "," +
         std::to_string(static_cast<int>(variants.index_form)) + "," +
         std::to_string(static_cast<int>(variants.index_digest)) + "," + std::to_string(variants.index_bytes);
}

}  // namespace ngcs::sandbox
