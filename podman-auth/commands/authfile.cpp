#include "commands/authfile.h"

#include <cstdio>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "clients/auth_file.h"
#include "clients/keyed_auth.h"

namespace ngcs::podman_auth {
namespace {

using base::Errc;
using base::Error;
using commands::Session;

constexpr const char* kVerb = "authfile";

// A file that is not ours may hold logins that nobody could bring back.
base::Result<void> may_replace(const AuthfileOptions& options) {
  if (options.force) return {};
  auto text = base::read_file(options.output, clients::kMaxAuthFile);
  if (!text) return std::move(text).error();
  if (!*text) return {};
  const bool ours = clients::written_by_suite(**text);
  secret::wipe((*text)->data(), (*text)->size());
  if (ours) return {};
  return Error(Errc::kConflict, base::printable(options.output) + " exists and was not written by this command",
               "choose another file, or replace it as a whole: --force");
}

base::Result<void> write_out(const Session& session, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), session.out) == text.size() && std::fflush(session.out) == 0) return {};
  return Error(Errc::kIo, "the auth file could not be written to stdout");
}

}  // namespace

cli::ExitCode run_authfile(Session& session, cli::Output& output, const AuthfileOptions& options) {
  const bool to_stdout = options.output == "-";
  if (to_stdout && output.json()) {
    return output.fail(kVerb, Error(Errc::kUsage, "--json and -o - exclude each other: stdout holds one of them"));
  }
  if (to_stdout && session.out_is_terminal && !options.show) {
    return output.fail(kVerb, Error(Errc::kUsage, "keys are not shown on a terminal",
                                    "pipe it to the program that needs it, or add --show"));
  }
  if (!to_stdout) {
    if (auto may = may_replace(options); !may) return output.fail(kVerb, may.error());
  }
  auto keys = commands::org_keys(session, options.choice);
  if (!keys) return output.fail(kVerb, keys.error());
  for (const std::string& warning : keys->warnings) output.warn("keys", warning);
  clients::OtherEntries others;
  if (options.merge) {
    auto found = clients::other_entries(clients::read_order(session.environment, session.uid));
    if (!found) return output.fail(kVerb, found.error());
    others = std::move(*found);
    for (const std::string& text : others.left_out) output.warn("left-out", "left out: " + text);
  }
  const secret::SecretString text = clients::keyed_auth_text(keys->entries, others);
  if (to_stdout) {
    if (auto written = write_out(session, text.reveal()); !written) return output.fail(kVerb, written.error());
    return output.succeed(kVerb, nullptr);
  }
  auto written = base::replace_file(options.output, text.reveal(), {.make_directories = false});
  if (!written) return output.fail(kVerb, written.error());
  output.warn("plain-text", options.output + " holds " + (keys->entries.size() == 1 ? "a key" : "keys") +
                                " in plain text: whoever can read it can use them, backups included");
  for (const std::string& name : keys->names) output.line("  " + name);
  output.line("It does not follow: after a login with a new key, write it again.");
  json::Value names = json::Value::array();
  for (const clients::KeyedEntry& entry : keys->entries) names.push_back(entry.name);
  return output.succeed(kVerb, {{"file", options.output},
                                {"entries", std::move(names)},
                                {"other_registries", others.auths.size() + others.helpers.size()}});
}

}  // namespace ngcs::podman_auth
