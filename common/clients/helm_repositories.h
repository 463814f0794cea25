// Helm's repositories.yaml: which entries it has, and exchanging single values of them. Everything else stays byte for
// byte: comments, order, unknown fields, other people's passwords. Form: helm.sh/helm/v3/pkg/repo/repo.go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clients/yaml_spans.h"
#include "secret/secret_string.h"

namespace ngcs::clients {

inline constexpr std::size_t kMaxRepositories = std::size_t{1} << 20;  // bytes

enum class HelmField { kUrl, kUserName, kPassword };
[[nodiscard]] const char* helm_field_name(HelmField field) noexcept;  // "url", "username", "password"

struct HelmEntry {
  std::string name;
  std::string url;  // without a user part
  std::string user;
  secret::SecretString password;
  bool passes_credentials = false;  // pass_credentials_all: they go to every host that the index names
  bool password_in_url = false;     // user and password stood in the URL: https://USER:PASSWORD@HOST/…
  std::size_t line = 0;

  // Whether it is asked for at helm.ngc.nvidia.com by http or https, whatever path follows.
  [[nodiscard]] bool on_ngc_host() const;
};

struct HelmEdit {
  std::size_t entry;  // index into entries()
  HelmField field;
  secret::SecretString value;
};

class HelmRepositories {
 public:
  // Reads `path`; a missing or empty file has no entries. Errors name file and line, and quote nothing.
  [[nodiscard]] static base::Result<HelmRepositories> read(const std::string& path);
  // From its text; `path` is only named.
  [[nodiscard]] static base::Result<HelmRepositories> parse(secret::SecretString text, std::string path);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] bool exists() const noexcept { return exists_; }
  [[nodiscard]] const secret::SecretString& text() const noexcept { return text_; }
  [[nodiscard]] const std::vector<HelmEntry>& entries() const noexcept { return entries_; }
  // nullptr where there is none.
  [[nodiscard]] const HelmEntry* find(std::string_view name) const;

  // The file with those values exchanged. kUnsupported where a value cannot be exchanged in place: a field that is not
  // there, a block scalar.
  [[nodiscard]] base::Result<HelmRepositories> with(const std::vector<HelmEdit>& edits) const;

  // The text for people: passwords, also those within URLs, are hidden.
  [[nodiscard]] std::string masked_text() const;

 private:
  std::string path_;
  bool exists_ = false;
  secret::SecretString text_;
  std::vector<HelmEntry> entries_;
  std::vector<YamlNode> nodes_;  // of the entries, in their order
};

}  // namespace ngcs::clients
