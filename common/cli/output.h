// What a program says: answers on stdout, messages on stderr, one JSON object with --json. Colour only on a terminal,
// never with NO_COLOR or TERM=dumb.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/exit_code.h"
#include "json/value.h"

namespace ngcs::cli {

enum class Style { kPlain, kBold, kGood, kBad, kWarn, kDim };

class Output {
 public:
  // `program` starts messages ("docker ngc: error: …"). The streams are borrowed.
  Output(std::string program, std::FILE* out, std::FILE* err, bool json);

  [[nodiscard]] bool json() const noexcept { return json_; }
  [[nodiscard]] bool colour() const noexcept { return colour_; }

  // Text answers; nothing is printed in JSON mode.
  void line(std::string_view text = {});
  [[nodiscard]] std::string styled(std::string_view text, Style style) const;
  // Columns padded to the widest cell, two blanks apart; the first row is the heading.
  void table(const std::vector<std::vector<std::string>>& rows);

  // stderr in text mode; collected into "warnings" in JSON mode.
  void warn(std::string_view code, std::string_view text);
  void note(std::string_view text);  // stderr in text mode, dropped in JSON mode
  void hint(std::string_view text);

  // Ends the command: prints the JSON object {"schema","ok","code","data","warnings"} in JSON mode, or the error and
  // its hint in text mode. Called exactly once. "ok" says whether the exit code is 0. The returned code is the
  // program's: kFailed instead of kDone where stdout could not be written.
  ExitCode succeed(std::string_view command, json::Value data, ExitCode code = kDone);
  ExitCode fail(std::string_view command, const base::Error& error, json::Value data = json::Value::object());
  // The same for a verdict: `code` is one of the catalogue, or empty (null in JSON) where several are possible.
  ExitCode conclude(std::string_view command, const std::string& verdict, json::Value data, ExitCode code);
  ExitCode fail(std::string_view command, const base::Error& error, ExitCode code, json::Value data);

 private:
  void print_object(std::string_view command, bool ok, json::Value code, json::Value data);
  [[nodiscard]] ExitCode finish(ExitCode code);

  std::string program_;
  std::FILE* out_;
  std::FILE* err_;
  bool json_;
  bool colour_;
  bool err_colour_;
  std::vector<std::pair<std::string, std::string>> warnings_;
};

}  // namespace ngcs::cli
