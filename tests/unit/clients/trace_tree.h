// A home directory for the traces of clients: files by their path in it, helpers that answer as told.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/base64.h"
#include "clients/trace.h"
#include "temp_dir.h"

namespace ngcs::clients {

class TraceTree {
 public:
  TraceTree() {
    environment.set("HOME", dir_ / "home");
    environment.set("XDG_RUNTIME_DIR", dir_ / "run");
    // No helper of this machine: docker would choose one by itself.
    environment.set("PATH", dir_ / "bin");
    std::filesystem::create_directories(dir_ / "bin");
  }

  void file(const std::string& name, std::string_view content, mode_t mode = 0600) const {
    const std::string path = dir_ / name;
    std::filesystem::create_directories(path.substr(0, path.rfind('/')));
    test::write_file(path, content, mode);
  }
  void docker(std::string_view content) const { file("home/.docker/config.json", content); }
  [[nodiscard]] std::string path(std::string_view name) const { return dir_ / name; }

  // kCredential answers with $oauthtoken and `text` as the key; the other kinds have it as their message.
  void helper(const std::string& name, HelperAnswer::Kind kind, std::string text = {}) {
    helpers[name] = {kind, std::move(text)};
  }

  [[nodiscard]] TraceContext context() {
    TraceContext context{environment, 1000, std::nullopt, std::nullopt, {}};
    context.containers_dir = dir_ / "etc";
    context.ask_helper = [this](std::string_view name, std::string_view server, const std::string& /*path*/) {
      asked.emplace_back(name);
      EXPECT_EQ(server, "nvcr.io");
      HelperAnswer answer;
      const auto found = helpers.find(std::string(name));
      if (found == helpers.end()) return answer;
      answer.kind = found->second.first;
      answer.path = "/usr/bin/docker-credential-" + std::string(name);
      if (answer.kind == HelperAnswer::Kind::kCredential) {
        answer.user = "$oauthtoken";
        answer.secret = secret::SecretString(found->second.second);
      } else {
        answer.message = found->second.second;
      }
      return answer;
    };
    return context;
  }

  base::MapEnvironment environment;
  std::map<std::string, std::pair<HelperAnswer::Kind, std::string>> helpers;
  std::vector<std::string> asked;

 private:
  test::TempDir dir_;
};

// A member of auths: "NAME":{"auth":"…"}.
inline std::string plain_entry(const std::string& name, const std::string& key,
                               const std::string& user = "$oauthtoken") {
  const std::string pair = user + ":" + key;
  return "\"" + name + "\":{\"auth\":\"" + std::string(encode_base64(pair).reveal()) + "\"}";
}
inline std::string auths(const std::string& members) { return "{\"auths\":{" + members + "}}"; }

// "KEY from ENTRY", "KEY by HELPER", "nothing".
inline std::string sent(const Trace& trace) {
  if (!trace.sends) return "nothing";
  const FoundCredential& one = *trace.sends;
  const std::string key(one.secret.reveal());
  return one.helper.empty() ? key + " from " + one.entry : key + " by " + one.helper;
}
inline std::vector<std::string> codes(const Trace& trace) {
  std::vector<std::string> all;
  for (const TraceFinding& finding : trace.findings) all.push_back(finding.code);
  return all;
}
inline std::vector<std::string> shadowed(const Trace& trace) {
  std::vector<std::string> all;
  for (const FoundCredential& one : trace.shadowed) all.emplace_back(one.secret.reveal());
  return all;
}
inline std::string value(const Trace& trace, std::string_view code, const std::string& name) {
  for (const TraceFinding& finding : trace.findings) {
    const auto found = finding.values.find(name);
    if (finding.code == code && found != finding.values.end()) return found->second;
  }
  return "(none)";
}
// The outcomes in order: "absent wins shadowed".
inline std::string outcomes(const Trace& trace) {
  std::string all;
  for (const TraceStep& step : trace.steps) all += (all.empty() ? "" : " ") + std::string(outcome_name(step.outcome));
  return all;
}

}  // namespace ngcs::clients
