// The credential-helper protocol of docker and its relatives, independent of processes and terminals. What clients send
// and how they read the answers: docs/protocol.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/resolve.h"
#include "base/clock.h"
#include "base/env.h"
#include "secret/secret_string.h"

namespace ngcs::protocol {

// Sentences that clients compare with the whole of stdout; nothing may be added to them.
inline constexpr std::string_view kNotFound = "credentials not found in native keychain";
inline constexpr std::string_view kNoServer = "no credentials server URL";
inline constexpr std::string_view kNoUser = "no credentials username";

// More than any client sends; a larger request is refused whole.
inline constexpr std::size_t kMaxInputBytes = 1 << 20;

enum class Action { kGet, kStore, kErase, kList };

// "get", "store", "erase", "list".
[[nodiscard]] std::optional<Action> parse_action(std::string_view word) noexcept;

struct Answer {
  int exit_code = 0;         // 0 or 1, nothing else
  secret::SecretString out;  // for stdout, to be written in one go: machine-read on success and on failure
  std::string notes;         // for stderr, which every client passes to the user's terminal
};

struct Outside {
  const base::Environment& environment;
  const base::Clock& clock;
  auth::StoreProvider& stores;
};

// `input` is the whole of stdin (empty for kList, which never reads it). `profile` is the explicit choice by flag or
// program name. Never fails otherwise than by its answer; never prompts, never uses the network.
[[nodiscard]] Answer answer(Action action, const secret::SecretString& input, const std::optional<std::string>& profile,
                            const Outside& outside);

// One sentence for stdout: printable, one line, no backquote (clients put the text between backquotes).
[[nodiscard]] std::string sentence(const base::Error& error);

}  // namespace ngcs::protocol
