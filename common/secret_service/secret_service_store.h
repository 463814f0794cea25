// The desktop keyring as a store, through a child process: libsecret cannot be bounded from inside (a prompter that
// never answers hangs it for good), and linking it would slow every pull.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "secret_service/frame.h"
#include "store/store.h"

namespace ngcs::secret_service {

struct Options {
  int deadline_ms = 1500;  // of one call; a hard limit, the child is killed
  // A person is there: put() may let a locked keyring ask for its password, where the session has a display.
  bool may_prompt = false;
  int prompt_deadline_ms = 60000;
  std::string child;  // path of the child; empty = find_child()
};

// The child in `folder`; empty where there is none that, like the folder, is owned by root or this user and writable by
// nobody else: who can write there can put another program in its place.
[[nodiscard]] std::string trusted_child_in(const std::string& folder);
// The child in libexec/ngc-auth of the prefix that the running program stands in, else of the compiled prefix. Never by
// PATH or environment. Empty where neither has a trusted one.
[[nodiscard]] std::string find_child();

class SecretServiceStore final : public store::CredentialStore {
 public:
  // The environment is borrowed: the child gets the session's variables from it and nothing else.
  SecretServiceStore(const base::Environment& environment, Options options)
      : environment_(environment), options_(std::move(options)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "secret-service"; }
  [[nodiscard]] std::string location() const override { return "the desktop keyring"; }
  [[nodiscard]] base::Result<std::optional<secret::SecretString>> get(std::string_view profile,
                                                                      store::Slot slot) override;
  [[nodiscard]] base::Result<bool> put(std::string_view profile, const secret::SecretString& key) override;
  [[nodiscard]] base::Result<void> restore_previous(std::string_view profile) override;
  [[nodiscard]] base::Result<bool> erase(std::string_view profile) override;
  [[nodiscard]] base::Result<void> rename(std::string_view from, std::string_view to) override;
  [[nodiscard]] base::Result<std::vector<std::string>> profiles() override;

  // Whether an unlocked keyring answers. Errors as those of get().
  [[nodiscard]] base::Result<void> probe();

 private:
  struct Reply {
    Status status = Status::kFailed;
    secret::SecretString bytes;            // owns what `fields` points to
    std::vector<std::string_view> fields;  // behind the status
  };
  [[nodiscard]] base::Result<Reply> run_child(std::string_view verb, const secret::SecretString& request,
                                              bool prompt) const;
  // A reply with kOk or kNotFound; every other status is an error already.
  [[nodiscard]] base::Result<Reply> call(std::string_view verb, const secret::SecretString& request);

  const base::Environment& environment_;
  Options options_;
};

}  // namespace ngcs::secret_service
