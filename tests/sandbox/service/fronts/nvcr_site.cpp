#include "service/fronts/nvcr_site.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "service/fronts/nvcr_answers.h"

namespace ngcs::sandbox {

namespace {

constexpr std::int64_t kLayerSeconds = 300;

const char* action_word(Action action) {
  switch (action) {
    case Action::kPull:
      return "pull";
    case Action::kPush:
      return "push";
    case Action::kDelete:
      return "delete";
  }
  return "";
}

std::string scope_of(const std::string& repository, Action action) {
  return "repository:" + repository + (action == Action::kPush ? ":pull,push" : std::string(":") + action_word(action));
}

bool repository_exists(const Exchange& exchange, const std::string& repository) {
  const Image* image = exchange.world.image(repository);
  return (image != nullptr && !image->tags.empty()) || exchange.state.pushed().has_repository(repository);
}

bool tag_exists(const Exchange& exchange, const std::string& repository, const std::string& tag) {
  const Image* image = exchange.world.image(repository);
  return (image != nullptr && image->tags.count(tag) != 0) || exchange.state.pushed().has(repository, tag);
}

bool is_digest(std::string_view reference) { return reference.find(':') != std::string_view::npos; }

// Whether the request's token may do this, now. Answers and returns false where not: at manifests and blobs every
// refusal is a 401 with the challenge for the repository.
bool authorised(Exchange& exchange, const std::string& repository, Action action) {
  const std::string scope = scope_of(repository, action);
  const Credential& credential = exchange.credential;
  const bool by_token =
      exchange.token && exchange.token->use == Token::Use::kRegistry && credential.state != Credential::State::kDead;
  if (!by_token) {  // also a key sent straight to the registry: "Basic always 401s; the two-step flow is required"
    answer_challenge(exchange, scope, exchange.token_expired ? "invalid_token" : "");
    return false;
  }
  if (!exchange.token->allows(repository, action_word(action)) ||
      decide(exchange.world, exchange.now, credential, ArtifactKind::kImage, repository, action) != Verdict::kAllowed) {
    answer_challenge(exchange, scope, "insufficient_scope");
    return false;
  }
  return true;
}

// `mount` and `from` name a blob to take over from another repository; without them the upload begins empty.
std::string without_mount(const std::string& target) {
  const auto query = target.find('?');
  if (query == std::string::npos) return target;
  std::string kept;
  for (const auto part : base::split(std::string_view(target).substr(query + 1), '&')) {
    if (part.substr(0, 6) == "mount=" || part.substr(0, 5) == "from=" || part.empty()) continue;
    kept += (kept.empty() ? "?" : "&") + std::string(part);
  }
  return target.substr(0, query) + kept;
}

bool may_mount_from(const Exchange& exchange, const std::string& source) {
  return exchange.token->allows(source, "pull") && repository_exists(exchange, source) &&
         decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kImage, source, Action::kPull) ==
             Verdict::kAllowed;
}

// The registry's list, without tags that this world does not hold.
void keep_visible_tags(Exchange& exchange, const std::string& repository) {
  auto list = json::parse(exchange.response.body);
  if (!list || !(*list)["tags"].is_array()) return;
  json::Value tags = json::Value::array();
  for (const auto& tag : (*list)["tags"]) {
    if (tag_exists(exchange, repository, tag.get<std::string>())) tags.push_back(tag);
  }
  (*list)["tags"] = tags;
  exchange.answer_json(exchange.response.status, *list);
}

}  // namespace

void NvcrSite::handle(Exchange& exchange) {
  const std::string path(exchange.raw_path());
  // /proxy_auth is what challenges name; /token answers too (a public engineering log, 2026-09-27).
  if (path == "/proxy_auth" || path == "/token") return serve_registry_token(exchange);
  const auto route = parse_registry_path(path);
  if (!route) return answer_oci_error(exchange, 404, "NOT_FOUND", "page not found");
  exchange.response.set_header("Docker-Distribution-Api-Version", "registry/2.0");
  registry(exchange, *route);
}

void NvcrSite::registry(Exchange& exchange, const RegistryRoute& route) {
  if (route.kind == RegistryRoute::Kind::kPing) {
    const bool live = exchange.token && exchange.token->use == Token::Use::kRegistry &&
                      exchange.credential.state != Credential::State::kDead;
    return live ? exchange.answer_json(200, json::Value::object()) : answer_challenge(exchange, "");
  }
  if (!is_repository_name(route.repository)) {
    // NVIDIA/nvcf, image-push-manual.yml: an empty path segment is NAME_INVALID.
    return answer_oci_error(exchange, 400, "NAME_INVALID", "invalid repository name");
  }
  const std::string& method = exchange.request.method;
  const bool upload = route.kind == RegistryRoute::Kind::kUpload || route.kind == RegistryRoute::Kind::kUploadStart;
  if (!upload && (method == "GET" || method == "HEAD")) return read(exchange, route);
  write(exchange, route);
}

