// Command lines of the single programs. Internal to diagnose; parse_invocation is the entrance.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diagnose/command_words.h"
#include "diagnose/input.h"
#include "diagnose/target_forms.h"

namespace ngcs::diagnose {

struct CommandLine {
  const std::vector<std::string>& words;
  std::size_t begin = 0;  // behind the program
  const RepositoryList& repositories;
};

// Each fills target and what the options say. `invocation.program` is set. kInvalidInput as parse_invocation.
[[nodiscard]] base::Result<void> read_container_command(const CommandLine& line, Invocation& invocation);
[[nodiscard]] base::Result<void> read_helm_command(const CommandLine& line, Invocation& invocation);

// Typed user name and password.
void note_credential(const CommandWords& read, Invocation& invocation);

// `helm repo add NAME --username $oauthtoken URL` without quotes leaves `--username URL`: where a word is missing and
// the user name is an address of NGC, it is that word, and the user name is empty.
void give_back_swallowed_word(CommandWords& read, std::size_t wanted_words, Invocation& invocation);

[[nodiscard]] base::Error refuse_command(const std::string& message, std::string_view hint);

}  // namespace ngcs::diagnose
