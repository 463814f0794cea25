#include "clients/trace.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "clients/trace_parts.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using Outcome = TraceStep::Outcome;

constexpr std::size_t kMaxValue = 300;

// "12" of "… line 12: …", as parsers say it; "?" where they do not.
std::string line_of(std::string_view message) {
  constexpr std::string_view kWord = "line ";
  for (std::size_t at = message.find(kWord); at != std::string_view::npos; at = message.find(kWord, at + 1)) {
    const std::string_view rest = message.substr(at + kWord.size());
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0) return std::string(rest.substr(0, digits));
  }
  return "?";
}

}  // namespace

std::string_view outcome_name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kAbsent:
      return "absent";
    case Outcome::kNothing:
      return "nothing";
    case Outcome::kUnreadable:
      return "unreadable";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kShadowed:
      return "shadowed";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kWins:
      break;
  }
  return "wins";
}

std::string shown_user(std::string_view user) {
  constexpr std::size_t kLongestUser =
      48;  // every kind of key is longer; a longer text shows no more than that it is one
  if (user.size() > kLongestUser || user.find("nvapi-") != std::string_view::npos) return "(a text that may be a key)";
  return base::printable(user, kLongestUser);
}

bool is_suite_helper(std::string_view name) { return name == "ngc" || name.starts_with("ngc-"); }

std::string helper_entry(std::string_view host) { return "credHelpers[" + std::string(host) + "]"; }

std::string_view name_host(std::string_view name) {
  if (const std::size_t scheme = name.find("://"); scheme != std::string_view::npos) name.remove_prefix(scheme + 3);
  return name.substr(0, name.find('/'));
}

FoundCredential plain_credential(const AuthFile& file, const AuthEntry& entry) {
  FoundCredential credential;
  credential.file = file.path;
  credential.entry = "auths[" + base::printable(entry.name, kMaxShownName) + "]";
  credential.user = entry.user;
  credential.secret = entry.secret.copy();
  credential.org = entry.org;
  return credential;
}

Tracer::Tracer(const TraceContext& context, std::string client, std::string host) : context_(context) {
  trace_.client = std::move(client);
  trace_.host = std::move(host);
}

void Tracer::step(std::string file, std::string_view entry, Outcome outcome, std::string_view text) {
  trace_.steps.push_back({std::move(file), base::printable(entry, kMaxValue), outcome, base::printable(text)});
}

void Tracer::find(std::string code, std::map<std::string, std::string> values) {
  for (auto& [name, value] : values) value = base::printable(value, kMaxValue);
  values.emplace("client", trace_.client);
  values.emplace("host", trace_.host);
  trace_.findings.push_back({std::move(code), std::move(values)});
}

void Tracer::unreadable(const std::string& file, const base::Error& error) {
  step(file, {}, Outcome::kUnreadable, error.message);
  find("NGC2107", {{"file", file}, {"line", line_of(error.message)}, {"reason", error.message}});
}

void Tracer::offer(FoundCredential credential, std::string_view text) {
  if (decided_) return pass_by(std::move(credential), Outcome::kShadowed, text);
  decided_ = true;
  if (credential.user.empty() && !credential.secret.empty()) {
    find("NGC1101", {{"file", credential.file}, {"entry", credential.entry}});
    return pass_by(std::move(credential), Outcome::kNothing, "the user name is empty: nothing is sent");
  }
  step(credential.file, credential.entry, Outcome::kWins, text);
  trace_.sends = std::move(credential);
}

void Tracer::pass_by(FoundCredential credential, Outcome outcome, std::string_view text) {
  step(credential.file, credential.entry, outcome, text);
  trace_.shadowed.push_back(std::move(credential));
}

Tracer::Asked Tracer::helper(const std::string& file, const std::string& entry, const std::string& name) {
  const std::string program = "docker-credential-" + base::printable(name, kMaxShownName);
  if (decided_) {
    step(file, entry, Outcome::kShadowed, program + " is not asked");
    return Asked::kNot;
  }
  asked_suite_ = asked_suite_ || is_suite_helper(name);
  if (!context_.ask_helper) {
    step(file, entry, Outcome::kSkipped, program + " was not started");
    return Asked::kNot;
  }
  const std::string search_path(context_.environment.get("PATH").value_or(""));
  HelperAnswer answer = context_.ask_helper(name, trace_.host, search_path);
  using Kind = HelperAnswer::Kind;
  if (answer.kind == Kind::kCredential) {
    trace_.uses_suite = is_suite_helper(name);
    FoundCredential credential;
    credential.file = file;
    credential.entry = entry;
    credential.helper = program;
    credential.user = std::move(answer.user);
    credential.secret = std::move(answer.secret);
    offer(std::move(credential), program + " answers");
    return Asked::kCredential;
  }
  if (answer.kind == Kind::kNotFound) {
    step(file, entry, Outcome::kNothing, program + " knows no credential");
    return Asked::kNothing;
  }
  return helper_failed(file, entry, program, answer);
}

Tracer::Asked Tracer::helper_failed(const std::string& file, const std::string& entry, const std::string& program,
                                    const HelperAnswer& answer) {
  if (answer.kind == HelperAnswer::Kind::kMissing) {
    step(file, entry, Outcome::kFailed, program + " is not on PATH");
    find("NGC2104", {{"helper", program},
                     {"path", std::string(context_.environment.get("PATH").value_or("(empty)"))},
                     {"file", file}});
  } else {
    step(file, entry, Outcome::kFailed, program + ": " + answer.message);
    find("NGC2105", {{"helper", program}, {"message", answer.message}, {"path", answer.path}, {"file", file}});
  }
  return Asked::kFailed;
}

void Tracer::check_entries(const AuthFile& file) {
  const std::string with_port = trace_.host + ":443";
  bool exact = false;
  for (const auto& [name, helper] : file.helpers) exact = exact || name == trace_.host;
  for (const auto& [name, helper] : file.helpers) {
    trace_.has_entry = true;
    // Beside the bare host, the port is a second spelling for images that are named with it.
    if (name == trace_.host || (exact && name == with_port)) continue;
    step(file.path, helper_entry(name), Outcome::kSkipped, "never matches: it must be exactly " + trace_.host);
    find("NGC2103", {{"given", name}, {"file", file.path}, {"helper", helper}});
  }
  for (const AuthEntry& entry : file.entries) {
    trace_.has_entry = true;
    if (entry.kind != AuthEntry::Kind::kUnreadable) continue;
    step(file.path, "auths[" + entry.name + "]", Outcome::kUnreadable, "auth is no base64 of user:password");
    find("NGC2108", {{"file", file.path}, {"entry", entry.name}});
  }
}

Trace Tracer::take() && {
  // Nothing is sent, and who could have answered is the suite.
  if (!trace_.sends && asked_suite_) trace_.uses_suite = true;
  return std::move(trace_);
}

}  // namespace ngcs::clients