void NvcrSite::read(Exchange& exchange, const RegistryRoute& route) {
  if (!authorised(exchange, route.repository, Action::kPull)) return;
  const Image* image = exchange.world.image(route.repository);
  if (image != nullptr && image->region_blocked) {
    // opendatahub-io/odh-model-controller, nim.go: 451 on the manifest where the law forbids it.
    return answer_oci_error(exchange, 451, "DENIED", "Unavailable For Legal Reasons");
  }
  using Kind = RegistryRoute::Kind;
  if (route.kind == Kind::kBlob) {
    const std::string path = "/v2/" + route.repository + "/blobs/" + route.reference;
    const auto blob = blob_info(registry_, path);
    if (!blob) {
      return answer_oci_error(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry", {{"digest", route.reference}});
    }
    exchange.response.set_header("Docker-Content-Digest", route.reference);
    if (exchange.request.method == "HEAD") return serve_blob(exchange, registry_, path, *blob);
    // A public engineering log (2026-09-27): a blob GET is a 307 to a signed URL at layers.nvcr.io.
    exchange.response.status = 307;
    exchange.response.set_header(
        "Location", "https://layers.nvcr.io" + signed_layer_path(exchange.state, route.repository, route.reference));
    return;
  }
  if (!repository_exists(exchange, route.repository)) {
    return answer_oci_error(exchange, 404, "NAME_UNKNOWN", "repository name not known to registry",
                            {{"name", route.repository}});
  }
  if (route.kind == Kind::kManifest && !is_digest(route.reference) &&
      !tag_exists(exchange, route.repository, route.reference)) {
    return answer_oci_error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown", {{"Tag", route.reference}});
  }
  if (forward(exchange, registry_, exchange.request.target) && route.kind == Kind::kTags) {
    keep_visible_tags(exchange, route.repository);
  }
}

void NvcrSite::write(Exchange& exchange, const RegistryRoute& route) {
  using Kind = RegistryRoute::Kind;
  const bool upload = route.kind == Kind::kUpload || route.kind == Kind::kUploadStart;
  const bool removal = exchange.request.method == "DELETE" && !upload;
  if (!authorised(exchange, route.repository, removal ? Action::kDelete : Action::kPush)) return;
  std::string target = exchange.request.target;
  if (route.kind == Kind::kUploadStart && exchange.request.has_param("mount") &&
      !may_mount_from(exchange, exchange.request.get_param_value("from"))) {
    target = without_mount(target);
  }
  if (!forward(exchange, registry_, target)) return;
  if (route.kind == Kind::kManifest && exchange.request.method == "PUT" && exchange.response.status == 201) {
    exchange.state.pushed().add(route.repository, route.reference);
  }
}

std::string signed_layer_path(const State& state, const std::string& repository, const std::string& digest) {
  const std::string path = "/" + repository + "/blobs/" + digest;
  const std::string expires = std::to_string(state.machine_now() + kLayerSeconds);
  return path + "?Expires=" + expires + "&Signature=" + state.signer().sign(path + "?" + expires);
}

void LayersSite::handle(Exchange& exchange) {
  // An Authorization header is tolerated: layers.nvcr.io is a subdomain of nvcr.io, so Go's HTTP client forwards the
  // registry's token with the redirect for skopeo, podman and buildah. The log shows it.
  const std::string path(exchange.raw_path());
  const std::string expires = exchange.request.get_param_value("Expires");
  const auto denied = [&](const char* message) {
    exchange.answer(403,
                    std::string(R"(<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>)") +
                        message + "</Message></Error>",
                    "application/xml");
  };
  if (!exchange.state.signer().verify(path + "?" + expires, exchange.request.get_param_value("Signature"))) {
    return denied("Access denied");
  }
  if (std::strtoll(expires.c_str(), nullptr, 10) < exchange.state.machine_now()) return denied("Request has expired");
  const auto blob = blob_info(registry_, "/v2" + path);
  if (!blob) return exchange.answer(404, "<Error><Code>NoSuchKey</Code></Error>", "application/xml");
  serve_blob(exchange, registry_, "/v2" + path, *blob);
}

}  // namespace ngcs::sandbox
