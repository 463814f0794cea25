#include "cli/output.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace ngcs::cli {

namespace {

constexpr std::size_t kMessageLimit = 4096;

bool wants_colour(std::FILE* stream) {
  // NOLINTBEGIN(concurrency-mt-unsafe): the environment is never changed
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  // NOLINTEND(concurrency-mt-unsafe)
  if (no_colour != nullptr && *no_colour != '\0') return false;  // https://no-color.org
  if (term == nullptr || *term == '\0' || std::string_view(term) == "dumb") return false;
  const int fd = ::fileno(stream);
  return fd >= 0 && ::isatty(fd) == 1;
}

std::string_view sequence(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\x1b[1m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kWarn:
      return "\x1b[33m";
    case Style::kDim:
      return "\x1b[2m";
  }
  return "";
}

std::string painted(std::string_view text, Style style, bool colour) {
  if (!colour || style == Style::kPlain) return std::string(text);
  std::string out(sequence(style));
  out += text;
  out += "\x1b[0m";
  return out;
}

void print(std::FILE* stream, std::string_view text) {
  if (text.empty()) return;  // an empty view may point nowhere
  (void)std::fwrite(text.data(), 1, text.size(), stream);
}

// Cells and notes may be styled, so escape sequences stay; they must not break out of their line.
std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f') c = ' ';
  }
  return out;
}

// Columns that a text takes: code points, without the sequences of styled(). Names of orgs and profiles are Latin, so
// double-width characters are not looked up.
std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      const std::size_t end = text.find('m', i);
      if (end == std::string_view::npos) return columns;
      i = end;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++columns;
    }
  }
  return columns;
}

std::string error_code(base::Errc code) { return std::string(base::errc_name(code)); }

}  // namespace

Output::Output(std::string program, std::FILE* out, std::FILE* err, bool json)
    : program_(std::move(program)),
      out_(out),
      err_(err),
      json_(json),
      colour_(!json && wants_colour(out)),
      err_colour_(!json && wants_colour(err)) {}

void Output::line(std::string_view text) {
  if (json_) return;
  print(out_, text);
  print(out_, "\n");
}

std::string Output::styled(std::string_view text, Style style) const { return painted(text, style, colour_); }

void Output::table(const std::vector<std::vector<std::string>>& rows) {
  if (json_) return;
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(one_line(row[i])));
  }
  bool heading = true;
  for (const auto& row : rows) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = one_line(row[i]);
      text += heading ? painted(cell, Style::kBold, colour_) : cell;
      // No blanks at the end of a line: they would be copied along.
      if (i + 1 < row.size()) text.append(widths[i] - width(cell) + 2, ' ');
    }
    heading = false;
    while (!text.empty() && text.back() == ' ') text.pop_back();
    line(text);
  }
}

void Output::warn(std::string_view code, std::string_view text) {
  if (json_) {
    warnings_.emplace_back(code, text);
    return;
  }
  print(err_, program_ + ": " + painted("warning:", Style::kWarn, err_colour_) + " " +
                  base::printable(text, kMessageLimit) + "\n");
}

void Output::note(std::string_view text) {
  if (json_) return;
  print(err_, one_line(text) + "\n");
}

void Output::hint(std::string_view text) {
  if (json_ || text.empty()) return;
  print(err_, program_ + ": " + painted("hint:", Style::kBold, err_colour_) + " " +
                  base::printable(text, kMessageLimit) + "\n");
}

void Output::print_object(std::string_view command, bool ok, json::Value code, json::Value data) {
  json::Value warnings = json::Value::array();
  for (const auto& [warning_code, text] : warnings_) warnings.push_back({{"code", warning_code}, {"text", text}});
  json::Value object = json::Value::object();
  object["schema"] = "ngc." + std::string(command) + "/1";
  object["ok"] = ok;
  object["code"] = std::move(code);
  object["data"] = std::move(data);
  object["warnings"] = std::move(warnings);
  // ASCII only: a reader without UTF-8 is served, and no control character of a server reaches a terminal.
  print(out_, object.dump(2, ' ', true, json::Value::error_handler_t::replace) + "\n");
}

ExitCode Output::finish(ExitCode code) {
  // A full disk or a closed pipe behind stdout is a failure of the command.
  const bool written = std::fflush(out_) == 0 && std::ferror(out_) == 0;
  (void)std::fflush(err_);
  if (written || code != kDone) return code;
  print(err_, program_ + ": error: cannot write the answer to standard output\n");
  (void)std::fflush(err_);
  return kFailed;
}

ExitCode Output::succeed(std::string_view command, json::Value data, ExitCode code) {
  if (json_) print_object(command, code == kDone, nullptr, std::move(data));
  return finish(code);
}

ExitCode Output::conclude(std::string_view command, const std::string& verdict, json::Value data, ExitCode code) {
  if (json_) print_object(command, code == kDone, json::or_null(verdict), std::move(data));
  return finish(code);
}

ExitCode Output::fail(std::string_view command, const base::Error& error, json::Value data) {
  return fail(command, error, exit_code_of(error.code), std::move(data));
}

ExitCode Output::fail(std::string_view command, const base::Error& error, ExitCode code, json::Value data) {
  if (json_) {
    if (!data.is_object()) data = json::Value::object();
    json::Value& described = data["error"];
    described["message"] = error.message;
    described["hint"] = error.hint;
    print_object(command, false, error_code(error.code), std::move(data));
    return finish(code);
  }
  (void)std::fflush(out_);  // what was said before the failure stands before it
  print(err_, program_ + ": " + painted("error:", Style::kBad, err_colour_) + " " +
                  base::printable(error.message, kMessageLimit) + "\n");
  hint(error.hint);
  return finish(code);
}

}  // namespace ngcs::cli
