#include "auth/sources.h"

#include <utility>

#include "base/text.h"
#include "store/key_file.h"

namespace ngcs::auth {

namespace {

void take(Answer& answer, base::Result<store::ProvidedKey> provided) {
  if (!provided) {
    answer.error = std::move(provided).error();
    return;
  }
  answer.warning = std::move(provided->warning);
  answer.key = std::move(provided->key);
}

}  // namespace

std::optional<Answer> ask_key_file(const Context& context) {
  const auto path = context.environment.get(kKeyFileVariable);
  if (!path) return std::nullopt;
  Answer answer;
  answer.source = {SourceKind::kKeyFile, {}, {}, std::string(*path), kKeyFileVariable};
  take(answer, store::read_key_file(std::string(*path)));
  if (answer.error) answer.error->hint = std::string("check ") + kKeyFileVariable;
  return answer;
}

std::optional<Answer> ask_credentials_directory(const Context& context) {
  const auto directory = context.environment.get("CREDENTIALS_DIRECTORY");
  if (!directory) return std::nullopt;
  Answer answer;
  const std::string path = std::string(*directory) + "/ngc-api-key";
  answer.source = {SourceKind::kCredentialsDirectory, {}, {}, path, "$CREDENTIALS_DIRECTORY"};
  take(answer, store::read_key_file(path));
  if (answer.error) {
    // The unit may carry credentials of others only.
    if (answer.error->code == base::Errc::kNotFound) return std::nullopt;
    answer.error->hint = "check the unit's LoadCredential= line";
  }
  return answer;
}

std::optional<Answer> ask_variable(const Context& context, const char* name) {
  const auto value = context.environment.get(name);
  // The NGC CLI writes "no-apikey" where no key is configured.
  if (!value || base::trim(*value) == "no-apikey") return std::nullopt;
  Answer answer;
  answer.source = {SourceKind::kEnvironment, {}, {}, name, name};
  take(answer, store::take_variable(name, *value));
  return answer;
}

Answer ask_store(const Choice& choice, const config::Config& config, const Context& context) {
  Answer answer;
  answer.source = {SourceKind::kStore, choice.profile, {}, {}, choice.why};
  const config::Profile* profile = config.find(choice.profile);
  if (profile == nullptr || profile->logged_out) {
    // Nobody chose the default profile, so that it is missing is no news.
    if (choice.why != kDefaultProfileReason) {
      answer.warning =
          "profile " + choice.profile + " has no key; docker ngc login --profile " + choice.profile + " gives it one";
    }
    return answer;
  }
  answer.source.store = config::store_name(profile->store);
  auto store = context.stores.open(profile->store);
  if (!store) {
    answer.error = std::move(store).error();
    return answer;
  }
  answer.source.name = (*store)->location();
  auto key = (*store)->get(choice.profile, store::Slot::kCurrent);
  if (!key) {
    answer.error = std::move(key).error();
  } else if (*key) {
    answer.key = std::move(**key);
  } else {
    answer.warning = "profile " + choice.profile + " is recorded, but " + answer.source.name +
                     " holds no key for it; log in again: docker ngc login --profile " + choice.profile;
  }
  return answer;
}

}  // namespace ngcs::auth
