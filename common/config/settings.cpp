#include "config/settings.h"

#include <utility>

#include "base/file.h"
#include "base/lock.h"
#include "base/text.h"
#include "config/file.h"

namespace ngcs::config {

namespace {

using base::Errc;
using base::Error;
using json::Value;

constexpr std::string_view kSchema = "ngc-auth/1";
constexpr std::string_view kFallbackProfile = "default";
constexpr int kLockTimeoutMs = 10000;

std::optional<OnUnreadable> parse_on_unreadable(std::string_view text) {
  if (text == "error") return OnUnreadable::kError;
  if (text == "anonymous") return OnUnreadable::kAnonymous;
  return std::nullopt;
}

Error bad_setting(std::string_view where, std::string_view name, std::string_view value, std::string_view allowed) {
  return {Errc::kInvalidInput,
          std::string(where) + ": " + std::string(name) + " is '" + base::printable(value, 60) + "'",
          "use " + std::string(allowed)};
}

struct Source {
  Origin origin;
  std::string where;  // for messages
};

base::Result<void> take_store(Settings& settings, std::string_view text, const Source& source, std::string_view name) {
  const auto store = parse_store(text);
  if (!store) return bad_setting(source.where, name, text, "vault or secret-service");
  settings.store = {*store, source.origin};
  return {};
}

base::Result<void> take_on_unreadable(Settings& settings, std::string_view text, const Source& source,
                                      std::string_view name) {
  const auto value = parse_on_unreadable(text);
  if (!value) return bad_setting(source.where, name, text, "error or anonymous");
  settings.on_unreadable = {*value, source.origin};
  return {};
}

base::Result<void> take_default_profile(Settings& settings, std::string_view text, const Source& source,
                                        std::string_view name) {
  if (!valid_profile_name(text)) return bad_setting(source.where, name, text, "a profile name");
  settings.default_profile = {std::string(text), source.origin};
  return {};
}

// The member's text; empty where it is absent. A member of another type is an error: it would silently mean its
// default, and the default of "logged_out" serves a key.
base::Result<std::string> text_of(const Value& object, const char* name, const std::string& where) {
  const Value* found = json::member(object, name);
  if (found == nullptr) return std::string();
  if (!found->is_string()) return Error{Errc::kDamaged, where + " is damaged: \"" + name + "\" is no text"};
  return found->get<std::string>();
}

base::Result<bool> flag_of(const Value& object, const char* name, const std::string& where) {
  const Value* found = json::member(object, name);
  if (found == nullptr) return false;
  if (!found->is_boolean()) {
    return Error{Errc::kDamaged, where + " is damaged: \"" + name + "\" is neither true nor false"};
  }
  return found->get<bool>();
}

base::Result<void> take_settings(Settings& settings, const Value& document, const Source& source) {
  const Value* values = json::member(document, "settings");
  if (values == nullptr) return {};
  if (!values->is_object()) return Error{Errc::kDamaged, source.where + ": \"settings\" is no object"};
  using Take = base::Result<void> (*)(Settings&, std::string_view, const Source&, std::string_view);
  constexpr std::pair<const char*, Take> kKnown[] = {
      {"store", take_store}, {"on_unreadable", take_on_unreadable}, {"default_profile", take_default_profile}};
  for (const auto& [name, take] : kKnown) {
    auto text = text_of(*values, name, source.where);
    if (!text) return text.error();
    if (text->empty()) continue;
    if (auto taken = take(settings, *text, source, name); !taken) return taken;
  }
  return {};
}

base::Result<void> take_environment(Settings& settings, const base::Environment& environment) {
  const Source source{Origin::kEnvironment, "the environment"};
  if (const auto text = environment.get("NGC_AUTH_STORE")) {
    if (auto taken = take_store(settings, *text, source, "NGC_AUTH_STORE"); !taken) return taken;
  }
  if (const auto text = environment.get("NGC_AUTH_ON_UNREADABLE")) {
    if (auto taken = take_on_unreadable(settings, *text, source, "NGC_AUTH_ON_UNREADABLE"); !taken) return taken;
  }
  return {};
}

base::Result<Profile> read_profile(const std::string& name, const Value& value, const std::string& where) {
  if (!valid_profile_name(name)) {
    return Error{Errc::kDamaged, where + ": '" + base::printable(name, 80) + "' is not a profile name"};
  }
  if (!value.is_object()) return Error{Errc::kDamaged, where + ": profile " + name + " is no object"};
  Profile profile;
  profile.name = name;
  std::string store;
  const std::pair<const char*, std::string*> texts[] = {{"org", &profile.org},
                                                        {"org_display_name", &profile.org_display_name},
                                                        {"team", &profile.team},
                                                        {"kind", &profile.kind},
                                                        {"stored_at", &profile.stored_at},
                                                        {"store", &store}};
  for (const auto& [member, target] : texts) {
    auto text = text_of(value, member, where);
    if (!text) return text.error();
    *target = std::move(*text);
  }
  const std::pair<const char*, bool*> flags[] = {{"has_previous", &profile.has_previous},
                                                 {"logged_out", &profile.logged_out}};
  for (const auto& [member, target] : flags) {
    auto flag = flag_of(value, member, where);
    if (!flag) return flag.error();
    *target = *flag;
  }
  if (store.empty()) return profile;
  const auto kind = parse_store(store);
  if (!kind) return bad_setting(where, "the store of profile " + name, store, "vault or secret-service");
  profile.store = *kind;
  return profile;
}

base::Result<Value> parse_document(const std::string& text, const std::string& path) {
  json::Limits limits;
  limits.bytes = kMaxFileBytes;
  auto document = json::parse(text, limits);
  if (!document) {
    return Error{Errc::kDamaged, path + " is damaged: " + document.error().message,
                 "repair it by hand, or move it away and log in again"};
  }
  if (!document->is_object()) return Error{Errc::kDamaged, path + " is damaged: it holds no JSON object"};
  const auto schema = text_of(*document, "schema", path);
  if (!schema) return schema.error();
  if (!schema->empty() && *schema != kSchema) {
    return Error{Errc::kUnsupported, path + " has the form '" + base::printable(*schema, 40) + "', which is not known",
                 "use the version of the suite that wrote it"};
  }
  return document;
}

Value profile_json(const Profile& profile, Value value) {
  value["org"] = profile.org;
  value["org_display_name"] = profile.org_display_name;
  value["team"] = profile.team;
  value["store"] = store_name(profile.store);
  value["kind"] = profile.kind;
  value["stored_at"] = profile.stored_at;
  value["has_previous"] = profile.has_previous;
  value["logged_out"] = profile.logged_out;
  return value;
}

}  // namespace

std::string_view origin_name(Origin origin) noexcept {
  switch (origin) {
    case Origin::kDefault:
      return "default";
    case Origin::kSystemFile:
      return "system file";
    case Origin::kUserFile:
      return "file";
    case Origin::kEnvironment:
      return "environment";
    case Origin::kFlag:
      return "flag";
  }
  return "default";
}

std::string_view store_name(StoreKind kind) noexcept {
  return kind == StoreKind::kSecretService ? "secret-service" : "vault";
}

std::optional<StoreKind> parse_store(std::string_view name) noexcept {
  if (name == "vault") return StoreKind::kVault;
  if (name == "secret-service") return StoreKind::kSecretService;
  return std::nullopt;
}

bool valid_profile_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 64 || name.front() == '-' || name.front() == '.') return false;
  for (const char c : name) {
    const bool ok =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!ok) return false;
  }
  return true;
}

