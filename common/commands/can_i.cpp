#include <algorithm>

#include "base/text.h"
#include "commands/can_i_target.h"
#include "commands/client_report.h"
#include "commands/commands.h"
#include "commands/login_space.h"
#include "commands/profile_store.h"
#include "entitlement/facts_query.h"
#include "key/key.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using entitlement::Allowed;
using entitlement::Decision;
using entitlement::Question;

json::Value nothing_decided(const std::string& reason) {
  return {
      {"allowed", nullptr}, {"reason", reason}, {"codes", json::Value::array()}, {"evidence", json::Value::array()}};
}

// A display name in place of the name is the usual slip: paths hold names, the web site shows display names.
Error with_display_name_hint(const Session& session, const std::vector<std::string>& words, Error error) {
  const std::string typed = typed_org(words);
  if (typed.empty()) return error;
  const auto config = load_config(session);
  if (!config) return error;
  for (const config::Profile& profile : config->profiles()) {
    if (profile.org.empty() || !base::iequals(profile.org_display_name, typed)) continue;
    error.hint =
        "\"" + base::printable(typed, 128) + "\" is the display name of org " + profile.org + ": write " + profile.org;
    return error;
  }
  return error;
}

// Nothing could be learned about the key from the API. The registry's exchange without a scope is the one question that
// speaks about the key itself; where it takes the key, the target can still be asked for.
Decision without_facts(Session& session, const secret::SecretString& key, const Question& question, const Error& why) {
  Decision decision;
  decision.reason = why.message;
  if (http::is_below_http(why)) return decision;
  const ngc::KeyCheck check = ngc::check_key(session.transport(), key);
  decision.evidence.push_back("the API: " + why.message);
  if (check.verdict == ngc::Verdict::kRejected && why.detail == 401) {
    decision.evidence.push_back("the registry: " + check.reason->message);
    decision.allowed = Allowed::kNo;
    decision.code = "NGC5101";
    decision.codes = {decision.code};
    decision.reason = "NGC does not accept this key: deleted, expired, rotated or mistyped";
    return decision;
  }
  if (check.verdict == ngc::Verdict::kCouldNotCheck) {
    decision.evidence.push_back("the registry: " + check.reason->message);
    decision.codes = {"NGC5103"};
    decision.reason = "the key could not be checked; no conclusion about it";
    return decision;
  }
  const std::vector<std::string> evidence = std::move(decision.evidence);
  decision = entitlement::decide(session.transport(), session.clock, key, entitlement::Facts(), question);
  decision.evidence.insert(decision.evidence.begin(), evidence.begin(), evidence.end());
  return decision;
}

json::Value as_json(const Question& question, const Decision& decision, const std::string& source) {
  json::Value allowed = nullptr;
  if (decision.allowed != Allowed::kUnknown) allowed = decision.allowed == Allowed::kYes;
  return {{"allowed", std::move(allowed)},
          {"reason", decision.reason},
          {"evidence", decision.evidence},
          {"codes", decision.codes},
          {"likely", decision.likely},
          {"action", entitlement::action_name(question.action)},
          {"thing", entitlement::thing_name(question.thing)},
          {"org", question.space.org},
          {"team", json::or_null(question.space.team)},
          {"name", json::or_null(question.name)},
          {"reference", json::or_null(question.reference)},
          {"source", source}};
}

void print(const Session& session, cli::Output& output, const Decision& decision) {
  const bool yes = decision.allowed == Allowed::kYes;
  const bool no = decision.allowed == Allowed::kNo;
  const std::string word = yes ? "yes" : no ? "no" : "unknown";
  const cli::Style style = yes ? cli::Style::kGood : no ? cli::Style::kBad : cli::Style::kWarn;
  output.line(output.styled(word, style) + ": " + base::printable(decision.reason, 1024));
  for (const std::string& line : decision.evidence) output.line("  " + base::printable(line, 1024));
  std::string list;
  for (const std::string& code : decision.codes) list += (list.empty() ? "" : ", ") + code;
  if (list.empty()) return;
  if (decision.code.empty()) {
    output.line(std::string("  ") + (no ? "one of: " : "what could stand in the way: ") + list);
  } else {
    output.line("  " + decision.code + (decision.likely ? ", likely" : ""));
  }
  output.hint("what a code means: " + session.command("explain " + decision.codes.front()));
}

cli::ExitCode exit_of(Allowed allowed) {
  switch (allowed) {
    case Allowed::kYes:
      return cli::kDone;
    case Allowed::kNo:
      return cli::kNotEntitled;
    case Allowed::kUnknown:
      break;
  }
  return cli::kCouldNotVerify;
}

}  // namespace

cli::ExitCode run_can_i(Session& session, cli::Output& output, const CanIOptions& options) {
  std::vector<std::string> words = {options.action, options.thing};
  if (options.path) words.push_back(*options.path);
  const auto question = parse_can_i(words);
  if (!question) return output.fail("can-i", with_display_name_hint(session, words, question.error()));
  auth::Request request;
  request.org = question->space.org;
  request.team = question->space.team;
  request.profile = options.profile;
  auto found = auth::resolve(request, session.auth_context());
  // A key that cannot be read is none for the question: exit 5, as `status` has it.
  if (!found) return output.fail("can-i", found.error(), cli::kNotLoggedIn, nothing_decided(found.error().message));
  for (const std::string& warning : found->warnings) output.warn("key-source", warning);
  if (!found->key) {
    const Error error(Errc::kNotLoggedIn, "no key is recorded", "log in: " + session.command("login"));
    return output.fail("can-i", error, nothing_decided(error.message));
  }
  const auto facts =
      entitlement::gather(session.transport(), *found->key, key::classify(*found->key), question->space.org);
  const Decision decision =
      facts ? entitlement::decide(session.transport(), session.clock, *found->key, *facts, *question)
            : without_facts(session, *found->key, *question, facts.error());
  print(session, output, decision);
  return output.conclude("can-i", decision.code, as_json(*question, decision, source_text(found->source)),
                         exit_of(decision.allowed));
}

}  // namespace ngcs::commands
