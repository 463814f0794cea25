// What `diagnose` found, for people and for programs. Internal to commands.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "commands/diagnose_gather.h"
#include "commands/diagnose_options.h"
#include "commands/session.h"
#include "diagnose/decide.h"
#include "diagnose/recorder.h"
#include "json/value.h"

namespace ngcs::commands {

struct DiagnoseResult {
  DiagnoseInput input;
  diagnose::Question question;
  diagnose::LocalView local;
  diagnose::Observations seen;
  diagnose::Diagnosis diagnosis;
  std::vector<diagnose::Probe> probes;
  std::string started;  // RFC 3339
  std::int64_t duration_ms = 0;
  bool out_of_time = false;
};

// Fills what the texts of a cause may name besides its own values, and hides org names where that was asked for.
class Wording {
 public:
  Wording(const Session& session, const DiagnoseOptions& options, const DiagnoseResult& result);

  [[nodiscard]] std::string text(const diagnose::Cause& cause, std::string_view pattern) const;
  // A remark in one line: name and cause.
  [[nodiscard]] std::string remark(const diagnose::Cause& cause) const;
  // Any text that may hold names of orgs.
  [[nodiscard]] std::string shown(const std::string& text) const;

 private:
  std::string program_;
  std::string home_;
  std::vector<std::pair<std::string, std::string>> hidden_;  // name -> "org-1a2b3c4d"
};

void print_diagnosis(cli::Output& output, const Session& session, const DiagnoseOptions& options,
                     const DiagnoseResult& result);
[[nodiscard]] json::Value diagnosis_json(const Session& session, const DiagnoseOptions& options,
                                         const DiagnoseResult& result);

}  // namespace ngcs::commands