base::Result<Config> Config::load(const base::Paths& paths, const base::Environment& environment) {
  Config config;

  auto system_text = read_system_file(paths.system_config_file);
  if (!system_text) return system_text.error();
  if (*system_text) {
    auto document = parse_document(**system_text, paths.system_config_file);
    if (!document) return document.error();
    const Source source{Origin::kSystemFile, paths.system_config_file};
    if (auto taken = take_settings(config.settings_, *document, source); !taken) return taken.error();
  }

  auto user_text = read_user_file(paths.config_file);
  if (!user_text) return user_text.error();
  if (*user_text) {
    auto document = parse_document(**user_text, paths.config_file);
    if (!document) return document.error();
    config.document_ = std::move(*document);
    const Source source{Origin::kUserFile, paths.config_file};
    if (auto taken = take_settings(config.settings_, config.document_, source); !taken) return taken.error();
    if (const Value* profiles = json::member(config.document_, "profiles"); profiles != nullptr) {
      if (!profiles->is_object()) {
        return Error{Errc::kDamaged, paths.config_file + " is damaged: \"profiles\" is no object"};
      }
      for (const auto& [name, value] : profiles->items()) {
        auto profile = read_profile(name, value, paths.config_file);
        if (!profile) return profile.error();
        config.profiles_.push_back(std::move(*profile));
      }
    }
  }

  if (auto taken = take_environment(config.settings_, environment); !taken) return taken.error();
  return config;
}

