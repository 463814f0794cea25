#include <utility>

#include "base/file.h"
#include "base/paths.h"
#include "base/text.h"
#include "clients/trace.h"
#include "clients/trace_parts.h"

namespace ngcs::clients {
namespace {

using Outcome = TraceStep::Outcome;

constexpr std::size_t kMaxConfig = std::size_t{256} * 1024;

std::string config_path(const base::Environment& environment) {
  // `.ngc` is appended to NGC_CLI_HOME, too.
  if (const auto home = environment.get("NGC_CLI_HOME")) return std::string(*home) + "/.ngc/config";
  const auto home = base::home_directory(environment);
  return home ? *home + "/.ngc/config" : std::string();
}

struct CliConfig {
  secret::SecretString key;
  std::string org;
  std::string team;
};

// INI; section [CURRENT] counts. Lines end in LF or CRLF, blanks around "=" or none.
CliConfig parse(std::string_view text) {
  CliConfig config;
  bool current = false;
  for (const std::string_view raw : base::split(text, '\n')) {
    const std::string_view line = base::trim(raw);
    if (line.empty() || line.front() == ';' || line.front() == '#') continue;
    if (line.front() == '[') {
      current = base::iequals(line, "[CURRENT]");
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!current || equals == std::string_view::npos) continue;
    const std::string name = base::lower(base::trim(line.substr(0, equals)));
    const std::string_view value = base::trim(line.substr(equals + 1));
    // What the NGC CLI writes for "none".
    if (value.empty() || value == "no-" + name) continue;
    if (name == "apikey") config.key = secret::SecretString(value);
    if (name == "org") config.org = base::printable(value, 128);
    if (name == "team") config.team = base::printable(value, 128);
  }
  return config;
}

base::Result<std::optional<CliConfig>> read_config(const std::string& path) {
  if (path.empty()) return std::optional<CliConfig>();
  auto text = base::read_file(path, kMaxConfig);
  if (!text) return text.error();
  if (!*text) return std::optional<CliConfig>();
  std::optional<CliConfig> config = parse(**text);
  secret::wipe((*text)->data(), (*text)->size());
  return config;
}

}  // namespace

Trace trace_ngc_cli(const TraceContext& context) {
  Tracer tracer(context, "ngc-cli", "api.ngc.nvidia.com");
  const std::string path = config_path(context.environment);
  auto config = read_config(path);
  if (!config) {
    tracer.unreadable(path, config.error());
  } else if (!*config) {
    tracer.step(path, {}, Outcome::kAbsent, "the NGC CLI is not set up");
  } else if ((*config)->key.empty()) {
    tracer.step(path, "apikey", Outcome::kNothing, "no key");
  } else {
    FoundCredential credential;
    credential.file = path;
    credential.entry = "apikey";
    credential.user = "$oauthtoken";
    credential.secret = std::move((*config)->key);
    credential.org = (*config)->org;
    tracer.step(path, "apikey", Outcome::kWins, "a key in plain text");
    tracer.trace().has_entry = true;
    tracer.trace().sends = std::move(credential);
  }
  return std::move(tracer).take();
}

NgcCliSpace ngc_cli_space(const TraceContext& context) {
  const auto config = read_config(config_path(context.environment));
  if (!config || !*config) return {};
  return {(*config)->org, (*config)->team};
}

}  // namespace ngcs::clients
