#include "service/charts/chart_source.h"

#include <algorithm>
#include <random>

#include "base/file.h"
#include "json/value.h"

namespace ngcs::sandbox {

namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t{4} << 20;

// A JSON string is a YAML scalar.
std::string quoted(const std::string& text) {
  return json::Value(text).dump(-1, ' ', false, json::Value::error_handler_t::replace);
}

std::string chart_yaml(const ChartSource& source) {
  return "apiVersion: v2\nname: " + source.name + "\nversion: " + quoted(source.version) +
         "\nappVersion: " + quoted(source.version) + "\ndescription: " + quoted(source.description) +
         "\ntype: application\nhome: https://foreign.example/" + source.name +
         "\nkubeVersion: \">= 1.16.0-0\"\nkeywords:\n- gpu\n- sandbox\nmaintainers:\n- name: Sandbox\n"
         "  email: sandbox@foreign.example\nsources:\n- https://foreign.example/source/" +
         source.name + "\n";
}

constexpr const char* kValues =
    "# Values of a chart that the sandbox generates.\n"
    "image:\n  repository: nvcr.io/nvidia/cuda\n  tag: 12.4.1-base\n  pullPolicy: IfNotPresent\n"
    "greeting: hello\n";

constexpr const char* kTemplate =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.Name }}\n"
    "data:\n  greeting: {{ .Values.greeting | quote }}\n"
    "  image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"\n"
    "  version: {{ .Chart.Version | quote }}\n";

// Bytes that gzip cannot make smaller, the same for the same seed.
std::string noise(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    for (std::size_t i = at; i < std::min(size, at + sizeof word); ++i) {
      bytes[i] = static_cast<char>(word >> (8 * (i - at)) & 0xff);
    }
  }
  return bytes;
}

base::Result<void> write_file(const std::string& path, std::string_view content) {
  base::ReplaceOptions options;
  options.mode = 0644;
  return base::replace_file(path, content, options);
}

}  // namespace

std::string ChartSource::identity() const {
  return json::Value{name, version, description, payload_bytes}.dump(-1, ' ', false,
                                                                     json::Value::error_handler_t::replace);
}

base::Result<void> write_chart_source(const ChartSource& source, const std::string& directory) {
  auto done = base::make_directories(directory + "/templates", 0755);
  if (done) done = write_file(directory + "/Chart.yaml", chart_yaml(source));
  if (done) done = write_file(directory + "/values.yaml", kValues);
  if (done) done = write_file(directory + "/README.md", "# " + source.name + "\n\n" + source.description + "\n");
  if (done) done = write_file(directory + "/templates/configmap.yaml", kTemplate);
  for (std::uint64_t offset = 0; done && offset < source.payload_bytes; offset += kPieceBytes) {
    const std::uint64_t size = std::min(kPieceBytes, source.payload_bytes - offset);
    done = write_file(directory + "/files/" + std::to_string(offset / kPieceBytes) + ".bin",
                      noise(offset + 1, static_cast<std::size_t>(size)));
  }
  return done;
}

}  // namespace ngcs::sandbox
