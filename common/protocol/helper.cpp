#include "protocol/helper.h"

#include <utility>

#include "auth/would_serve.h"
#include "base/paths.h"
#include "base/text.h"
#include "json/helper_json.h"
#include "protocol/erase.h"
#include "protocol/store.h"
#include "protocol/unreadable.h"
#include "registry/server_name.h"

namespace ngcs::protocol {

namespace {

using registry::ServerKind;
using registry::ServerName;

// A name longer than this is no server; the limit keeps what is echoed short.
constexpr std::size_t kMaxServerBytes = 4096;

Answer fail(std::string_view text) {
  Answer answer;
  answer.exit_code = 1;
  answer.out.append(text);
  answer.out.push_back('\n');
  return answer;
}

Answer get(const secret::SecretString& input, const std::optional<std::string>& profile, const Outside& outside) {
  const std::string_view asked = base::trim(input.reveal());
  if (asked.empty()) return fail(kNoServer);
  const ServerName server = asked.size() <= kMaxServerBytes ? registry::parse_server(asked) : ServerName{};
  if (server.kind == ServerKind::kInvalid)
    return fail("the server name is not valid: it must be a host such as nvcr.io");
  // Before anything else is opened: a store that fails must not disturb other registries.
  if (server.kind == ServerKind::kForeign) return fail(kNotFound);

  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  const auth::Context context{outside.environment, paths, outside.stores};
  auto resolution = auth::resolve({server.org, server.team, profile}, context);
  if (!resolution) {
    if (anonymous_when_unreadable(outside.environment, paths)) {
      Answer answer = fail(kNotFound);
      add_note(answer, sentence(resolution.error()));
      return answer;
    }
    return fail(sentence(resolution.error()));
  }
  Answer answer;
  if (resolution->key) {
    answer.out = json::format_credentials(asked, registry::kUserName, *resolution->key);
  } else {
    answer = fail(kNotFound);
  }
  for (const std::string& warning : resolution->warnings) add_note(answer, warning);
  return answer;
}

Answer store(const secret::SecretString& input, const std::optional<std::string>& profile, const Outside& outside) {
  auto credentials = json::parse_credentials(input, kMaxInputBytes);
  if (!credentials) return fail(sentence(credentials.error()));
  if (base::trim(credentials->server).empty()) return fail(kNoServer);
  if (credentials->username.empty()) return fail(kNoUser);
  Answer answer;
  auto stored =
      store_key(std::move(*credentials), profile, outside, [&](std::string_view text) { add_note(answer, text); });
  if (!stored) {
    const std::string notes = std::move(answer.notes);
    answer = fail(sentence(stored.error()));
    answer.notes = notes;
  }
  return answer;
}

Answer erase(const secret::SecretString& input, const std::optional<std::string>& profile, const Outside& outside) {
  const std::string_view asked = base::trim(input.reveal());
  if (asked.empty()) return fail(kNoServer);
  Answer answer;
  // Absent, foreign and malformed names alike have nothing here. Exit 0: podman 4.3.1, buildah 1.28.2 and skopeo 1.9.3
  // overflow their stack when erase fails.
  const ServerName server = asked.size() <= kMaxServerBytes ? registry::parse_server(asked) : ServerName{};
  if (server.kind == ServerKind::kNgc) {
    erase_key(server, profile, outside, [&](std::string_view text) { add_note(answer, text); });
  }
  return answer;
}

// Bare hosts only: podman's remote client refuses every pull where a key has a scheme. A failing list would break every
// remote pull too, so an unreadable index is an empty list and a note.
Answer list(const std::optional<std::string>& profile, const Outside& outside) {
  const base::Result<base::Paths> paths = base::resolve_paths(outside.environment);
  const auth::Context context{outside.environment, paths, outside.stores};
  Answer answer;
  const auto served = auth::would_serve({{}, {}, profile}, context);
  if (!served) add_note(answer, sentence(served.error()));
  if (served && *served) {
    answer.out.append("{\"");
    answer.out.append(registry::kRegistryHost);
    answer.out.append("\":\"");
    answer.out.append(registry::kUserName);
    answer.out.append("\"}\n");
  } else {
    answer.out.append("{}\n");
  }
  return answer;
}

}  // namespace

std::optional<Action> parse_action(std::string_view word) noexcept {
  if (word == "get") return Action::kGet;
  if (word == "store") return Action::kStore;
  if (word == "erase") return Action::kErase;
  if (word == "list") return Action::kList;
  return std::nullopt;
}

std::string sentence(const base::Error& error) {
  std::string text = error.message;
  if (!error.hint.empty()) text.append("; ").append(error.hint);
  text = base::printable(text, 1024);
  for (char& c : text) {
    if (c == '`') c = '\'';
  }
  return text;
}

Answer answer(Action action, const secret::SecretString& input, const std::optional<std::string>& profile,
              const Outside& outside) {
  switch (action) {
    case Action::kGet:
      return get(input, profile, outside);
    case Action::kStore:
      return store(input, profile, outside);
    case Action::kErase:
      return erase(input, profile, outside);
    case Action::kList:
      return list(profile, outside);
  }
  return fail("internal error: unknown action");
}

}  // namespace ngcs::protocol
