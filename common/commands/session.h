// What a command works with. Every outside thing is a member, so that tests give doubles.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/resolve.h"
#include "base/clock.h"
#include "base/env.h"
#include "base/foreground.h"
#include "base/paths.h"
#include "base/result.h"
#include "clients/docker_files.h"
#include "clients/podman_system.h"
#include "http/transport.h"
#include "secret/secret_string.h"

namespace ngcs::commands {

// The program whose plugin this one is: `login` sets it up and ends with its next command.
enum class Client { kNone, kDocker, kHelm, kPodman };

struct Session {
  std::string program;  // as users type it: "docker ngc"; starts messages and examples
  const base::Environment& environment;
  const base::Result<base::Paths>& paths;
  const base::Clock& clock;
  auth::StoreProvider& stores;
  auth::StoreProvider* quick_stores =
      nullptr;  // the same stores under a short deadline, without a dialogue; may be null
  std::function<http::Transport&()> transport;                           // made at its first use
  std::function<std::unique_ptr<http::Transport>()> new_transport = {};  // one for each thread of `diagnose`
  std::function<void(int ms)> sleep = {};
  std::function<base::Result<secret::SecretString>(std::string_view question)> prompt;
  clients::HelperProbe probe_helper;
  std::function<bool()> keyring_answers;  // whether an unlocked desktop keyring is there
  int in = 0;                             // descriptor of stdin
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  bool out_is_terminal = false;
  uid_t uid = 0;                                 // effective
  bool under_sudo = false;                       // uid 0, started by another user
  std::optional<std::string> docker_config_dir;  // docker's own --config DIR
  Client client = Client::kNone;
  std::string containers_dir = "/etc/containers";               // registries.conf and its drop-ins for all users
  std::string system_path = std::string(clients::kSystemPath);  // what services search for programs
  // For tests; empty: the real ones of base.
  std::function<base::Result<base::ProcessExit>(const base::ForegroundSpec&)> run_foreground = {};
  std::function<bool(const std::string& directory)> in_memory = {};
  std::vector<std::string> notes;  // said before anything else, for example what sudo changed

  [[nodiscard]] auth::Context auth_context() const { return {environment, paths, stores}; }
  // For commands that only look: a store that does not answer is something to tell, not to wait for.
  [[nodiscard]] auth::Context looking_context() const {
    return {environment, paths, quick_stores != nullptr ? *quick_stores : stores};
  }
  [[nodiscard]] std::string command(std::string_view rest) const { return program + " " + std::string(rest); }
};

}  // namespace ngcs::commands
