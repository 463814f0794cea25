#include "keyring.h"

#include <libsecret/secret.h>

#include <memory>

namespace ngcs::secret_service_child {

namespace {

using secret::SecretString;

constexpr std::string_view kDefaultProfile = "default";

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Object = std::unique_ptr<T, Unref>;

struct FreeTable {
  void operator()(GHashTable* table) const { g_hash_table_unref(table); }
};
using Table = std::unique_ptr<GHashTable, FreeTable>;

struct FreeItems {
  void operator()(GList* items) const { g_list_free_full(items, g_object_unref); }
};
using Items = std::unique_ptr<GList, FreeItems>;

struct FreeValue {
  void operator()(SecretValue* value) const { secret_value_unref(value); }
};
using Value = std::unique_ptr<SecretValue, FreeValue>;

struct Failure {
  GError* error = nullptr;
  Failure() = default;
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  ~Failure() { g_clear_error(&error); }
};

const SecretSchema* own_schema() {
  static const SecretSchema schema = {"ngc-auth.Key",
                                      SECRET_SCHEMA_NONE,
                                      {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                       {"profile", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                       {"slot", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                       {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
                                      0,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr,
                                      nullptr};
  return &schema;
}

// One function turns libsecret's errors into ours. Messages are of D-Bus and the service, never content of an entry.
Outcome outcome_of(const GError* error) {
  if (error == nullptr) return {Status::kFailed, "no reason given"};
  if (g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
      g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)) {
    return {Status::kNoProvider, {}};
  }
  if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)) return {Status::kLocked, {}};
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return {Status::kDismissed, {}};
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)) {
    return {Status::kAbsent, {}};
  }
  g_autofree char* remote = g_dbus_error_get_remote_error(error);
  return {Status::kFailed, remote != nullptr ? std::string(remote) : std::string(error->message)};
}

void set(GHashTable* table, const char* name, std::string_view value) {
  g_hash_table_insert(table, g_strdup(name), g_strndup(value.data(), value.size()));
}

Table new_table() { return Table(g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)); }

Table own_attributes(std::string_view profile, std::string_view slot) {
  Table table = new_table();
  set(table.get(), "application", "ngc-auth");
  if (!profile.empty()) set(table.get(), "profile", profile);
  if (!slot.empty()) set(table.get(), "slot", slot);
  return table;
}

// The spellings under which docker's helper may have stored the registry.
constexpr const char* kDockerServers[] = {"nvcr.io", "https://nvcr.io", "https://nvcr.io/v2/", "nvcr.io:443"};

Table docker_attributes(const char* server) {
  Table table = new_table();
  set(table.get(), "docker_cli", "1");
  set(table.get(), "server", server);
  return table;
}

std::string attribute(SecretItem* item, const char* name) {
  const Table attributes(secret_item_get_attributes(item));
  const auto* value = static_cast<const char*>(g_hash_table_lookup(attributes.get(), name));
  return value != nullptr ? std::string(value) : std::string();
}

// An entry with another user name is another kind of login (a stale one of docker's), never an NGC key.
bool is_docker_entry(SecretItem* item) {
  return attribute(item, "xdg:schema") == "io.docker.Credentials" && attribute(item, "username") == "$oauthtoken";
}

// Searched without the schema's name: with it, a locked collection lists nothing at all. Attributes are compared whole
// by the service, so no other program's entry with a longer value can match.
Outcome search(SecretService* service, GHashTable* attributes, int flags, Items& items) {
  Failure failure;
  GList* found = secret_service_search_sync(service, nullptr, attributes, static_cast<SecretSearchFlags>(flags),
                                            nullptr, &failure.error);
  if (failure.error != nullptr) return outcome_of(failure.error);
  items.reset(found);
  return {Status::kOk, {}};
}