const Profile* Config::find(std::string_view name) const noexcept {
  for (const Profile& profile : profiles_) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

const Profile* Config::find_space(std::string_view org, std::string_view team) const noexcept {
  if (org.empty()) return nullptr;
  const Profile* of_org = nullptr;
  const Profile* only = nullptr;
  int count = 0;
  for (const Profile& profile : profiles_) {
    if (profile.org != org || profile.logged_out) continue;
    if (!team.empty() && profile.team == team) return &profile;
    if (profile.team.empty() && of_org == nullptr) of_org = &profile;
    only = &profile;
    ++count;
  }
  if (of_org != nullptr) return of_org;
  return count == 1 ? only : nullptr;
}

std::string Config::default_profile() const {
  return settings_.default_profile.value.empty() ? std::string(kFallbackProfile) : settings_.default_profile.value;
}

void Config::put(const Profile& profile) {
  bool known = false;
  for (Profile& present : profiles_) {
    if (present.name == profile.name) {
      present = profile;
      known = true;
    }
  }
  if (!known) profiles_.push_back(profile);
  Value& profiles = document_["profiles"];
  if (profiles.is_null()) profiles = Value::object();
  Value& value = profiles[profile.name];
  value = profile_json(profile, value.is_object() ? value : Value::object());
}

bool Config::remove(std::string_view name) {
  const std::size_t before = profiles_.size();
  std::erase_if(profiles_, [&](const Profile& profile) { return profile.name == name; });
  if (profiles_.size() == before) return false;
  document_["profiles"].erase(std::string(name));
  return true;
}

void Config::set_default_profile(std::string_view name) {
  Value& settings = document_["settings"];
  if (settings.is_null()) settings = Value::object();
  if (name.empty()) {
    settings.erase("default_profile");
    settings_.default_profile = {};
    return;
  }
  settings["default_profile"] = std::string(name);
  settings_.default_profile = {std::string(name), Origin::kUserFile};
}

base::Result<void> update(const base::Paths& paths, const base::Environment& environment,
                          const std::function<base::Result<void>(Config&)>& change) {
  auto lock = base::FileLock::acquire(paths.config_file + ".lock", kLockTimeoutMs);
  if (!lock) return lock.error();
  auto config = Config::load(paths, environment);
  if (!config) return config.error();
  const Value before = config->document();
  if (auto changed = change(*config); !changed) return changed;
  if (config->document() == before) return {};

  Value document = config->document();
  if (!document.contains("schema")) {
    // First in the file, where a reader looks for it.
    Value with_schema = Value::object();
    with_schema["schema"] = std::string(kSchema);
    for (auto& [name, value] : document.items()) with_schema[name] = std::move(value);
    document = std::move(with_schema);
  }
  const std::string text = document.dump(2, ' ', false, Value::error_handler_t::replace) + "\n";
  // What load() would refuse must not be written: it would lock the user out of every profile.
  if (text.size() > kMaxFileBytes) {
    return Error{Errc::kTooLarge, paths.config_file + " would become too large", "remove profiles that are not needed"};
  }
  for (const Profile& profile : config->profiles()) {
    if (!valid_profile_name(profile.name)) {
      return Error{Errc::kInvalidInput, "'" + base::printable(profile.name, 80) + "' is not a profile name",
                   "use letters, digits, '.', '_' and '-'; at most 64"};
    }
  }
  return base::replace_file(paths.config_file, text);
}

}  // namespace ngcs::config
