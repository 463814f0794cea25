#include "commands/diagnose_witness.h"

#include "base/process.h"
#include "base/text.h"
#include "diagnose/redact_text.h"
#include "ngc/service_error.h"

namespace ngcs::commands {
namespace {

constexpr std::size_t kMaxWitnessOutput = std::size_t{64} * 1024;
constexpr std::size_t kMaxLine = 300;

// The last line that says something: where commands put their error.
std::string_view last_line(std::string_view text) {
  std::string_view last;
  for (const std::string_view line : base::split(text, '\n')) {
    if (!base::trim(line).empty()) last = base::trim(line);
  }
  return last;
}

}  // namespace

std::string run_witness(const Session& /*session*/, const diagnose::Invocation& invocation, int timeout_s) {
  std::string said;
  base::ProcessSpec spec;
  spec.argv = invocation.argv;
  spec.env = base::environment_without({});
  spec.search_path = true;
  spec.deadline_ms = timeout_s * 1000;
  spec.max_output = kMaxWitnessOutput;
  spec.on_out = [](std::string_view) {};
  spec.on_err = [&said](std::string_view piece) { said += piece; };
  const auto ended = base::run_process(spec);
  if (!ended) return "could not be run: " + ended.error().message;
  std::string line = diagnose::redact_text(last_line(said));
  if (invocation.password && !invocation.password->empty()) line = ngc::redact(line, *invocation.password);
  return "ended with " + std::to_string(ended->status) + (line.empty() ? "" : ": " + base::printable(line, kMaxLine));
}

}  // namespace ngcs::commands
