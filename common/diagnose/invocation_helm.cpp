#include <algorithm>
#include <optional>

#include "base/text.h"
#include "diagnose/invocation_parts.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using base::Errc;
using base::Error;
using Kind = Target::Kind;

// Options that take a value. Sources: helm/helm pkg/cmd and pkg/cli of 3.21 and 4.3.
constexpr std::string_view kGlobalNames =
    "burst-limit kube-apiserver kube-as-group kube-as-user kube-ca-file kube-context kube-tls-server-name kube-token "
    "kubeconfig n namespace qps registry-config repository-cache repository-config content-cache color colour";
constexpr OptionTable kGlobal{kGlobalNames, false, true};
constexpr OptionTable kCommand{
    "burst-limit kube-apiserver kube-as-group kube-as-user kube-ca-file kube-context kube-tls-server-name kube-token "
    "kubeconfig n namespace qps registry-config repository-cache repository-config content-cache color colour "
    "ca-file cert-file key-file keyring username u password p repo version f values set set-string set-file set-json "
    "set-literal description o output post-renderer post-renderer-args timeout history-max l labels name-template d "
    "destination untardir a api-versions kube-version output-dir s show-only jsonpath max-col-width profile"};
// chartmuseum/helm-push cmd/helm-cm-push: some letters mean other things there.
constexpr OptionTable kMuseumPush{
    "kube-context kubeconfig n namespace registry-config repository-cache repository-config v version a app-version u "
    "username p password access-token auth-header context-path ca-file cert-file key-file keyring t timeout"};

constexpr std::string_view kNameChart = "name the chart: diagnose https://helm.ngc.nvidia.com/ORG[/TEAM] CHART";

Error as_invalid(Error error) {
  error.code = Errc::kInvalidInput;
  return error;
}

class HelmCommand {
 public:
  HelmCommand(const CommandLine& line, Invocation& invocation) : line_(line), invocation_(invocation) {}

  base::Result<void> run() {
    std::size_t at = line_.begin;
    (void)read_command_words(line_.words, at, kGlobal, /*login=*/false, &at);
    const std::string_view command = word_at(at++);
    if (command == "cm-push") return museum_push(at);
    if (command == "repo") return repository_command(at);
    if (command == "registry") return registry_command(at);
    if (command == "ngc") return suite_command(at);
    if (command == "show" || command == "inspect") {
      const std::string_view what = word_at(at);
      if (what == "all" || what == "chart" || what == "crds" || what == "readme" || what == "values") ++at;
      read(at);
      return set_chart(0);
    }
    if (command == "pull" || command == "fetch") {
      read(at);
      return set_chart(0);
    }
    if (command == "install" || command == "template") {
      // [NAME] CHART
      read(at);
      return set_chart(read_.words.size() > 1 ? 1 : 0);
    }
    if (command == "upgrade") {
      read(at);
      return set_chart(1);
    }
    if (command == "push") return push(at);
    return unknown("helm " + shown_word(command));
  }

 private:
  [[nodiscard]] std::string_view word_at(std::size_t at) const {
    return at < line_.words.size() ? std::string_view(line_.words[at]) : std::string_view();
  }
  static Error unknown(const std::string& name) {
    return refuse_command("what '" + name + "' asks of NGC cannot be told from its command line", kNameChart);
  }

  void read(std::size_t at, const OptionTable& table = kCommand) {
    read_ = read_command_words(line_.words, at, table, /*login=*/true);
    note_credential(read_, invocation_);
    invocation_.devel = read_.has("devel");
    invocation_.pass_credentials = read_.has("pass-credentials");
    invocation_.force_update = read_.has("force-update");
  }

  base::Result<void> set(base::Result<Target> target) {
    if (!target) return as_invalid(std::move(target).error());
    invocation_.target = std::move(*target);
    return {};
  }

  base::Result<void> repository_command(std::size_t at) {
    const std::string_view command = word_at(at++);
    if (command == "add") return repository_add(at);
    if (command == "update" || command == "up") return repository_update(at);
    return unknown("helm repo " + shown_word(command));
  }

