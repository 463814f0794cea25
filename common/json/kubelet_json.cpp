#include "json/kubelet_json.h"

#include "base/text.h"
#include "json/helper_json.h"
#include "json/strict_object.h"

namespace ngcs::json {

using base::Errc;
using base::Error;
using base::Result;
using secret::SecretString;

namespace {

constexpr std::string_view kKind = "CredentialProviderRequest";

SecretString response_head() {
  SecretString out;
  out.append(R"({"apiVersion":")");
  out.append(kKubeletApi);
  // "Image": the key depends on the org in the path; with "Registry" the first org's key would serve all of nvcr.io.
  out.append(R"(","kind":"CredentialProviderResponse","cacheKeyType":"Image","auth":)");
  return out;
}

bool read_annotations(StrictObject& parser, KubeletRequest& request) {
  return parser.object([&](std::string& name) {
    if (name == "ngc-auth/profile") return parser.string(Sink(&request.profile));
    if (name == "ngc-auth/org") return parser.string(Sink(&request.org));
    return parser.skip_value(2);
  });
}

}  // namespace

Result<KubeletRequest> parse_kubelet_request(const SecretString& text, std::size_t limit) {
  if (text.size() > limit) {
    return Error(Errc::kTooLarge, "the kubelet's request is larger than " + std::to_string(limit) + " bytes");
  }
  KubeletRequest request;
  std::string api;
  std::string kind;
  StrictObject parser(text.reveal());
  const bool read = parser.document([&](const std::string& name) {
    if (name == "apiVersion") return parser.string(Sink(&api));
    if (name == "kind") return parser.string(Sink(&kind));
    if (name == "image") return parser.string(Sink(&request.image));
    if (name == "serviceAccountAnnotations" && parser.at_object()) return read_annotations(parser, request);
    return parser.skip_value(1);
  });
  if (!read) return Error(Errc::kInvalidInput, "the kubelet's request is not usable: " + parser.problem());
  if (api != kKubeletApi) {
    return Error(Errc::kInvalidInput,
                 "the kubelet asks in version \"" + base::printable(api, 80) + "\"; this program speaks " +
                     std::string(kKubeletApi),
                 "set apiVersion of the provider in CredentialProviderConfig");
  }
  if (kind != kKind) {
    return Error(Errc::kInvalidInput,
                 "the request is a \"" + base::printable(kind, 80) + "\", not a " + std::string(kKind));
  }
  if (request.image.empty()) return Error(Errc::kInvalidInput, "the kubelet's request names no image");
  return request;
}

SecretString format_kubelet_response(std::string_view repository, std::string_view username,
                                     const SecretString& secret) {
  SecretString out = response_head();
  out.append("{");
  append_string(out, repository);
  out.append(R"(:{"username":)");
  append_string(out, username);
  out.append(R"(,"password":)");
  append_string(out, secret.reveal());
  out.append("}}}\n");
  return out;
}

SecretString format_kubelet_nothing() {
  SecretString out = response_head();
  out.append("null}\n");
  return out;
}

}  // namespace ngcs::json
