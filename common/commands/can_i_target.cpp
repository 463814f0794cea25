#include "commands/can_i_target.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "cli/suggest.h"
#include "commands/usage_error.h"
#include "registry/reference.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using entitlement::Action;
using entitlement::Question;
using entitlement::Thing;

constexpr std::array<Action, 7> kActions = {Action::kPull,   Action::kPush,    Action::kCreate, Action::kUpdate,
                                            Action::kDelete, Action::kAddUser, Action::kAddTeam};
constexpr std::array<Thing, 4> kThings = {Thing::kImage, Thing::kChart, Thing::kModel, Thing::kResource};
constexpr const char* kExample = "for example: can-i pull image nvcr.io/acme/app";

bool is_about_orgs(Action action) { return action == Action::kAddUser || action == Action::kAddTeam; }

template <typename Items, typename Name>
Error unknown_word(const char* what, const std::string& word, const Items& items, Name name) {
  std::vector<std::string> known;
  std::string list;
  for (const auto item : items) {
    known.emplace_back(name(item));
    list += (list.empty() ? "" : ", ") + known.back();
  }
  const std::string shown = shown_argument(word);
  Error error(Errc::kUsage, std::string("can-i knows no ") + what + (shown.empty() ? "" : " \"" + shown + "\""));
  const auto near = cli::suggest(word, known);
  error.hint = near ? "did you mean \"" + *near + "\"?" : "one of: " + list;
  return error;
}

std::optional<Action> action_of(const std::string& word) {
  for (const Action action : kActions) {
    if (word == action_name(action)) return action;
  }
  return std::nullopt;
}

std::optional<Thing> thing_of(const std::string& word) {
  for (const Thing thing : kThings) {
    if (word == thing_name(thing)) return thing;
  }
  return std::nullopt;
}

// `text` without the schemes and the host that belong to a kind of thing.
base::Result<std::string_view> path_of(std::string_view text, std::string_view host, std::string_view scheme) {
  text = base::trim(text);
  if (base::istarts_with(text, scheme)) return text.substr(scheme.size());
  if (base::istarts_with(text, "https://")) text.remove_prefix(std::string_view("https://").size());
  const std::string_view first = text.substr(0, text.find('/'));
  if (base::iequals(first, host)) return text.substr(std::min(text.size(), first.size() + 1));
  const bool other = text.find("://") != std::string_view::npos || first.find(':') != std::string_view::npos ||
                     first.find('.') != std::string_view::npos;
  if (other && text.find('/') != std::string_view::npos) {
    return Error(Errc::kUsage, quoted(std::string(first)) + " is no host of NGC that has it",
                 "write ORG/[TEAM/]NAME, or put " + std::string(host) + "/ in front");
  }
  return text;
}

base::Result<Question> image_of(Question question, std::string_view text) {
  const auto path = path_of(text, registry::kRegistryHost, "oci://");
  if (!path) return path.error();
  const std::string_view rest = *path;
  // A second host behind oci:// is looked at by the reader of images.
  const auto image = registry::parse_image(rest, true);
  if (!image) return Error(Errc::kUsage, image.error().message, image.error().hint);
  question.space = image->space;
  question.name = image->name;
  question.reference = image->digest.empty() ? image->tag : image->digest;
  return question;
}

base::Result<Question> artifact_of(Question question, std::string_view text, std::string_view host) {
  const auto path = path_of(text, host, "ngc://");
  if (!path) return path.error();
  std::string_view rest = *path;
  if (const std::size_t colon = rest.rfind(':');
      colon != std::string_view::npos && rest.find('/', colon) == rest.npos) {
    question.reference = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  const std::size_t slash = rest.rfind('/');
  const std::string what(thing_name(question.thing));
  const std::string hint = "write ORG/[TEAM/]NAME[:VERSION]";
  if (slash == std::string_view::npos) return Error(Errc::kUsage, "that " + what + " names no org", hint);
  auto space = registry::parse_space(rest.substr(0, slash));
  if (!space) return Error(Errc::kUsage, "that is no " + what + ": " + space.error().message, hint);
  // A name has the form of an org's.
  const auto name = registry::parse_space(rest.substr(slash + 1));
  if (!name) return Error(Errc::kUsage, "that is no " + what + ": its name is not one of NGC", hint);
  question.space = std::move(*space);
  question.name = name->org;
  return question;
}

base::Result<Question> org_of(Question question, const std::string& text) {
  auto space = registry::parse_space(text);
  if (!space) return Error(Errc::kUsage, space.error().message, space.error().hint);
  if (question.action == Action::kAddTeam && !space->team.empty()) {
    return Error(Errc::kUsage, "a team is added to an org", "write ORG");
  }
  question.space = std::move(*space);
  return question;
}

}  // namespace

base::Result<Question> parse_can_i(const std::vector<std::string>& words) {
  if (words.empty()) return Error(Errc::kUsage, "can-i needs an action", kExample);
  const auto action = action_of(words.front());
  if (!action) return unknown_word("action", words.front(), kActions, entitlement::action_name);
  Question question;
  question.action = *action;
  if (is_about_orgs(*action)) {
    question.thing = Thing::kOrg;
    if (words.size() != 2) return Error(Errc::kUsage, "can-i " + words.front() + " needs an org", "write ORG");
    return org_of(std::move(question), words[1]);
  }
  if (words.size() > 1 && !thing_of(words[1])) {
    return unknown_word("thing", words[1], kThings, entitlement::thing_name);
  }
  if (words.size() != 3) {
    return Error(Errc::kUsage, "can-i " + words.front() + " needs image, chart, model or resource, and a path",
                 kExample);
  }
  question.thing = *thing_of(words[1]);
  if (question.thing == Thing::kImage) return image_of(std::move(question), words[2]);
  const std::string_view host = question.thing == Thing::kChart ? registry::kHelmHost : registry::kApiHost;
  return artifact_of(std::move(question), words[2], host);
}

std::string typed_org(const std::vector<std::string>& words) {
  if (words.size() < 2) return {};
  std::string_view text = words.back();
  for (const std::string_view front :
       {std::string_view("https://"), std::string_view("oci://"), std::string_view("ngc://"),
        std::string_view("nvcr.io/"), std::string_view("helm.ngc.nvidia.com/")}) {
    if (base::istarts_with(text, front)) text.remove_prefix(front.size());
  }
  return std::string(base::trim(text.substr(0, text.find('/'))));
}

}  // namespace ngcs::commands
