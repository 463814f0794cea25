// One chart on its way to NGC, step by step. Internal to push.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/output.h"
#include "commands/access.h"
#include "commands/chart_commands.h"
#include "commands/local_chart.h"
#include "json/value.h"

namespace ngcs::helm_ngc {

class Push {
 public:
  Push(commands::Session& session, cli::Output& output, Access& access, const registry::Space& space,
       const PushOptions& options, LocalChart chart)
      : session_(session),
        output_(output),
        access_(access),
        space_(space),
        options_(options),
        chart_(std::move(chart)) {}

  // Everything, or with --dry-run everything that changes nothing. Answers what is told as JSON.
  base::Result<json::Value> run();

 private:
  // What the service has under this name and version.
  enum class There { kNothing, kSame, kOther, kUnknown };
  struct State {
    There content = There::kNothing;
    bool record = true;  // the chart's record exists
  };

  [[nodiscard]] std::string name() const;
  base::Result<State> look();
  base::Result<There> compare();
  base::Result<std::string> own_digest();
  [[nodiscard]] base::Error exists(There content) const;
  base::Result<void> make_record();
  base::Result<void> upload();
  base::Result<bool> try_upload(bool again);
  base::Result<bool> settle(const base::Error& error, bool again);
  base::Result<void> wait();
  base::Result<void> verify();
  json::Value result(const char* outcome);

  commands::Session& session_;
  cli::Output& output_;
  Access& access_;
  const registry::Space& space_;
  const PushOptions& options_;
  LocalChart chart_;
  std::string digest_;  // of the file; empty until it was needed
  bool made_record_ = false;
  int waited_ms_ = 0;
  ngc::ChartVersion version_;
};

}  // namespace ngcs::helm_ngc