// A loaded item may still have no secret (a cancelled dialogue): that is "locked", not an empty key.
Outcome take_secret(SecretItem* item, SecretString& key) {
  if (secret_item_get_locked(item) != FALSE) return {Status::kLocked, {}};
  const Value value(secret_item_get_secret(item));
  if (!value) return {Status::kLocked, {}};
  gsize size = 0;
  const char* content = secret_value_get(value.get(), &size);
  if (content == nullptr || size == 0) return {Status::kNotFound, {}};
  key = SecretString(std::string_view(content, size));
  return {Status::kOk, {}};
}

SecretItem* first_item(const Items& items) { return SECRET_ITEM(items.get()->data); }

}  // namespace

Keyring::~Keyring() {
  if (service_ != nullptr) g_object_unref(service_);
}

Outcome Keyring::open(Access access, bool may_prompt) {
  Failure failure;
  service_ = secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, nullptr, &failure.error);
  if (service_ == nullptr) return outcome_of(failure.error);
  // libsecret falls back to sending secrets as they are where the service does not offer more.
  const char* algorithms = secret_service_get_session_algorithms(service_);
  if (algorithms == nullptr || std::string_view(algorithms) == "plain") {
    return {Status::kFailed, "the keyring service offers no encrypted session"};
  }
  const Object<SecretCollection> collection(secret_collection_for_alias_sync(
      service_, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, nullptr, &failure.error));
  if (failure.error != nullptr) return outcome_of(failure.error);
  if (!collection) {
    // Nothing is stored yet. A write would make one, which asks for its password.
    return {access == Access::kWrite && !may_prompt ? Status::kNoCollection : Status::kOk, {}};
  }
  if (secret_collection_get_locked(collection.get()) == FALSE) return {Status::kOk, {}};
  if (!may_prompt) return {Status::kLocked, {}};

  const std::unique_ptr<GList, decltype(&g_list_free)> wanted(g_list_append(nullptr, collection.get()), &g_list_free);
  GList* unlocked = nullptr;
  const gint count = secret_service_unlock_sync(service_, wanted.get(), nullptr, &unlocked, &failure.error);
  const Items owned(unlocked);
  if (failure.error != nullptr) return outcome_of(failure.error);
  return {count > 0 ? Status::kOk : Status::kDismissed, {}};
}

Outcome Keyring::read_own(std::string_view profile, std::string_view slot, SecretString& key) {
  Items items;
  Outcome found = search(service_, own_attributes(profile, slot).get(), SECRET_SEARCH_LOAD_SECRETS, items);
  if (found.status != Status::kOk) return found;
  if (!items) return {Status::kNotFound, {}};
  return take_secret(first_item(items), key);
}

Outcome Keyring::read_docker(SecretString& key) {
  for (const char* server : kDockerServers) {
    Items items;
    Outcome found =
        search(service_, docker_attributes(server).get(), SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, items);
    if (found.status != Status::kOk) return found;
    for (const GList* at = items.get(); at != nullptr; at = at->next) {
      if (is_docker_entry(SECRET_ITEM(at->data))) return take_secret(SECRET_ITEM(at->data), key);
    }
  }
  return {Status::kNotFound, {}};
}

Outcome Keyring::get(std::string_view profile, std::string_view slot, SecretString& key) {
  Outcome own = read_own(profile, slot, key);
  if (own.status != Status::kNotFound || profile != kDefaultProfile || slot != "current") return own;
  return read_docker(key);
}

Outcome Keyring::write(std::string_view profile, std::string_view slot, const SecretString& key) {
  // The label is for people; data is in the attributes.
  const std::string label = "NGC key, profile " + std::string(profile) + (slot == "previous" ? " (previous)" : "");
  const Value value(secret_value_new(key.reveal().data(), static_cast<gssize>(key.size()), "text/plain"));
  Failure failure;
  secret_service_store_sync(service_, own_schema(), own_attributes(profile, slot).get(), SECRET_COLLECTION_DEFAULT,
                            label.c_str(), value.get(), nullptr, &failure.error);
  if (failure.error != nullptr) return outcome_of(failure.error);
  return {Status::kOk, {}};
}

