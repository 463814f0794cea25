#include <utility>

#include "base/process.h"
#include "base/text.h"
#include "clients/trace.h"
#include "json/helper_json.h"

namespace ngcs::clients {
namespace {

using Kind = HelperAnswer::Kind;

constexpr std::string_view kNotFound = "credentials not found in native keychain";
constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;
constexpr std::size_t kMaxMessage = 300;

std::vector<std::string> environment_with_path(const std::string& search_path) {
  std::vector<std::string> environment = base::environment_without({"PATH"});
  environment.push_back("PATH=" + search_path);
  return environment;
}

// Its sentence, without anything that could be a credential: an answer in JSON, long words, keys by their prefix.
std::string message_of(const secret::SecretString& out, const std::string& err) {
  constexpr std::size_t kLongestWord = 40;
  std::string_view text = base::trim(out.reveal());
  if (text.empty() || text.find('{') != std::string_view::npos) text = base::trim(err);
  std::string shown;
  for (const std::string_view word : base::split(text.substr(0, text.find('\n')), ' ')) {
    const bool path = word.starts_with('/') || word.starts_with("\"/");
    const bool hidden = word.find("nvapi-") != std::string_view::npos || (word.size() > kLongestWord && !path);
    shown += (shown.empty() ? "" : " ") + std::string(hidden ? "(not shown)" : word);
  }
  return base::printable(base::trim(shown), kMaxMessage);
}

}  // namespace

AskHelper ask_real_helper(int deadline_ms) {
  return [deadline_ms](std::string_view name, std::string_view server, const std::string& search_path) {
    HelperAnswer answer;
    const auto program = base::find_program("docker-credential-" + std::string(name), search_path);
    // Go's exec refuses programs that are found through a relative part of PATH.
    if (!program || program->empty() || program->front() != '/') return answer;
    answer.path = *program;
    secret::SecretString out;
    std::string err;
    base::ProcessSpec spec;
    spec.argv = {*program, "get"};
    spec.env = environment_with_path(search_path);
    spec.input = server;
    spec.on_out = [&out](std::string_view piece) { out.append(piece); };
    spec.on_err = [&err](std::string_view piece) { err += piece; };
    spec.max_output = kMaxAnswer;
    spec.deadline_ms = deadline_ms;
    const auto ended = base::run_process(spec);
    if (!ended) {
      answer.kind = ended.error().code == base::Errc::kTimeout ? Kind::kTimeout : Kind::kFailed;
      answer.message = ended.error().message;
      return answer;
    }
    if (ended->status != 0) {
      // The exact sentence, on stdout: everything else is a failure for the clients.
      answer.kind = base::trim(out.reveal()) == kNotFound ? Kind::kNotFound : Kind::kFailed;
      if (answer.kind == Kind::kFailed) answer.message = message_of(out, err);
      if (answer.kind == Kind::kFailed && answer.message.empty()) {
        answer.message = "it ended with status " + std::to_string(ended->status);
      }
      return answer;
    }
    auto credentials = json::parse_credentials(out, kMaxAnswer);
    if (!credentials) {
      answer.kind = Kind::kFailed;
      answer.message = "its answer is no credential";
      return answer;
    }
    const bool empty = credentials->username.empty() && credentials->secret.empty();
    answer.kind = empty ? Kind::kNotFound : Kind::kCredential;
    answer.user = std::move(credentials->username);
    answer.secret = std::move(credentials->secret);
    return answer;
  };
}

}  // namespace ngcs::clients
