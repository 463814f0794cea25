#include <algorithm>

#include "base/text.h"
#include "diagnose/input.h"
#include "diagnose/target_forms.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using base::Error;
using Kind = Target::Kind;

constexpr std::string_view kForms =
    "write an image nvcr.io/ORG[/TEAM]/NAME[:TAG], a repository https://helm.ngc.nvidia.com/ORG[/TEAM], or a name that "
    "'helm repo list' shows";

Error refuse(std::string_view word, std::string_view why) {
  return {Errc::kInvalidInput, "'" + shown_word(word) + "' " + std::string(why), std::string(kForms)};
}

// What is not in Helm's list may still be understood otherwise.
bool is_listed(std::string_view name, const RepositoryList& repositories) {
  return std::any_of(repositories.begin(), repositories.end(),
                     [&](const auto& repository) { return repository.first == name; });
}

base::Result<Target> parse_name(std::string_view word, const TargetWords& wanted) {
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos) {
    auto target = find_repository(word, wanted.repositories);
    if (target || target.error().code != Errc::kNotFound) return target;
    return refuse(word, "is no repository that Helm knows, and names no org");
  }
  if (wanted.client == "helm") {
    if (is_listed(word.substr(0, slash), wanted.repositories)) {
      auto repository = find_repository(word.substr(0, slash), wanted.repositories);
      if (!repository) return repository;
      auto chart = chart_in(std::move(*repository), word.substr(slash + 1));
      if (chart) chart->typed = shown_word(word);
      return chart;
    }
    return parse_chart_path(word);
  }
  auto image = parse_address_target(split_address(std::string(registry::kRegistryHost) + "/" + std::string(word)));
  if (image) image->typed = shown_word(word);
  return image;
}

base::Result<Target> parse_word(std::string_view word, const TargetWords& wanted) {
  if (is_listed(word, wanted.repositories)) return find_repository(word, wanted.repositories);
  const Address address = split_address(word);
  if (address.host.empty() && address.scheme.empty()) return parse_name(word, wanted);
  auto target = parse_address_target(address);
  if (target && target->kind == Kind::kImage && wanted.client == "helm") target->kind = Kind::kOciChart;
  return target;
}

base::Result<Target> parse_pair(std::string_view place, std::string_view chart, const TargetWords& wanted) {
  const Address address = split_address(place);
  base::Result<Target> repository = Target{};
  if (is_listed(place, wanted.repositories)) {
    repository = find_repository(place, wanted.repositories);
  } else if (address.scheme == "oci" && address.host == registry::kRegistryHost) {
    // Behind "oci://nvcr.io/ORG/TEAM CHART" the second part is a team.
    repository = parse_address_target(split_address(address.shown + "/"));
  } else if (!address.host.empty() || !address.scheme.empty()) {
    repository = parse_address_target(address);
  } else {
    return refuse(place, "is no repository that Helm knows");
  }
  if (!repository) return repository;
  if (repository->kind == Kind::kImage || repository->kind == Kind::kHelmChart || repository->kind == Kind::kOciChart ||
      (repository->kind == Kind::kSpace && (address.scheme != "oci" || repository->space.org.empty()))) {
    return refuse(place, "is no repository in which a chart could be");
  }
  auto target = chart_in(std::move(*repository), chart);
  if (target) target->typed = shown_word(target->typed + " " + std::string(chart));
  return target;
}

}  // namespace

std::string Target::host() const {
  switch (kind) {
    case Kind::kImage:
    case Kind::kSpace:
    case Kind::kOciChart:
      return std::string(registry::kRegistryHost);
    case Kind::kHelmRepository:
    case Kind::kHelmChart:
    case Kind::kHelmForm:
      return std::string(registry::kHelmHost);
    case Kind::kMachine:
    case Kind::kWebHost:
      return {};
  }
  return {};
}

std::string_view Target::kind_name() const noexcept {
  switch (kind) {
    case Kind::kMachine:
      return "machine";
    case Kind::kImage:
      return "image";
    case Kind::kSpace:
      return "space";
    case Kind::kHelmRepository:
      return "helm-repository";
    case Kind::kHelmChart:
      return "helm-chart";
    case Kind::kOciChart:
      return "oci-chart";
    case Kind::kWebHost:
      return "web-host";
    case Kind::kHelmForm:
      return "helm-form";
  }
  return "machine";
}

base::Result<Target> parse_target(const TargetWords& wanted) {
  if (wanted.words.empty()) return Target{};
  if (wanted.words.size() > 2) {
    return Error{Errc::kInvalidInput, "a target has one word, or two for URL CHART[:VERSION]", std::string(kForms)};
  }
  std::vector<std::string_view> words;
  for (const std::string& word : wanted.words) {
    auto good = checked_word(word);
    if (!good) return std::move(good).error();
    words.push_back(*good);
  }
  return words.size() == 1 ? parse_word(words[0], wanted) : parse_pair(words[0], words[1], wanted);
}

}  // namespace ngcs::diagnose
