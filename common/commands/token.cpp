#include <cstdio>

#include "commands/commands.h"
#include "key/key.h"
#include "ngc/api.h"
#include "ngc/registry_session.h"
#include "registry/reference.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

struct Wanted {
  registry::Space space;
  std::string repository;  // empty = a token of the API
};

base::Result<Wanted> wanted_of(const TokenOptions& options) {
  Wanted wanted;
  if (options.repository && (options.org || options.team)) {
    return Error(Errc::kUsage, "--registry and --org exclude each other");
  }
  if (options.team && !options.org) return Error(Errc::kUsage, "--team needs --org");
  if (options.repository) {
    const auto image = registry::parse_image(*options.repository, true);
    if (!image) return Error(Errc::kUsage, image.error().message, image.error().hint);
    wanted.space = image->space;
    wanted.repository = image->repository();
  } else if (options.org) {
    auto space = registry::parse_space(*options.org + (options.team ? "/" + *options.team : ""));
    if (!space) return Error(Errc::kUsage, space.error().message, space.error().hint);
    wanted.space = std::move(*space);
  }
  return wanted;
}

bool write(const Session& session, const SecretString& token, bool curl_config) {
  SecretString text;
  // oauth2-bearer, not a header: curl itself then keeps it from other hosts; proto keeps it from plain http.
  if (curl_config) text.append("proto = \"=https\"\noauth2-bearer = \"");
  text.append(token.reveal());
  text.append(curl_config ? "\"\n" : "\n");
  const std::string_view bytes = text.reveal();
  return std::fwrite(bytes.data(), 1, bytes.size(), session.out) == bytes.size() && std::fflush(session.out) == 0;
}

}  // namespace

cli::ExitCode run_token(Session& session, cli::Output& output, const TokenOptions& options) {
  if (session.out_is_terminal && !options.show) {
    return output.fail("token", Error(Errc::kUsage, "a token is not shown on a terminal",
                                      "pipe it to the program that needs it, or add --show"));
  }
  const auto wanted = wanted_of(options);
  if (!wanted) return output.fail("token", wanted.error());
  auth::Request request;
  request.org = wanted->space.org;
  request.team = wanted->space.team;
  request.profile = options.profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return output.fail("token", found.error());
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key) {
    return output.fail("token", Error(Errc::kNotLoggedIn, "no key is recorded", "log in: " + session.command("login")));
  }

  SecretString token;
  if (!wanted->repository.empty()) {
    ngc::RegistrySession registry(session.transport(), session.clock, &*found->key);
    const auto exchanged = registry.token(wanted->repository, "pull");
    if (!exchanged) return output.fail("token", exchanged.error());
    token = (*exchanged)->value.copy();
  } else if (key::classify(*found->key) == key::Kind::kLegacy) {
    auto exchanged =
        ngc::exchange_for_api(session.transport(), session.clock, *found->key, wanted->space.org, wanted->space.team);
    if (!exchanged) return output.fail("token", exchanged.error());
    token = std::move(exchanged->value);
  } else if (options.curl_config) {
    token = std::move(*found->key);  // the bearer is the key; it goes into the file that was asked for
  } else {
    return output.fail("token", Error(Errc::kUnsupported,
                                      "this key is its own token at the API: there is nothing that expires to print",
                                      "use " + session.command("api PATH") + ", or --curl-config with curl -K -"));
  }
  if (!write(session, token, options.curl_config)) {
    return output.fail("token", Error(Errc::kIo, "the token could not be written to stdout"));
  }
  return output.succeed("token", nullptr);
}

}  // namespace ngcs::commands
