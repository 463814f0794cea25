#include "images/image_search.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "key/key.h"
#include "ngc/identity.h"
#include "ngc/identity_json.h"
#include "ngc/image_api.h"

namespace ngcs::docker_ngc {
namespace {

using base::Errc;
using base::Error;
using registry::Space;

// The orgs to look in where the pattern names none: the key's own, else all of its user.
base::Result<std::vector<std::string>> orgs_of(ImageAccess& access) {
  const std::string write = "write ORG/PATTERN, for example \"nvidia/*\"";
  if (access.key() == nullptr) {
    return Error(Errc::kNotLoggedIn, "no key is recorded, and without one an org must be named", write);
  }
  const auto identity = ngc::who_am_i(access.transport(), *access.key(), key::classify(*access.key()));
  if (!identity) return access.explain(identity.error());
  if (!identity->key_org.empty()) return std::vector<std::string>{identity->key_org};
  std::vector<std::string> orgs;
  for (const ngc::Org& org : identity->orgs) orgs.push_back(org.name);
  if (orgs.empty()) return Error(Errc::kUnexpected, "NGC does not say which orgs this key opens", write);
  return orgs;
}

// The teams of an org that the key sees; none where that is not told.
std::vector<std::string> teams_of(ImageAccess& access, const std::string& org) {
  std::vector<std::string> names;
  if (access.key() == nullptr) return names;
  const auto answer = access.api().get("/v2/org/" + org + "/teams", "page-size=1000");
  if (!answer || answer->status != 200) return names;
  const auto teams = ngc::parse_teams(answer->body);
  if (!teams) return names;
  for (const ngc::Team& team : *teams) names.push_back(team.name);
  return names;
}

class Search {
 public:
  Search(ImageAccess& access, const ImagePattern& pattern) : access_(access), pattern_(pattern) {}

  base::Result<std::vector<ngc::ImageRecord>> run(cli::Output& output) {
    std::vector<std::string> orgs;
    if (const std::string org = pattern_.org(); !org.empty()) {
      orgs.push_back(org);
    } else {
      auto found = orgs_of(access_);
      if (!found) return std::move(found).error();
      orgs = std::move(*found);
    }
    for (const std::string& org : orgs) look_in(org);
    if (!answered_ && first_error_) return access_.explain(*first_error_);
    if (first_error_ && first_error_->code != Errc::kNotEntitled && first_error_->detail != 401) {
      output.warn("incomplete", "not every space answered: " + first_error_->message);
    }
    std::vector<ngc::ImageRecord> images;
    for (auto& [path, image] : found_) images.push_back(std::move(image));
    return images;
  }

 private:
  void look_in(const std::string& org) {
    std::vector<Space> spaces;
    if (const std::string team = pattern_.team(); !team.empty()) {
      spaces.push_back({org, team});
    } else {
      spaces.push_back({org, {}});
      if (pattern_.wants_teams()) {
        for (std::string& name : teams_of(access_, org)) spaces.push_back({org, std::move(name)});
      }
    }
    if (access_.key() != nullptr) {
      for (const Space& space : spaces) take(ngc::list_images(access_.api(), space));
    }
    // A catalogue that shows nothing of an org says nothing about it.
    auto listed = ngc::catalogue_images(access_.transport(), org);
    if (access_.key() == nullptr || !listed || !listed->empty()) take(std::move(listed));
  }

  void take(base::Result<std::vector<ngc::ImageRecord>> images) {
    if (!images) {
      if (!first_error_) first_error_ = images.error();
      return;
    }
    answered_ = true;
    for (ngc::ImageRecord& image : *images) {
      if (!pattern_.matches(image.space.path(), image.name)) continue;
      const auto [known, fresh] = found_.try_emplace(image.path(), image);
      if (fresh) continue;
      if (known->second.products.empty()) known->second.products = std::move(image.products);
      if (known->second.latest_tag.empty()) known->second.latest_tag = std::move(image.latest_tag);
      if (known->second.updated.empty()) known->second.updated = std::move(image.updated);
    }
  }

  ImageAccess& access_;
  const ImagePattern& pattern_;
  std::map<std::string, ngc::ImageRecord> found_;
  std::optional<Error> first_error_;
  bool answered_ = false;
};

}  // namespace

base::Result<std::vector<ngc::ImageRecord>> find_images(ImageAccess& access, cli::Output& output,
                                                        const ImagePattern& pattern) {
  return Search(access, pattern).run(output);
}

}  // namespace ngcs::docker_ngc
