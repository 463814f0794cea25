#include "commands/helm_tool.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "auth/sources.h"
#include "base/process.h"
#include "base/text.h"
#include "clients/helm_files.h"
#include "secret/secret_string.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr int kDeadlineMs = 30 * 60 * 1000;  // dependencies may be large and many
constexpr std::size_t kMaxPassphrase = 64 * 1024;

// The last lines that Helm said, in one.
std::string last_words(const std::string& text) {
  const std::string_view trimmed = base::trim(text);
  constexpr std::size_t kTail = 600;
  return base::printable(trimmed.size() > kTail ? trimmed.substr(trimmed.size() - kTail) : trimmed, 2 * kTail);
}

}  // namespace

base::Result<std::string> run_helm(const commands::Session& session, const std::vector<std::string>& words,
                                   const HelmRun& how) {
  auto helm = clients::find_helm(session.environment);
  if (!helm) return std::move(helm).error();
  std::string out;
  std::string err;
  base::ProcessSpec spec;
  spec.argv.push_back(std::move(*helm));
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.env = how.downloads ? base::environment_without({})
                           : base::environment_without({auth::kFirstKeyVariable, auth::kSecondKeyVariable});
  spec.input = how.input;
  spec.on_out = [&out](std::string_view piece) { out += piece; };
  spec.on_err = [&err](std::string_view piece) { err += piece; };
  spec.deadline_ms = kDeadlineMs;
  const auto exit = base::run_process(spec);
  if (!exit) return exit.error().with_context("helm " + words.front());
  if (exit->status != 0) {
    return Error(Errc::kInvalidInput, "helm " + words.front() + " failed: " + last_words(err.empty() ? out : err), {},
                 exit->status);
  }
  return out;
}

base::Result<std::string> package_chart(const commands::Session& session, const std::string& directory,
                                        const std::string& into, const PackageOptions& options) {
  std::vector<std::string> words = {"package", directory, "--destination", into};
  const auto pass = [&words](const char* flag, const std::optional<std::string>& value) {
    if (!value) return;
    words.emplace_back(flag);
    words.push_back(*value);
  };
  pass("--version", options.version);
  pass("--app-version", options.app_version);
  if (options.dependency_update) words.emplace_back("--dependency-update");
  if (options.sign) words.emplace_back("--sign");
  pass("--key", options.key);
  pass("--keyring", options.keyring);
  pass("--passphrase-file", options.passphrase_file);
  secret::SecretString passphrase;
  if (options.passphrase_file == "-") {
    auto read = secret::read_secret(session.in, kMaxPassphrase);
    if (!read) return read.error().with_context("the passphrase on stdin");
    passphrase = std::move(*read);
  }
  if (auto ran = run_helm(session, words, {.input = passphrase.reveal(), .downloads = options.dependency_update}); !ran)
    return std::move(ran).error();
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(into, failed)) {
    if (entry.path().extension() == ".tgz") return entry.path().string();
  }
  return Error(Errc::kUnexpected, "helm package left no archive");
}

}  // namespace ngcs::helm_ngc
