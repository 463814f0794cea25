#include <cstdio>

#include "commands/commands.h"
#include "commands/usage_error.h"

namespace ngcs::commands {

using base::Errc;
using base::Error;

cli::ExitCode run_print_key(Session& session, cli::Output& output, const PrintKeyOptions& options) {
  if (session.out_is_terminal && !options.show) {
    return output.fail("print-key", Error(Errc::kUsage, "a key is not shown on a terminal",
                                          "pipe it to the program that needs it, or add --show"));
  }
  auth::Request request;
  request.profile = options.profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return output.fail("print-key", found.error());
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key) {
    const std::string who = options.profile ? "profile " + quoted(*options.profile) : std::string("this user");
    return output.fail(
        "print-key", Error(Errc::kNotLoggedIn, "no key is recorded for " + who, "log in: " + session.command("login")));
  }
  const std::string_view key = found->key->reveal();
  const bool written = std::fwrite(key.data(), 1, key.size(), session.out) == key.size() &&
                       std::fputc('\n', session.out) != EOF && std::fflush(session.out) == 0;
  if (!written) return output.fail("print-key", Error(Errc::kIo, "the key could not be written to stdout"));
  return output.succeed("print-key", nullptr);
}

}  // namespace ngcs::commands