  base::Result<void> repository_add(std::size_t at) {
    read(at);
    invocation_.login = true;
    give_back_swallowed_word(read_, 2, invocation_);
    if (read_.words.size() < 2) {
      return refuse_command("helm repo add needs a name and an address",
                            "helm repo add NAME https://helm.ngc.nvidia.com/ORG[/TEAM]");
    }
    auto url = checked_word(read_.words[1]);
    if (!url) return std::move(url).error();
    auto target = parse_repository_url(*url);
    if (!target) return std::move(target).error();
    invocation_.repository = shown_word(read_.words[0]);
    target->repository = invocation_.repository;
    return set(std::move(*target));
  }

  base::Result<void> repository_update(std::size_t at) {
    read(at);
    std::vector<std::string_view> names = read_.words;
    if (names.empty()) {
      for (const auto& [name, url] : line_.repositories) names.emplace_back(name);
    }
    for (const std::string_view name : names) {
      if (auto target = find_repository(name, line_.repositories)) {
        invocation_.repository = target->repository;
        return set(std::move(*target));
      }
    }
    return refuse_command("none of these repositories of Helm is NGC's", "'helm repo list' shows their addresses");
  }

  base::Result<void> registry_command(std::size_t at) {
    const std::string_view command = word_at(at++);
    if (command != "login") return unknown("helm registry " + shown_word(command));
    read(at);
    invocation_.login = true;
    give_back_swallowed_word(read_, 1, invocation_);
    if (read_.words.empty()) {
      return refuse_command("helm registry login needs a host", "helm registry login nvcr.io");
    }
    auto word = checked_word(read_.words[0]);
    if (!word) return std::move(word).error();
    auto target = parse_address_target(split_address(*word));
    if (target && target->kind == Kind::kImage) target->kind = Kind::kSpace;
    return set(std::move(target));
  }

  // A chart as install, pull and the like take it, at `place` of the words.
  base::Result<void> set_chart(std::size_t place) {
    if (read_.words.size() <= place) return refuse_command("the helm command names no chart", kNameChart);
    auto word = checked_word(read_.words[place]);
    if (!word) return std::move(word).error();
    auto target = read_.value("repo") ? chart_behind_repo(*word) : chart_of(*word);
    if (!target) return as_invalid(std::move(target).error());
    if (const auto version = read_.value("version"); version && target->reference.empty()) {
      target->reference = base::printable(*version, 128);
    }
    return set(std::move(target));
  }

  base::Result<Target> chart_behind_repo(std::string_view chart) {
    invocation_.stored_unused = true;
    auto url = checked_word(*read_.value("repo"));
    if (!url) return std::move(url).error();
    auto repository = parse_repository_url(*url);
    if (!repository) return repository;
    const std::string typed = repository->typed;
    auto target = chart_in(std::move(*repository), chart);
    if (target) target->typed = shown_word(typed + " " + std::string(chart));
    return target;
  }

  base::Result<Target> chart_of(std::string_view word) {
    const Address address = split_address(word);
    if (!address.scheme.empty()) {
      auto target = parse_address_target(address);
      if (!target || target->kind == Kind::kOciChart || target->kind == Kind::kHelmChart ||
          target->kind == Kind::kHelmForm || target->kind == Kind::kWebHost) {
        return target;
      }
      return refuse_command("'" + shown_word(address.shown) + "' is no chart", kNameChart);
    }
    const std::size_t slash = word.find('/');
    if (slash == std::string_view::npos || slash == 0 || word.front() == '.') {
      return refuse_command("'" + shown_word(word) + "' is a chart of this machine", kNameChart);
    }
    auto repository = find_repository(word.substr(0, slash), line_.repositories);
    if (!repository) return repository;
    invocation_.repository = repository->repository;
    auto target = chart_in(std::move(*repository), word.substr(slash + 1));
    if (target) target->typed = shown_word(word);
    return target;
  }

  // A package or a directory becomes name and version, as far as its own name tells.
  static void name_from_file(std::string_view file, Target& target) {
    while (file.ends_with('/')) file.remove_suffix(1);
    file = file.substr(file.rfind('/') + 1);
    if (file.empty() || file.front() == '.' || base::has_control(file) || !base::valid_utf8(file)) return;
    if (file.ends_with(".tgz")) {
      std::tie(target.name, target.reference) = split_chart_file(file);
    } else {
      target.name = file;
    }
    if (target.kind == Kind::kHelmRepository) target.kind = Kind::kHelmChart;
    if (target.kind == Kind::kSpace) target.kind = Kind::kOciChart;
  }

