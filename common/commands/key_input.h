// Where `login` gets the key from: the terminal without echo, stdin or a file; never the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/session.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

struct KeyInput {
  bool from_stdin = false;
  std::optional<std::string> file;
};

struct RawKey {
  secret::SecretString key;
  std::vector<std::string> warnings;  // for example a key file that everybody may read
};

[[nodiscard]] base::Result<RawKey> read_key(const Session& session, const KeyInput& input);

}  // namespace ngcs::commands
