#include "getter/request.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "registry/server_name.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr const char* kTimeoutVariable = "NGC_HELM_TIMEOUT";
constexpr int kDefaultTimeoutSeconds = 120;
constexpr int kLongestTimeoutSeconds = 3600;
constexpr std::size_t kWords = 4;

std::string describe(const auth::Source& source) {
  const std::string why = source.why.empty() || source.why == source.name ? std::string() : " (" + source.why + ")";
  if (source.kind == auth::SourceKind::kStore) return "profile " + source.profile + " in " + source.store + why;
  return source.name + why;
}

}  // namespace

base::Result<GetterRequest> parse_request(const std::vector<std::string>& words) {
  if (words.size() != kWords) {
    return Error(Errc::kUsage, "four arguments are expected: CERT KEY CA ngc://…",
                 "Helm starts this program itself: `helm repo add NAME ngc://ORG[/TEAM]`");
  }
  auto url = ngc::parse_ngc_url(words[3]);
  if (!url) return url.error();
  return GetterRequest{std::move(*url), words[2], !words[0].empty() || !words[1].empty()};
}

base::Result<GetterKey> choose_key(const ngc::HelmUrl& url, const GetterParts& parts) {
  const std::string_view user = parts.environment.get("HELM_PLUGIN_USERNAME").value_or(std::string_view());
  if (const auto password = parts.environment.get("HELM_PLUGIN_PASSWORD")) {
    if (!user.empty() && user != registry::kUserName) {
      return Error(Errc::kInvalidInput,
                   "the user name of this repository is '" + base::printable(user, 80) +
                       "', but NGC knows the literal $oauthtoken only",
                   "leave out --username and --password: the recorded key is used");
    }
    return GetterKey{std::string(registry::kUserName),
                     secret::SecretString(*password),
                     "the password of the repository's entry",
                     {}};
  }
  const auth::Request asked{url.space.org, url.space.team,
                            url.profile.empty() ? std::nullopt : std::optional<std::string>(url.profile)};
  auto resolution = auth::resolve(asked, {parts.environment, parts.paths, parts.stores});
  if (!resolution) return resolution.error();
  if (!resolution->key && asked.profile) {
    return Error(Errc::kNotLoggedIn, "profile " + url.profile + " holds no key",
                 "run `helm ngc login --profile " + url.profile + "`");
  }
  GetterKey chosen{std::string(registry::kUserName), std::move(resolution->key), {}, std::move(resolution->warnings)};
  chosen.source = chosen.key ? describe(resolution->source) : "no key";
  return chosen;
}

base::Result<int> total_timeout_ms(const base::Environment& environment) {
  const auto text = environment.get(kTimeoutVariable);
  int seconds = kDefaultTimeoutSeconds;
  if (text) {
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), seconds);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text->data() + text->size();
    if (!whole || seconds < 1 || seconds > kLongestTimeoutSeconds) {
      return Error(Errc::kInvalidInput, std::string(kTimeoutVariable) + " is no number of seconds from 1 to 3600");
    }
  }
  return seconds * 1000;
}

}  // namespace ngcs::helm_ngc
