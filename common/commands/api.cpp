#include "ngc/api.h"

#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "cli/confirm.h"
#include "commands/client_report.h"
#include "commands/commands.h"
#include "commands/refusal.h"
#include "key/key.h"
#include "ngc/chart_error.h"
#include "registry/reference.h"
#include "registry/server_name.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMaxInput = std::size_t{4} << 20;
constexpr std::size_t kMaxAnswer = std::size_t{32} << 20;

base::Result<http::Method> method_of(const ApiOptions& options) {
  if (!options.method) return options.input ? http::Method::kPost : http::Method::kGet;
  for (const http::Method method :
       {http::Method::kGet, http::Method::kPost, http::Method::kPut, http::Method::kPatch, http::Method::kDelete}) {
    if (base::iequals(*options.method, http::method_name(method))) return method;
  }
  return Error(Errc::kUsage, "that is no method", "GET, POST, PATCH, PUT or DELETE");
}

struct Target {
  std::string path;
  std::string query;
  registry::Space space;  // of /v2/org/ORG[/team/TEAM]/…: which key
};

base::Result<Target> target_of(std::string_view text) {
  const std::string origin = "https://" + std::string(registry::kApiHost);
  if (base::istarts_with(text, origin + "/")) text.remove_prefix(origin.size());
  if (!text.starts_with('/')) {
    return Error(Errc::kUsage, "a path starts with /v2 or /v3", "for example /v2/users/me");
  }
  // Parsed as it will be sent, so that nothing in it means another place.
  const auto url = http::Url::parse(origin + std::string(text));
  if (!url || url->host() != registry::kApiHost) return Error(Errc::kUsage, "that is no path of NGC's API");
  Target target{url->path(), url->query(), {}};
  const auto parts = base::split(target.path, '/');
  if (parts.size() > 3 && parts[2] == "org") target.space.org = parts[3];
  if (parts.size() > 5 && parts[2] == "org" && parts[4] == "team") target.space.team = parts[5];
  return target;
}

base::Result<std::string> read_input(const Session& session, const std::string& name) {
  if (name == "-") {
    std::string text;
    const auto read = base::drain(session.in, kMaxInput, [&text](std::string_view piece) { text += piece; });
    if (!read) return read.error().with_context("the body on stdin");
    return text;
  }
  auto text = base::read_file(name, kMaxInput);
  if (!text) return std::move(text).error();
  if (!*text) return Error(Errc::kNotFound, base::printable(name) + " does not exist");
  return std::move(**text);
}

void print_body(const Session& session, const std::string& body) {
  std::string text;
  if (session.out_is_terminal) {
    for (const std::string_view line : base::split(body, '\n')) text += base::printable(line, kMaxAnswer) + "\n";
  } else {
    text = body;
  }
  (void)std::fwrite(text.data(), 1, text.size(), session.out);
}

json::Value body_json(const std::string& body) {
  if (body.empty()) return nullptr;
  json::Limits limits;
  limits.bytes = kMaxAnswer;
  auto parsed = json::parse(body, limits);
  return parsed ? std::move(*parsed) : json::Value(base::printable(body, kMaxAnswer));
}

ngc::ChartAction action_of(http::Method method) {
  if (method == http::Method::kGet) return ngc::ChartAction::kRead;
  return method == http::Method::kDelete ? ngc::ChartAction::kRemove : ngc::ChartAction::kWrite;
}

}  // namespace

cli::ExitCode run_api(Session& session, cli::Output& output, const ApiOptions& options) {
  const auto method = method_of(options);
  if (!method) return output.fail("api", method.error());
  const auto target = target_of(options.path);
  if (!target) return output.fail("api", target.error());
  if (options.input && (*method == http::Method::kGet || *method == http::Method::kDelete)) {
    return output.fail("api", Error(Errc::kUsage, "GET and DELETE have no body"));
  }
  std::string body;
  if (options.input) {
    auto read = read_input(session, *options.input);
    if (!read) return output.fail("api", read.error());
    body = std::move(*read);
  }
  auth::Request request;
  request.org = target->space.org;
  request.team = target->space.team;
  request.profile = options.profile;
  auto found = auth::resolve(request, session.auth_context());
  if (!found) return output.fail("api", found.error());
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key) {
    return output.fail("api", Error(Errc::kNotLoggedIn, "no key is recorded", "log in: " + session.command("login")));
  }

  const std::string name(http::method_name(*method));
  ngc::ApiClient api(session.transport(), session.clock, *found->key, key::classify(*found->key));
  if (*method == http::Method::kDelete || *method == http::Method::kPut) {
    const auto sure = cli::confirm(name + " " + base::printable(target->path) + "?", options.yes);
    if (!sure) return output.fail("api", sure.error());
    if (!*sure) return output.fail("api", Error(Errc::kInvalidInput, "not confirmed: nothing was sent"));
  }
  auto response = api.call({.method = *method,
                            .path = target->path,
                            .query = target->query,
                            .body = body,
                            .max_body = kMaxAnswer,
                            .by_hand = true});
  if (!response) {
    return output.fail("api", explain_refusal(session, &*found->key, source_text(found->source), response.error()));
  }
  response->body = api.without_secrets(response->body);
  json::Value data = {{"method", name},
                      {"path", target->path},
                      {"status", response->status},
                      {"contentType", base::printable(response->content_type)},
                      {"body", nullptr}};
  if (output.json()) data["body"] = body_json(response->body);
  if (!output.json()) print_body(session, response->body);
  if (response->status >= 200 && response->status < 300) return output.succeed("api", std::move(data));
  const Error error = explain_refusal(
      session, &*found->key, source_text(found->source),
      ngc::chart_error(api.error_of(name, target->path, *response), action_of(*method), target->space.path()));
  return output.fail("api", error, std::move(data));
}

}  // namespace ngcs::commands
