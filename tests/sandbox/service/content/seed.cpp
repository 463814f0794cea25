#include "service/content/seed.h"

#include "service/content/image.h"

namespace ngcs::sandbox {

namespace {

base::Error failure(const std::string& what, const httplib::Result& answer) {
  const int status = answer ? answer->status : 0;
  return {base::Errc::kUnavailable,
          what + ": " + (answer ? "the registry answers " + std::to_string(status) : "the registry does not answer"),
          {},
          status};
}

base::Result<void> put_blob(httplib::Client& client, const std::string& repository, const Blob& blob) {
  const std::string root = "/v2/" + repository + "/blobs/";
  if (const auto present = client.Head(root + blob.digest); present && present->status == 200) return {};
  const auto begun = client.Post(root + "uploads/");
  if (!begun || begun->status != 202) return failure("cannot begin an upload to " + repository, begun);
  std::string location = begun->get_header_value("Location");
  if (const auto scheme = location.find("://"); scheme != std::string::npos) {
    location = location.substr(location.find('/', scheme + 3));
  }
  location += (location.find('?') == std::string::npos ? "?digest=" : "&digest=") + blob.digest;
  const auto done = client.Put(location, blob.data, "application/octet-stream");
  if (!done || done->status != 201) return failure("cannot upload to " + repository, done);
  return {};
}

base::Result<void> put_manifest(httplib::Client& client, const std::string& repository, const std::string& reference,
                                const ManifestDocument& manifest) {
  const auto done = client.Put("/v2/" + repository + "/manifests/" + reference, manifest.data, manifest.media_type);
  if (!done || done->status != 201) return failure("cannot store a manifest in " + repository, done);
  return {};
}

base::Result<void> put_image(httplib::Client& client, const std::string& path, const std::string& tag,
                             const GeneratedImage& image) {
  if (auto done = put_blob(client, path, shared_layer().blob); !done) return done;
  for (const Blob& config : image.configs) {
    if (auto done = put_blob(client, path, config); !done) return done;
  }
  if (image.manifests.size() > 1) {
    for (const ManifestDocument& manifest : image.manifests) {
      if (auto done = put_manifest(client, path, manifest.digest, manifest); !done) return done;
    }
  }
  return put_manifest(client, path, tag, image.top);
}

}  // namespace

base::Result<void> seed_images(const World& world, const PushedImages& pushed, const RegistryAddress& registry) {
  auto client = registry_client(registry);
  client.set_keep_alive(true);
  for (const Image& image : world.images) {
    for (const auto& [tag, architectures] : image.tags) {
      if (pushed.has(image.path, tag)) continue;
      const GeneratedImage generated = generate_image(image.path, tag, architectures);
      if (manifest_digest(registry, image.path, tag) == generated.top.digest) continue;
      if (auto done = put_image(client, image.path, tag, generated); !done) return done;
    }
  }
  return {};
}

}  // namespace ngcs::sandbox
