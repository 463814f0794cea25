#include <algorithm>
#include <utility>

#include "base/text.h"
#include "entitlement/decide.h"
#include "entitlement/facts_query.h"
#include "images/image_commands.h"
#include "images/image_details.h"
#include "key/key.h"
#include "ngc/image_api.h"

namespace ngcs::docker_ngc {
namespace {

using base::Errc;
using base::Error;
using entitlement::Allowed;
using entitlement::Decision;

constexpr std::size_t kTagsShown = 20;

// Whether the credential may pull it, and why.
Decision may_pull(ImageAccess& access, const registry::ImageReference& image, const ImageDetails& details) {
  if (access.key() == nullptr) {
    Decision decision;
    decision.allowed = details.pull == true ? Allowed::kYes : details.pull == false ? Allowed::kNo : Allowed::kUnknown;
    decision.reason = details.pull == true ? "anybody may" : "no key is recorded, and without one it is not opened";
    return decision;
  }
  const entitlement::Question question{
      entitlement::Action::kPull, entitlement::Thing::kImage, image.space, image.name, {}};
  auto facts = entitlement::gather(access.transport(), *access.key(), key::classify(*access.key()), image.space.org);
  Decision decision = entitlement::decide(access.transport(), access.session().clock, *access.key(),
                                          facts ? *facts : entitlement::Facts(), question);
  // The registry's own word stands above what is known of the key.
  if (details.pull == true && decision.allowed != Allowed::kYes) {
    decision = Decision();
    decision.allowed = Allowed::kYes;
    decision.reason = "the registry gives this key a token to pull it";
  }
  return decision;
}

// The API's record where the key sees it, else what the catalogue shows anybody.
ngc::ImageRecord record_of(ImageAccess& access, const registry::ImageReference& image, bool& known) {
  ngc::ImageRecord record;
  record.space = image.space;
  record.name = image.name;
  if (access.key() != nullptr) {
    if (auto found = ngc::image_record(access.api(), image.space, image.name); found && *found) {
      known = true;
      (**found).space = image.space;
      return std::move(**found);
    }
  }
  if (auto listed = ngc::catalogue_images(access.transport(), image.space.org)) {
    for (ngc::ImageRecord& one : *listed) {
      if (one.path() != record.path()) continue;
      known = true;
      return std::move(one);
    }
  }
  return record;
}

void print(cli::Output& output, const ngc::ImageRecord& record, const ImageDetails& details, const Decision& decision) {
  const auto field = [&](const char* name, const std::string& text) {
    if (text.empty()) return;
    std::string line = std::string(name) + ":";
    line.append(line.size() < 16 ? 16 - line.size() : 1, ' ');
    output.line(line + base::printable(text, 1024));
  };
  field("Repository", "nvcr.io/" + record.path());
  if (record.display_name != record.name) field("Display Name", record.display_name);
  field("Updated Date", record.updated);
  std::string products;
  for (const std::string& product : record.products) products += (products.empty() ? "" : ", ") + product;
  field("Products", products);
  if (details.tags) {
    std::string tags;
    for (std::size_t i = 0; i < details.tags->size() && i < kTagsShown; ++i) {
      tags += (i == 0 ? "" : ", ") + (*details.tags)[i];
    }
    if (details.tags->size() > kTagsShown) {
      tags += " and " + std::to_string(details.tags->size() - kTagsShown) + " more";
    }
    field("Tags", tags);
  }
  if (details.shown) {
    field("Tag", details.shown->tag);
    field("Architectures", architectures_text(details.shown->platforms));
    field("Size", sizes_text(details.shown->platforms));
  }
  const bool yes = decision.allowed == Allowed::kYes;
  field("Pull", std::string(yes ? "yes: " : decision.allowed == Allowed::kNo ? "no: " : "unknown: ") + decision.reason);
  std::string codes;
  for (const std::string& code : decision.codes) codes += (codes.empty() ? "" : ", ") + code;
  field("Codes", codes);
}

}  // namespace

cli::ExitCode run_info(commands::Session& session, cli::Output& output, const InfoOptions& options) {
  const auto image = registry::parse_image(options.image, true);
  if (!image) return output.fail("info", Error(Errc::kUsage, image.error().message, image.error().hint));
  auto access = ImageAccess::open(session, output, image->space, options.profile);
  if (!access) return output.fail("info", access.error());
  bool known = false;
  const ngc::ImageRecord record = record_of(**access, *image, known);
  const std::string& wanted = image->digest.empty() ? image->tag : image->digest;
  const ImageDetails details = details_of(**access, record, wanted);
  if (!known && !details.tags) {
    if (details.pull == true) return output.fail("info", Error(Errc::kNotFound, "there is no image " + record.path()));
    Error error(details.pull == false ? Errc::kNotEntitled : Errc::kUnexpected,
                details.problem.empty() ? "nothing is known of " + record.path() : details.problem,
                "why: " + session.command("can-i pull image " + record.path()));
    return output.fail("info", error);
  }
  if (!wanted.empty() && details.shown && details.shown->platforms.empty()) {
    return output.fail("info", Error(Errc::kNotFound,
                                     "there is no " + record.path() + (image->digest.empty() ? ":" : "@") + wanted +
                                         " that can be read",
                                     "list its tags: " + session.command("ls '" + record.path() + ":*'")));
  }
  const Decision decision = may_pull(**access, *image, details);
  print(output, record, details, decision);
  const std::string command =
      "docker pull nvcr.io/" + record.path() +
      (details.shown ? (wanted == image->digest && !wanted.empty() ? "@" : ":") + details.shown->tag : "");
  if (decision.allowed == Allowed::kYes) output.line("Pull Command:   " + command);
  json::Value pull = nullptr;
  if (decision.allowed != Allowed::kUnknown) pull = decision.allowed == Allowed::kYes;
  return output.succeed("info", {{"image",
                                  {{"repository", record.path()},
                                   {"org", record.space.org},
                                   {"team", json::or_null(record.space.team)},
                                   {"name", record.name},
                                   {"displayName", json::or_null(record.display_name)},
                                   {"updated", json::or_null(record.updated)},
                                   {"products", record.products},
                                   {"tags", details.tags ? json::Value(*details.tags) : json::Value(nullptr)},
                                   {"shown", details.shown ? tag_json(*details.shown) : json::Value(nullptr)},
                                   {"pull",
                                    {{"allowed", std::move(pull)},
                                     {"reason", decision.reason},
                                     {"codes", decision.codes},
                                     {"evidence", decision.evidence}}}}},
                                 {"pullCommand", command}});
}

}  // namespace ngcs::docker_ngc
