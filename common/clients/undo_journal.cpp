#include "clients/undo_journal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "base/text.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kSchema = "ngc-undo/1";
constexpr std::size_t kMaxJournal = 256 * 1024;

// FNV-1a: a short stable name for a path, nothing more.
std::string name_of(std::string_view path) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : path) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4) name.push_back(digits[hash >> shift & 15]);
  return name;
}

json::Value optional_text(const std::optional<std::string>& text) {
  return text ? json::Value(*text) : json::Value(nullptr);
}

std::optional<std::string> text_or_null(const json::Value& object, const char* name) {
  const json::Value* found = json::member(object, name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Error malformed() { return {Errc::kDamaged, "the undo record does not have the form it should have"}; }

const json::Value::array_t* array_member(const json::Value& object, const char* name) {
  const json::Value* found = json::member(object, name);
  return found == nullptr ? nullptr : found->get_ptr<const json::Value::array_t*>();
}

std::optional<json::Path> read_path(const json::Value& object) {
  const auto* parts = array_member(object, "path");
  if (parts == nullptr || parts->empty()) return std::nullopt;
  json::Path path;
  for (const json::Value& part : *parts) {
    if (!part.is_string()) return std::nullopt;
    path.push_back(part.get<std::string>());
  }
  return path;
}

}  // namespace

void Journal::merge(const Journal& later) {
  written_at = later.written_at;
  for (const MemberChange& change : later.members) {
    const auto known = std::find_if(members.begin(), members.end(),
                                    [&change](const MemberChange& old) { return old.path == change.path; });
    if (known == members.end()) {
      members.push_back(change);
    } else {
      known->after = change.after;
    }
  }
  for (const MovedKey& key : later.keys) {
    const auto known =
        std::find_if(keys.begin(), keys.end(), [&key](const MovedKey& old) { return old.entry == key.entry; });
    if (known == keys.end()) {
      keys.push_back(key);
    } else {
      known->profile = key.profile;
    }
  }
  for (const std::string& name : later.created) {
    if (std::find(created.begin(), created.end(), name) == created.end()) created.push_back(name);
  }
}

std::string journal_path(const base::Paths& paths, std::string_view client, std::string_view verb,
                         std::string_view file) {
  return paths.state_dir + "/undo/" + std::string(client) + "-" + std::string(verb) + "-" + name_of(file) + ".json";
}

base::Result<Journal> parse_journal(std::string_view text) {
  auto parsed = json::parse(text, {.bytes = kMaxJournal, .depth = 8});
  if (!parsed) return std::move(parsed).error();
  const json::Value& root = *parsed;
  if (json::string_or(root, "schema") != kSchema) return malformed();
  Journal journal;
  journal.client = json::string_or(root, "client");
  journal.verb = json::string_or(root, "verb");
  journal.file = json::string_or(root, "file");
  journal.written_at = json::string_or(root, "written_at");
  if (const json::Value* created = json::member(root, "created_file"); created != nullptr && created->is_boolean()) {
    journal.created_file = created->get<bool>();
  }
  if (const auto* names = array_member(root, "created"); names != nullptr) {
    for (const json::Value& name : *names) {
      if (!name.is_string()) return malformed();
      journal.created.push_back(name.get<std::string>());
    }
  }
  const auto* members = array_member(root, "members");
  const auto* keys = array_member(root, "keys");
  if (members == nullptr || keys == nullptr) return malformed();
  for (const json::Value& member : *members) {
    auto path = read_path(member);
    if (!path) return malformed();
    journal.members.push_back({std::move(*path), text_or_null(member, "before"), text_or_null(member, "after")});
  }
  for (const json::Value& key : *keys) {
    MovedKey moved{json::string_or(key, "entry"), json::string_or(key, "profile")};
    if (moved.entry.empty() || moved.profile.empty()) return malformed();
    journal.keys.push_back(std::move(moved));
  }
  return journal;
}

base::Result<std::optional<Journal>> read_journal(const std::string& path) {
  auto file = base::open_private_file(path);
  if (!file) return std::move(file).error();
  if (!*file) return std::optional<Journal>();
  std::string text;
  auto drained = base::drain((*file)->get(), kMaxJournal, [&text](std::string_view piece) { text += piece; });
  if (!drained) return std::move(drained).error().with_context(path);
  auto journal = parse_journal(text);
  if (!journal) {
    Error error = std::move(journal).error().with_context(path);
    error.hint = "change the file by hand, or remove this record if nothing is to be undone";
    return error;
  }
  return std::optional<Journal>(std::move(*journal));
}

std::vector<Journal> journals_of(const base::Paths& paths, std::string_view client, std::string_view verb) {
  const std::string prefix = std::string(client) + "-" + std::string(verb) + "-";
  std::vector<std::string> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(paths.state_dir + "/undo", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".json")) found.push_back(entry->path().string());
  }
  std::sort(found.begin(), found.end());
  std::vector<Journal> journals;
  for (const std::string& path : found) {
    auto journal = read_journal(path);
    if (journal && *journal) journals.push_back(std::move(**journal));
  }
  return journals;
}

base::Result<void> write_journal(const std::string& path, const Journal& journal) {
  json::Value members = json::Value::array();
  for (const MemberChange& change : journal.members) {
    members.push_back(
        {{"path", change.path}, {"before", optional_text(change.before)}, {"after", optional_text(change.after)}});
  }
  json::Value keys = json::Value::array();
  for (const MovedKey& key : journal.keys) keys.push_back({{"entry", key.entry}, {"profile", key.profile}});
  json::Value root = json::Value::object();
  root["schema"] = kSchema;
  root["client"] = journal.client;
  root["verb"] = journal.verb;
  root["file"] = journal.file;
  root["written_at"] = journal.written_at;
  root["created_file"] = journal.created_file;
  root["created"] = journal.created;
  root["members"] = std::move(members);
  root["keys"] = std::move(keys);
  return base::replace_file(path, root.dump(1, ' ', false, json::Value::error_handler_t::replace) + "\n");
}

}  // namespace ngcs::clients
