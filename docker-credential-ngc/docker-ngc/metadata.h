// The answer to `docker-ngc docker-cli-plugin-metadata`, which docker asks for at every `docker --help`, `docker info`
// and plugin call. Vendor is mandatory.
#pragma once

#include <string_view>

namespace ngcs::docker_ngc {

inline constexpr std::string_view kMetadata =
    "{\"SchemaVersion\":\"0.1.0\",\"Vendor\":\"NGC credential suite\",\"Version\":\"" NGCS_VERSION
    "\",\"ShortDescription\":\"Log in to NVIDIA NGC once for docker, podman and Helm\"}\n";

}  // namespace ngcs::docker_ngc
