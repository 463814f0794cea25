#include "clients/registries_conf.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/paths.h"
#include "base/text.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;
using Names = std::vector<std::string>;

constexpr std::string_view kKey = "credential-helpers";

// What follows "credential-helpers =" on this line; nothing where the line is another one.
std::optional<std::string_view> value_on(std::string_view line) {
  line = base::trim(line);
  for (const char quote : {'"', '\''}) {
    if (line.size() > kKey.size() + 1 && line.front() == quote && line[kKey.size() + 1] == quote) {
      line.remove_prefix(1);
      if (!line.starts_with(kKey)) return std::nullopt;
      line.remove_prefix(kKey.size() + 1);
      line = base::trim(line);
      return line.starts_with('=') ? std::optional(line.substr(1)) : std::nullopt;
    }
  }
  if (!line.starts_with(kKey)) return std::nullopt;
  line.remove_prefix(kKey.size());
  line = base::trim(line);
  return line.starts_with('=') ? std::optional(line.substr(1)) : std::nullopt;
}

// A list of strings, over several lines and with comments, at the start of `text`.
base::Result<Names> parse_list(std::string_view text) {
  const Error wrong(Errc::kInvalidInput, std::string(kKey) + " is no list of strings");
  Names names;
  bool open = false;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '#') {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (c == '[' && !open) {
      open = true;
    } else if (c == ']' && open) {
      return names;
    } else if ((c == '"' || c == '\'') && open) {
      const std::size_t end = text.find(c);
      if (end == std::string_view::npos || text.substr(0, end).find_first_of("\n\\") != std::string_view::npos) break;
      names.emplace_back(text.substr(0, end));
      text.remove_prefix(end + 1);
    } else if (c != ' ' && c != '\t' && c != '\r' && (!open || (c != '\n' && c != ','))) {
      break;
    }
  }
  return wrong;
}

// The drop-ins of a directory, in the order in which they are read.
Names drop_ins(const std::string& directory) {
  Names files;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().extension() == ".conf") files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void append(Names& all, Names more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Names files_in_order(const base::Environment& environment, const std::string& system_dir) {
  const auto home = base::home_directory(environment);
  const std::string own_dir = home ? *home + "/.config/containers" : std::string();
  const std::string own_file = own_dir + "/registries.conf";
  std::error_code failed;
  const bool has_own = home && std::filesystem::exists(own_file, failed);
  Names files = {has_own ? own_file : system_dir + "/registries.conf"};
  if (!has_own) append(files, drop_ins(system_dir + "/registries.conf.d"));
  if (home) append(files, drop_ins(own_dir + "/registries.conf.d"));
  return files;
}

}  // namespace

base::Result<std::optional<Names>> parse_credential_helpers(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    // The list stands before the first table.
    if (base::trim(line).starts_with('[')) break;
    if (const auto value = value_on(line)) {
      auto names = parse_list(rest.substr(static_cast<std::size_t>(value->data() - rest.data())));
      if (!names) return std::move(names).error();
      return std::optional<Names>(std::move(*names));
    }
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return std::optional<Names>();
}

namespace {

// Nothing where the file is absent or does not set the list.
std::optional<HelperSetter> setter_in(const std::string& path) {
  auto text = base::read_file(path, kMaxRegistriesConf);
  if (text && !*text) return std::nullopt;
  auto names = text ? parse_credential_helpers(**text) : base::Result<std::optional<Names>>(std::move(text).error());
  if (!names) return HelperSetter{path, {}, std::move(names).error()};
  if (!*names) return std::nullopt;
  return HelperSetter{path, std::move(**names), std::nullopt};
}

}  // namespace

std::vector<HelperSetter> system_helper_setters(const std::string& system_dir) {
  Names files = {system_dir + "/registries.conf"};
  append(files, drop_ins(system_dir + "/registries.conf.d"));
  std::vector<HelperSetter> setters;
  for (const std::string& path : files) {
    if (auto setter = setter_in(path)) setters.push_back(std::move(*setter));
  }
  return setters;
}

std::string own_registries_conf(const base::Environment& environment) {
  const auto home = base::home_directory(environment);
  if (!home) return {};
  std::string path = *home + "/.config/containers/registries.conf";
  std::error_code failed;
  return std::filesystem::exists(path, failed) ? path : std::string();
}

HelperList credential_helpers(const base::Environment& environment, const std::string& system_dir) {
  HelperList list;
  for (const std::string& path : files_in_order(environment, system_dir)) {
    auto setter = setter_in(path);
    if (!setter) continue;
    list.file = path;
    if (setter->failure) {
      list.failure = std::move(setter->failure);
      return list;
    }
    list.names = std::move(setter->names);
  }
  return list;
}

}  // namespace ngcs::clients
