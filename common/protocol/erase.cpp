#include "protocol/erase.h"

#include <algorithm>
#include <utility>

#include "auth/choice.h"
#include "base/paths.h"
#include "base/text.h"
#include "config/settings.h"
#include "protocol/shadow.h"

namespace ngcs::protocol {

namespace {

using Note = std::function<void(std::string_view)>;

// One erase: which profile, and what can be done about it.
class Eraser {
 public:
  Eraser(const base::Paths& paths, const Outside& outside, const Note& note)
      : paths_(paths), outside_(outside), note_(note) {}

  void run(const auth::Request& request, const auth::Context& context) {
    auto chosen = auth::explicit_choice(request, context);
    if (!chosen) return note_("nothing was erased: " + sentence(chosen.error()));
    auto config = config::Config::load(paths_, outside_.environment);
    if (!config) return note_("nothing was erased: " + sentence(config.error()));
    const auth::Choice choice = *chosen ? std::move(**chosen) : auth::implicit_choice(request, context, *config);
    const config::Profile* known = config->find(choice.profile);
    if (known == nullptr) return erase_unrecorded(choice.profile);
    if (belongs_to_others(request, *known)) {
      return note_("profile " + known->name + " belongs to the org " + known->org +
                   " and keeps its key; to erase it too: docker ngc logout --profile " + known->name);
    }
    erase_recorded(*known);
  }

 private:
  // Clients call erase two to four times for one logout. Where an org is named, the first call erases its profile, and
  // the next one would fall through to the default profile: not where that is known to be another org's, since NGC
  // shows a key only once.
  [[nodiscard]] bool belongs_to_others(const auth::Request& request, const config::Profile& known) const {
    if (request.profile || outside_.environment.get("NGC_PROFILE") || known.org.empty()) return false;
    std::string_view named = request.org;
    if (named.empty()) named = base::trim(outside_.environment.get("NGC_CLI_ORG").value_or(""));
    return !named.empty() && named != "no-org" && named != known.org;
  }

  // Without its line in the index a key is not served, but it may still lie in the vault.
  void erase_unrecorded(const std::string& name) {
    auto store = outside_.stores.open(config::StoreKind::kVault);
    if (!store) return;  // no home, so nothing was ever stored
    auto names = (*store)->profiles();
    // Nothing there: nothing is locked and no directory is made.
    if (names && std::find(names->begin(), names->end(), name) == names->end()) return;
    base::Result<bool> erased = names ? (*store)->erase(name) : base::Result<bool>(names.error());
    if (!erased) {
      note_("no key is recorded for profile " + name + ", so none is served; one may lie in " + (*store)->location() +
            ": " + sentence(erased.error()));
    }
  }

  void erase_recorded(const config::Profile& known) {
    auto store = outside_.stores.open(known.store);
    base::Result<bool> erased = store ? (*store)->erase(known.name) : base::Result<bool>(store.error());
    if (erased) {
      if (auto forgotten = forget(known.name); !forgotten) {
        note_("the key is erased, but " + sentence(forgotten.error()));
      }
      return;
    }
    const std::string where = store ? (*store)->location() : std::string(config::store_name(known.store));
    note_("the key of profile " + known.name + " still lies in " + where + ": " + sentence(erased.error()));
    if (auto marked = mark_logged_out(known.name); !marked) {
      note_("and it will still be served: " + sentence(marked.error()));
    } else {
      note_("it is marked as logged out and will not be served");
    }
  }

  // The default profile stays chosen: the next call of the same logout must not reach another profile.
  base::Result<void> forget(const std::string& name) {
    return config::update(paths_, outside_.environment, [&](config::Config& config) -> base::Result<void> {
      config.remove(name);
      return {};
    });
  }

  base::Result<void> mark_logged_out(const std::string& name) {
    return config::update(paths_, outside_.environment, [&](config::Config& config) -> base::Result<void> {
      const config::Profile* known = config.find(name);
      if (known == nullptr) return {};  // another logout was quicker
      config::Profile marked = *known;
      marked.logged_out = true;
      config.put(marked);
      return {};
    });
  }

  const base::Paths& paths_;
  const Outside& outside_;
  const Note& note_;
};

}  // namespace

void erase_key(const registry::ServerName& server, const std::optional<std::string>& profile, const Outside& outside,
               const Note& note) {
  if (const auto name = shadowing_variable(profile, outside.environment)) {
    note(std::string(*name) + " still provides a key; unset it to be logged out");
  }
  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  if (!paths) return;  // no home, so nothing was ever stored
  Eraser(*paths, outside, note).run({server.org, server.team, profile}, {outside.environment, paths, outside.stores});
}

}  // namespace ngcs::protocol
