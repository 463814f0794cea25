// The Secret Service through libsecret: entries of the suite, and docker-credential-secretservice's.
//
// Own entries: schema "ngc-auth.Key", attributes application=ngc-auth, profile, slot (current, previous), in the
// default collection. Not docker's schema: several profiles and previous keys under one server name would make docker's
// helper answer with any of them. docker's entry for nvcr.io (schema io.docker.Credentials, attributes server,
// username, docker_cli=1) is read for the profile "default" where it has no own entry, and erased with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "secret/secret_string.h"
#include "secret_service/frame.h"

typedef struct _SecretService SecretService;  // NOLINT(bugprone-reserved-identifier): libsecret's own spelling

namespace ngcs::secret_service_child {

using secret_service::Status;

struct Outcome {
  Status status = Status::kFailed;
  std::string message;  // with kFailed
};

enum class Access { kRead, kWrite };

class Keyring {
 public:
  Keyring() = default;
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;
  ~Keyring();

  // Connects with an encrypted session and looks at the default collection's lock first: a locked one looks empty.
  // `may_prompt` lets the desktop ask for its password. A service without an encrypted session is refused. Where there
  // is no default collection, reading finds nothing and writing is kNoCollection, unless the desktop may ask.
  [[nodiscard]] Outcome open(Access access, bool may_prompt);

  // The key into `key`; kNotFound where there is none.
  [[nodiscard]] Outcome get(std::string_view profile, std::string_view slot, secret::SecretString& key);
  [[nodiscard]] Outcome put(std::string_view profile, const secret::SecretString& key, bool& changed);
  [[nodiscard]] Outcome restore(std::string_view profile);
  [[nodiscard]] Outcome erase(std::string_view profile, bool& changed);
  [[nodiscard]] Outcome rename(std::string_view from, std::string_view to);
  [[nodiscard]] Outcome list(std::vector<std::string>& profiles);

 private:
  [[nodiscard]] Outcome read_own(std::string_view profile, std::string_view slot, secret::SecretString& key);
  [[nodiscard]] Outcome read_docker(secret::SecretString& key);
  [[nodiscard]] Outcome write(std::string_view profile, std::string_view slot, const secret::SecretString& key);
  [[nodiscard]] Outcome clear(std::string_view profile, std::string_view slot, bool& changed);

  SecretService* service_ = nullptr;
};

}  // namespace ngcs::secret_service_child