Outcome Keyring::clear(std::string_view profile, std::string_view slot, bool& changed) {
  Items items;
  Outcome found = search(service_, own_attributes(profile, slot).get(), SECRET_SEARCH_ALL, items);
  if (found.status != Status::kOk) return found;
  for (const GList* at = items.get(); at != nullptr; at = at->next) {
    Failure failure;
    secret_item_delete_sync(SECRET_ITEM(at->data), nullptr, &failure.error);
    if (failure.error != nullptr) return outcome_of(failure.error);
    changed = true;
  }
  return {Status::kOk, {}};
}

Outcome Keyring::put(std::string_view profile, const SecretString& key, bool& changed) {
  changed = false;
  SecretString current;
  Outcome read = get(profile, "current", current);
  if (read.status == Status::kOk && current == key) return read;
  if (read.status != Status::kOk && read.status != Status::kNotFound) return read;
  // Previous first: a failure in between loses nothing.
  if (read.status == Status::kOk) {
    Outcome kept = write(profile, "previous", current);
    if (kept.status != Status::kOk) return kept;
  }
  Outcome written = write(profile, "current", key);
  changed = written.status == Status::kOk;
  return written;
}

Outcome Keyring::restore(std::string_view profile) {
  SecretString previous;
  Outcome read = read_own(profile, "previous", previous);
  if (read.status != Status::kOk) return read;
  SecretString current;
  Outcome other = get(profile, "current", current);
  if (other.status != Status::kOk && other.status != Status::kNotFound) return other;
  Outcome written = write(profile, "current", previous);
  if (written.status != Status::kOk) return written;
  if (other.status == Status::kOk) return write(profile, "previous", current);
  bool changed = false;
  return clear(profile, "previous", changed);
}

Outcome Keyring::erase(std::string_view profile, bool& changed) {
  changed = false;
  Outcome cleared = clear(profile, {}, changed);
  if (cleared.status != Status::kOk || profile != kDefaultProfile) return cleared;
  // Its key may be docker's entry: erased means erased.
  for (const char* server : kDockerServers) {
    Items items;
    Outcome found = search(service_, docker_attributes(server).get(), SECRET_SEARCH_ALL, items);
    if (found.status != Status::kOk) return found;
    for (const GList* at = items.get(); at != nullptr; at = at->next) {
      if (!is_docker_entry(SECRET_ITEM(at->data))) continue;
      Failure failure;
      secret_item_delete_sync(SECRET_ITEM(at->data), nullptr, &failure.error);
      if (failure.error != nullptr) return outcome_of(failure.error);
      changed = true;
    }
  }
  return {Status::kOk, {}};
}

Outcome Keyring::rename(std::string_view from, std::string_view to) {
  for (const char* slot : {"current", "previous"}) {
    SecretString taken;
    if (read_own(to, slot, taken).status == Status::kOk) return {Status::kConflict, {}};
  }
  for (const char* slot : {"current", "previous"}) {
    SecretString key;
    Outcome read = get(from, slot, key);
    if (read.status == Status::kNotFound) continue;
    if (read.status != Status::kOk) return read;
    Outcome written = write(to, slot, key);
    if (written.status != Status::kOk) return written;
  }
  bool changed = false;
  return erase(from, changed);
}

Outcome Keyring::list(std::vector<std::string>& profiles) {
  Items items;
  Outcome found = search(service_, own_attributes({}, "current").get(), SECRET_SEARCH_ALL, items);
  if (found.status != Status::kOk) return found;
  for (const GList* at = items.get(); at != nullptr; at = at->next) {
    profiles.push_back(attribute(SECRET_ITEM(at->data), "profile"));
  }
  return found;
}

}  // namespace ngcs::secret_service_child
