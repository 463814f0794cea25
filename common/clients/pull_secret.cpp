#include "clients/pull_secret.h"

#include "clients/base64.h"
#include "json/helper_json.h"
#include "registry/server_name.h"

namespace ngcs::clients {

secret::SecretString pull_secret_text(const std::vector<PullEntry>& entries) {
  secret::SecretString text;
  text.append(R"({"auths":{)");
  for (const PullEntry& entry : entries) {
    secret::SecretString pair;
    pair.append(registry::kUserName);
    pair.append(":");
    pair.append(entry.key.reveal());
    if (&entry != &entries.front()) text.append(",");
    json::append_string(text, entry.name);
    text.append(R"(:{"username":)");
    json::append_string(text, registry::kUserName);
    text.append(R"(,"password":)");
    json::append_string(text, entry.key.reveal());
    text.append(R"(,"auth":)");
    json::append_string(text, encode_base64(pair.reveal()).reveal());
    text.append("}");
  }
  text.append("}}");
  return text;
}

}  // namespace ngcs::clients
