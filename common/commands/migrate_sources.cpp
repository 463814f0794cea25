#include "commands/migrate_sources.h"

#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "ngc/api.h"
#include "ngc/identity_json.h"
#include "ngc/image_api.h"
#include "ngc/registry_session.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using migrate::Wanted;
using registry::Space;

constexpr const char* kUseList = "name the images in a file, one a line, and give it with --list FILE";

base::Result<std::string> read_list(const Session& session, const std::string& name) {
  if (name == "-") {
    std::string text;
    const auto read =
        base::drain(session.in, migrate::kMaxListBytes, [&text](std::string_view piece) { text += piece; });
    if (!read) return read.error().with_context("the list on standard input");
    return text;
  }
  auto text = base::read_file(name, migrate::kMaxListBytes);
  if (!text) return text.error().with_context("the list");
  if (!*text) {
    return Error(Errc::kUsage, "there is no file " + base::printable(name, 200), "give a list with --list FILE");
  }
  return std::move(**text);
}

// The org and its teams, as far as the key is told of them.
std::vector<Space> spaces_of(ngc::ApiClient& api, const std::string& org) {
  std::vector<Space> spaces = {{org, {}}};
  const auto answer = api.get("/v2/org/" + org + "/teams", "page-size=1000");
  if (!answer || answer->status != 200) return spaces;
  const auto teams = ngc::parse_teams(answer->body);
  if (!teams) return spaces;
  for (const ngc::Team& team : *teams) spaces.push_back({org, team.name});
  return spaces;
}

base::Result<std::vector<std::string>> listed_repositories(Session& session, cli::Output& output,
                                                           const Account& account) {
  if (account.org.empty()) {
    return Error(Errc::kUsage, "the org of profile " + account.profile + " is not known", kUseList);
  }
  ngc::ApiClient api(session.transport(), session.clock, account.key, account.kind);
  std::set<std::string> repositories;
  std::optional<Error> refused;
  bool answered = false;
  for (const Space& space : spaces_of(api, account.org)) {
    const auto images = ngc::list_images(api, space);
    if (!images) {
      if (http::is_below_http(images.error())) return images.error();
      output.warn("incomplete", "the images of " + space.path() + " are not listed: " + images.error().message);
      if (!refused) refused = images.error();
      continue;
    }
    answered = true;
    for (const ngc::ImageRecord& image : *images) repositories.insert(image.path());
  }
  if (!answered) {
    return Error(Errc::kUsage,
                 "NGC does not list the images of " + account.org + " for the key of " + account.profile + ": " +
                     refused->message,
                 kUseList);
  }
  return std::vector<std::string>(repositories.begin(), repositories.end());
}

}  // namespace

base::Result<Sources> find_sources(Session& session, cli::Output& output, const MigrateOptions& options,
                                   const Account& account) {
  std::vector<Wanted> wanted;
  if (options.list) {
    const auto text = read_list(session, *options.list);
    if (!text) return text.error();
    auto parsed = migrate::parse_image_list(*text);
    if (!parsed) return std::move(parsed).error();
    if (parsed->empty()) return Error(Errc::kUsage, "the list names no image", "write one image a line");
    wanted = std::move(*parsed);
  } else {
    auto listed = listed_repositories(session, output, account);
    if (!listed) return std::move(listed).error();
    for (std::string& repository : *listed) wanted.push_back({std::move(repository), {}, {}});
  }

  Sources sources;
  ngc::RegistrySession registry(session.transport(), session.clock, &account.key);
  std::set<std::tuple<std::string, std::string, std::string>> known;  // a repository and one of its tags may be named
  const auto add = [&](Wanted one) {
    if (known.emplace(one.repository, one.tag, one.digest).second) sources.images.push_back(std::move(one));
  };
  for (Wanted& one : wanted) {
    if (!one.tag.empty() || !one.digest.empty()) {
      add(std::move(one));
      continue;
    }
    const auto tags = ngc::image_tags(registry, one.repository);
    if (!tags) {
      if (http::is_below_http(tags.error())) return tags.error();
      sources.unlisted.push_back({one.repository, tags.error()});
      continue;
    }
    for (const std::string& tag : *tags) add({one.repository, tag, {}});
  }
  return sources;
}

}  // namespace ngcs::commands
