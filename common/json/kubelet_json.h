// Request and response of the kubelet's image credential providers, without a copy of any secret.
// Form: Kubernetes, "Configure a kubelet image credential provider" and k8s.io/kubelet
// pkg/apis/credentialprovider/v1/types.go (v1, since 1.26; service accounts since 1.33).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "secret/secret_string.h"

namespace ngcs::json {

inline constexpr std::string_view kKubeletApi = "credentialprovider.kubelet.k8s.io/v1";

struct KubeletRequest {
  std::string image;    // "nvcr.io/ORG/NAME:TAG"
  std::string profile;  // annotation ngc-auth/profile of the pod's service account; empty = none
  std::string org;      // annotation ngc-auth/org: "ORG" or "ORG/TEAM"; empty = none
};

// kInvalidInput for another apiVersion or kind, for a text that is no object (duplicates, depth and size bounded as in
// helper_json.h) and for one without an image. serviceAccountToken and unknown members are passed over unread.
[[nodiscard]] base::Result<KubeletRequest> parse_kubelet_request(const secret::SecretString& text,
                                                                 std::size_t limit = 1 << 20);

// A response for this one image: `repository` is the key of `auth`. cacheDuration is left out, so that the
// configuration's own decides; a line feed at the end.
[[nodiscard]] secret::SecretString format_kubelet_response(std::string_view repository, std::string_view username,
                                                           const secret::SecretString& secret);
// The response that offers nothing.
[[nodiscard]] secret::SecretString format_kubelet_nothing();

}  // namespace ngcs::json
