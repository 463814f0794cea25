#include "protocol/kubelet.h"

#include <utility>

#include "base/paths.h"
#include "json/kubelet_json.h"
#include "protocol/unreadable.h"
#include "registry/reference.h"
#include "registry/server_name.h"

namespace ngcs::protocol {
namespace {

Answer fail(const base::Error& error) {
  Answer answer;
  answer.exit_code = 1;
  add_note(answer, sentence(error));
  return answer;
}

Answer nothing() {
  Answer answer;
  answer.out = json::format_kubelet_nothing();
  return answer;
}

// The pod's annotations choose only where the node's configuration does not: whoever may write a service account must
// not get at a key that the administrator did not mean for it.
base::Result<auth::Request> request_for(const json::KubeletRequest& asked, const registry::Space& space,
                                        const std::optional<std::string>& profile, const Outside& outside) {
  auth::Request request{space.org, space.team, profile};
  if (profile || outside.environment.get("NGC_PROFILE")) return request;
  if (!asked.profile.empty()) {
    request.profile = asked.profile;
  } else if (!asked.org.empty()) {
    auto chosen = registry::parse_space(asked.org);
    if (!chosen) return std::move(chosen).error().with_context("annotation ngc-auth/org");
    request.org = std::move(chosen->org);
    request.team = std::move(chosen->team);
  }
  return request;
}

}  // namespace

Answer answer_kubelet(const secret::SecretString& input, const std::optional<std::string>& profile,
                      const Outside& outside) {
  const auto asked = json::parse_kubelet_request(input, kMaxInputBytes);
  if (!asked) return fail(asked.error());
  if (asked->image.find_first_of(" \t\r\n") != std::string::npos) {
    return fail({base::Errc::kInvalidInput, "the image of the kubelet's request holds a blank"});
  }
  // Before anything else is opened: another registry's image is none of ours.
  if (registry::parse_server(asked->image.substr(0, asked->image.find('/'))).kind != registry::ServerKind::kNgc) {
    return nothing();
  }
  const auto image = registry::parse_image(asked->image, false);
  if (!image) return fail(image.error());
  const auto request = request_for(*asked, image->space, profile, outside);
  if (!request) return fail(request.error());

  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  auto resolution = auth::resolve(*request, {outside.environment, paths, outside.stores});
  if (!resolution) {
    Answer answer = anonymous_when_unreadable(outside.environment, paths)
                        ? nothing()
                        : Answer{.exit_code = 1, .out = {}, .notes = {}};
    add_note(answer, sentence(resolution.error()));
    return answer;
  }
  Answer answer = nothing();
  if (resolution->key) {
    // The whole repository: the kubelet compares paths as prefixes, and "nvcr.io/acme" would also match another org.
    // The host as it was asked for: ports are compared, too.
    const std::string host = asked->image.substr(0, asked->image.find('/'));
    answer.out = json::format_kubelet_response(host + "/" + image->repository(), registry::kUserName, *resolution->key);
  }
  for (const std::string& warning : resolution->warnings) add_note(answer, warning);
  return answer;
}

}  // namespace ngcs::protocol