  // helm push FILE oci://nvcr.io/ORG[/TEAM]
  base::Result<void> push(std::size_t at) {
    read(at);
    invocation_.push = true;
    if (read_.words.size() < 2) return refuse_command("helm push needs a package and where to", kNameChart);
    auto word = checked_word(read_.words[1]);
    if (!word) return std::move(word).error();
    if (split_address(*word).scheme != "oci") return push_to_repository(*word);
    // Behind the host stands only where the chart goes.
    auto target = parse_address_target(split_address(std::string(*word) + "/"));
    if (!target) return std::move(target).error();
    target->typed = shown_word(*word);
    name_from_file(read_.words[0], *target);
    return set(std::move(target));
  }

  // helm cm-push FILE NAME|URL; older versions were called push.
  base::Result<void> museum_push(std::size_t at) {
    read(at, kMuseumPush);
    invocation_.push = true;
    if (read_.words.size() < 2) return refuse_command("helm cm-push needs a chart and a repository", kNameChart);
    auto word = checked_word(read_.words[1]);
    if (!word) return std::move(word).error();
    return push_to_repository(*word);
  }

  base::Result<void> push_to_repository(std::string_view repository) {
    auto target = repository.find("://") == std::string_view::npos ? find_repository(repository, line_.repositories)
                                                                   : parse_repository_url(repository);
    if (!target) return as_invalid(std::move(target).error());
    invocation_.repository = target->repository;
    name_from_file(read_.words[0], *target);
    if (const auto version = read_.value("version", "v")) target->reference = base::printable(*version, 128);
    return set(std::move(target));
  }

  // What `helm ngc` does goes to the places that ngc:// names, with this suite's key: written so.
  base::Result<void> suite_command(std::size_t at) {
    const std::string_view command = word_at(at++);
    if (command == "repo" && word_at(at) == "add") {
      read(at + 1);
      if (read_.words.size() < 2) return refuse_command("helm ngc repo add needs a name and an org", kNameChart);
      invocation_.login = true;
      invocation_.repository = shown_word(read_.words[0]);
      auto target = suite_space(read_.words[1]);
      if (target) target->repository = invocation_.repository;
      return set(std::move(target));
    }
    if (command == "push") {
      read(at);
      invocation_.push = true;
      if (read_.words.size() < 2) return refuse_command("helm ngc push needs a chart and an org", kNameChart);
      auto target = suite_space(read_.words.back());
      if (target) name_from_file(read_.words.front(), *target);
      return set(std::move(target));
    }
    if (command == "fetch" || command == "versions" || command == "info") {
      read(at);
      if (read_.words.empty()) return refuse_command("the helm ngc command names no chart", kNameChart);
      return set(suite_chart(read_.words.front()));
    }
    return unknown("helm ngc " + shown_word(command));
  }

  static std::string_view without_scheme(std::string_view word) {
    return base::istarts_with(word, "ngc://") ? word.substr(6) : word;
  }

  [[nodiscard]] std::string profile() const { return base::printable(read_.value("profile").value_or(""), 128); }

  base::Result<Target> suite_space(std::string_view raw) {
    auto word = checked_word(raw);
    if (!word) return std::move(word).error();
    auto target = parse_address_target(split_address("ngc://" + std::string(without_scheme(*word))));
    if (target && !profile().empty()) target->profile = profile();
    return target;
  }

  base::Result<Target> suite_chart(std::string_view raw) {
    auto word = checked_word(raw);
    if (!word) return std::move(word).error();
    auto target = parse_chart_path(without_scheme(*word));
    if (!target) return target;
    target->typed = "ngc://" + target->typed;
    target->profile = profile();
    if (const auto version = read_.value("version"); version && target->reference.empty()) {
      target->reference = base::printable(*version, 128);
    }
    return target;
  }

  const CommandLine& line_;
  Invocation& invocation_;
  CommandWords read_;
};

}  // namespace

base::Result<void> read_helm_command(const CommandLine& line, Invocation& invocation) {
  return HelmCommand(line, invocation).run();
}

}  // namespace ngcs::diagnose
