// Any repositories.yaml: never a crash, and a changed value changes nothing else.
#include <cstdlib>
#include <string_view>

#include "clients/helm_repositories.h"

using namespace ngcs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto file = clients::HelmRepositories::parse(secret::SecretString(text), "/r.yaml");
  if (!file) {
    if (file.error().message.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  (void)file->masked_text();
  for (std::size_t i = 0; i < file->entries().size(); ++i) {
    std::vector<clients::HelmEdit> edits;
    edits.push_back({i, clients::HelmField::kUrl, secret::SecretString("ngc://acme/zoom?profile=own")});
    edits.push_back({i, clients::HelmField::kPassword, secret::SecretString()});
    auto changed = file->with(edits);
    if (!changed) continue;
    if (changed->entries()[i].url != "ngc://acme/zoom?profile=own") std::abort();
    for (std::size_t other = 0; other < file->entries().size(); ++other) {
      if (changed->entries()[other].name != file->entries()[other].name) std::abort();
      if (other != i && changed->entries()[other].url != file->entries()[other].url) std::abort();
    }
  }
  return 0;
}
