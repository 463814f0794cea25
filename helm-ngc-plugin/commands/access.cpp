#include "commands/access.h"

#include <utility>

#include "auth/resolve.h"
#include "commands/client_report.h"
#include "commands/key_for_space.h"
#include "commands/refusal.h"
#include "config/settings.h"
#include "key/key.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

std::string org_of_profile(const commands::Session& session, const auth::Source& source) {
  if (source.kind == auth::SourceKind::kStore && session.paths) {
    if (const auto config = config::Config::load(*session.paths, session.environment)) {
      if (const config::Profile* profile = config->find(source.profile)) return profile->org;
    }
  }
  if (const auto org = session.environment.get("NGC_CLI_ORG"); org && *org != "no-org") return std::string(*org);
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Access>> Access::open(commands::Session& session, cli::Output& output,
                                                   const registry::Space& space,
                                                   const std::optional<std::string>& profile) {
  auto found = commands::key_for_space(session, output, space, profile);
  if (!found) return std::move(found).error();
  std::unique_ptr<Access> access(new Access(session));
  access->profile_org_ = org_of_profile(session, found->source);
  if (!found->key) return access;
  access->key_ = std::move(found->key);
  access->source_ = commands::source_text(found->source);
  access->api_.emplace(session.transport(), session.clock, *access->key_, key::classify(*access->key_));
  access->charts_.emplace(*access->api_);
  return access;
}

base::Result<void> Access::need_key() const {
  if (has_key()) return {};
  return Error(Errc::kNotLoggedIn, "no key is recorded, and this needs one", "log in: " + session_.command("login"));
}

ngc::HelmRepository Access::helm(ngc::HelmOptions options) const {
  if (session_.paths) options.cache_dir = ngc::helm_cache_dir(*session_.paths);
  return {session_.transport(), session_.clock, std::move(options)};
}

base::Error Access::explain(base::Error error) const {
  return commands::explain_refusal(session_, key_ ? &*key_ : nullptr, source_, std::move(error));
}

base::Result<Access*> Accesses::of(const registry::Space& space) {
  std::unique_ptr<Access>& access = opened_[space.path()];
  if (!access) {
    auto made = Access::open(session_, output_, space, profile_);
    if (!made) return std::move(made).error();
    access = std::move(*made);
  }
  return access.get();
}

}  // namespace ngcs::helm_ngc
