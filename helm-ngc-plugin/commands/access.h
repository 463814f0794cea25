// The key, the services and the explanations that every chart command works with.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/output.h"
#include "commands/session.h"
#include "ngc/api.h"
#include "ngc/chart_api.h"
#include "ngc/helm_repository.h"
#include "registry/reference.h"
#include "secret/secret_string.h"

namespace ngcs::helm_ngc {

class Access {
 public:
  // Finds the key for a space (or nothing, which public charts allow) in the order that holds for every client. Its
  // warnings go to `output`.
  [[nodiscard]] static base::Result<std::unique_ptr<Access>> open(commands::Session& session, cli::Output& output,
                                                                  const registry::Space& space,
                                                                  const std::optional<std::string>& profile);
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

  [[nodiscard]] bool has_key() const noexcept { return api_.has_value(); }
  // kNotLoggedIn where there is none.
  [[nodiscard]] base::Result<void> need_key() const;
  // Only with a key.
  [[nodiscard]] const secret::SecretString& key() const { return *key_; }
  [[nodiscard]] ngc::ApiClient& api() { return *api_; }
  [[nodiscard]] ngc::ChartApi& charts() { return *charts_; }
  // What the key's profile says; empty where unknown.
  [[nodiscard]] const std::string& profile_org() const noexcept { return profile_org_; }

  [[nodiscard]] http::Transport& transport() { return session_.transport(); }
  [[nodiscard]] ngc::HelmRepository helm(ngc::HelmOptions options = {}) const;
  [[nodiscard]] ngc::HelmAccess helm_access() const { return {.key = key_ ? &*key_ : nullptr}; }

  // A refusal made clear: a 401 says nothing by itself, so NGC is asked whether it takes the key at all. kNotLoggedIn
  // without a key; kRejected where the key is dead; kNotEntitled where it is alive; else as it was.
  [[nodiscard]] base::Error explain(base::Error error) const;

 private:
  explicit Access(commands::Session& session) : session_(session) {}

  commands::Session& session_;
  std::optional<secret::SecretString> key_;
  std::string source_;
  std::string profile_org_;
  std::optional<ngc::ApiClient> api_;
  std::optional<ngc::ChartApi> charts_;
};

// One Access for each space that a command touches: two orgs may have two keys.
class Accesses {
 public:
  Accesses(commands::Session& session, cli::Output& output, const std::optional<std::string>& profile)
      : session_(session), output_(output), profile_(profile) {}

  // Borrowed; lives as long as this.
  [[nodiscard]] base::Result<Access*> of(const registry::Space& space);

 private:
  commands::Session& session_;
  cli::Output& output_;
  const std::optional<std::string>& profile_;
  std::map<std::string, std::unique_ptr<Access>> opened_;
};

}  // namespace ngcs::helm_ngc
