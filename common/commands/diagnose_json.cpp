#include <algorithm>

#include "commands/diagnose_report.h"
#include "diagnose/catalogue.h"
#include "diagnose/chain.h"
#include "key/key.h"

namespace ngcs::commands {
namespace {

using diagnose::CatalogueEntry;
using diagnose::Cause;
using json::Value;

std::string level_word(diagnose::Level level) {
  switch (level) {
    case diagnose::Level::kFail:
      return "fail";
    case diagnose::Level::kWarn:
      return "warn";
    case diagnose::Level::kInfo:
      break;
  }
  return "info";
}

class Report {
 public:
  Report(const Session& session, const DiagnoseOptions& options, const DiagnoseResult& result)
      : result_(result), wording_(session, options, result) {}

  Value json() {
    const Cause& verdict = result_.diagnosis.verdict;
    Value data = Value::object();
    data["tool"] = {{"version", NGCS_VERSION}};
    data["started"] = result_.started;
    data["duration_ms"] = result_.duration_ms;
    data["target"] = target_json();
    data["verdict"] = verdict_json(verdict);
    data["then"] = Value::array();
    for (const Cause& cause : result_.diagnosis.then) data["then"].push_back(then_json(cause));
    data["chain"] = chain_json();
    data["checks"] = checks_json();
    data["probes"] = probes_json();
    data["keys"] = keys_json();
    data["fix"] = Value::array();
    add_fix(data["fix"], verdict);
    for (const Cause& cause : result_.diagnosis.then) add_fix(data["fix"], cause);
    data["out_of_time"] = result_.out_of_time;
    data["docs"] = "docs/codes.md";
    return data;
  }

 private:
  [[nodiscard]] Value target_json() const {
    const diagnose::Target& target = result_.question.target;
    return {{"kind", std::string(target.kind_name())},
            {"host", json::or_null(target.host())},
            {"org", json::or_null(wording_.shown(target.space.org))},
            {"team", json::or_null(target.space.team)},
            {"name", json::or_null(target.name)},
            {"ref", json::or_null(target.reference)}};
  }

  static Value codes_json(const Cause& cause) {
    return {{"code", cause.codes.size() == 1 ? Value(cause.first()) : Value(nullptr)},
            {"certainty", std::string(diagnose::certainty_name(cause.certainty))},
            {"codes", cause.codes}};
  }
  [[nodiscard]] Value verdict_json(const Cause& cause) const {
    const CatalogueEntry* entry = cause.codes.size() == 1 ? diagnose::find_entry(cause.first()) : nullptr;
    return {{"code", cause.codes.size() == 1 ? Value(cause.first()) : Value(nullptr)},
            {"name", entry == nullptr ? Value(nullptr) : Value(entry->name)},
            {"certainty", std::string(diagnose::certainty_name(cause.certainty))},
            {"codes", cause.codes},
            {"client", json::or_null(cause.client)},
            {"text", entry == nullptr ? Value(nullptr) : Value(wording_.text(cause, entry->cause))},
            {"row", json::or_null(cause.row)}};
  }
  static Value then_json(const Cause& cause) { return codes_json(cause); }

  [[nodiscard]] Value chain_json() const {
    Value list = Value::array();
    for (const diagnose::Link& link :
         diagnose::chain_of(result_.question, result_.local, result_.seen, result_.diagnosis)) {
      list.push_back({{"name", link.name},
                      {"state", std::string(diagnose::state_name(link.state))},
                      {"text", json::or_null(wording_.shown(link.text))},
                      {"code", json::or_null(link.code)}});
    }
    return list;
  }

  [[nodiscard]] Value cause_check(const Cause& cause, bool is_remark) const {
    const CatalogueEntry* entry = diagnose::find_entry(cause.first());
    Value evidence = Value::object();
    for (const auto& [name, value] : cause.values) evidence[name] = wording_.shown(value);
    std::string status = entry == nullptr ? "info" : level_word(entry->level);
    // Only what is proven to be a cause is a failure (rule 16).
    if (cause.certainty != diagnose::Certainty::kProven) status = "unknown";
    if (is_remark && status == "fail") status = "warn";
    return {{"id", cause.client.empty() ? "service" : "client." + cause.client},
            {"status", status},
            {"code", cause.codes.size() == 1 ? Value(cause.first()) : Value(nullptr)},
            {"title", entry == nullptr ? Value(nullptr) : Value(wording_.text(cause, entry->cause))},
            {"evidence", std::move(evidence)},
            {"needs", Value::array()}};
  }

  void add_outcome(Value& list, const std::string& id, const std::string& title, const diagnose::Outcome& outcome,
                   const std::string& needs) const {
    const char* status = outcome.ok() ? "pass" : !outcome.asked() ? "skip" : outcome.fault() ? "unknown" : "info";
    list.push_back({{"id", id},
                    {"status", status},
                    {"code", outcome.code.empty() ? Value(nullptr) : Value(outcome.code)},
                    {"title", title},
                    {"evidence", {{"answer", std::string(outcome.word())}}},
                    {"needs", needs.empty() ? Value::array() : Value::array({needs})}});
  }

  [[nodiscard]] Value checks_json() const {
    Value list = Value::array();
    const bool good = result_.diagnosis.verdict.is("NGC8301") || result_.diagnosis.verdict.is("NGC8302");
    if (!good) list.push_back(cause_check(result_.diagnosis.verdict, false));
    for (const Cause& cause : result_.diagnosis.then) list.push_back(cause_check(cause, false));
    for (const Cause& cause : result_.diagnosis.remarks) list.push_back(cause_check(cause, true));
    const auto& controls = result_.seen.controls;
    add_outcome(list, "S1", "nvcr.io answers as a registry", controls.registry, "");
    add_outcome(list, "S2", "a public image opens without a key", controls.public_image, "S1");
    add_outcome(list, "S3", "the public chart index opens without a key", controls.public_index, "");
    add_outcome(list, "S4", "the target opens without a key", controls.target, "");
    add_outcome(list, "S6", "the API can be reached", controls.api, "");
    for (const diagnose::KeyView& key : result_.seen.keys) {
      add_outcome(list, "K1." + key.label, "the API accepts " + key.label, key.caller, "S6");
      add_outcome(list, "K2." + key.label, "nvcr.io accepts " + key.label, key.login, "S1");
      add_outcome(list, "T." + key.label, "the target opens with " + key.label, key.target, "K2." + key.label);
    }
    return list;
  }

  [[nodiscard]] Value probes_json() const {
    Value list = Value::array();
    for (const diagnose::Probe& probe : result_.probes) {
      Value facts = Value::object();
      const auto add = [&facts](const char* name, const std::string& value) {
        if (!value.empty()) facts[name] = value;
      };
      add("content_type", probe.content_type);
      add("challenge", wording_.shown(probe.challenge));
      add("redirect", probe.redirect);
      add("code", probe.code);
      add("message", wording_.shown(probe.message));
      add("request_id", probe.request_id);
      if (probe.retry_after_s) facts["retry_after_s"] = *probe.retry_after_s;
      list.push_back({{"id", probe.id},
                      {"method", probe.method},
                      {"url", wording_.shown(probe.url)},
                      {"credential", probe.credential},
                      {"http", probe.http == 0 ? Value(nullptr) : Value(probe.http)},
                      {"error", json::or_null(wording_.shown(probe.error))},
                      {"header_facts", std::move(facts)},
                      {"tries", probe.tries},
                      {"ms", probe.ms}});
    }
    return list;
  }

  [[nodiscard]] Value keys_json() const {
    Value list = Value::array();
    for (const diagnose::KeyView& key : result_.seen.keys) {
      Value sources = Value::array();
      for (const std::string& source : key.sources) sources.push_back(wording_.shown(source));
      const auto valid = key.valid();
      list.push_back(
          {{"label", key.label},
           {"sources", std::move(sources)},
           {"kind", std::string(key::kind_name(key.kind))},
           {"length", key.key.size()},
           {"valid", valid ? Value(*valid) : Value(nullptr)},
           {"org", key.facts ? json::or_null(wording_.shown(key.facts->identity.key_org)) : Value(nullptr)}});
    }
    return list;
  }

  void add_fix(Value& list, const Cause& cause) const {
    for (const std::string& code : cause.codes) {
      const CatalogueEntry* entry = diagnose::find_entry(code);
      if (entry == nullptr || entry->fix.empty() || code == "NGC8301" || code == "NGC8302") continue;
      list.push_back({{"code", code},
                      {"text", wording_.text(cause, entry->fix)},
                      {"command", json::or_null(wording_.text(cause, entry->command))},
                      {"safe", code.rfind("NGC2", 0) == 0}});
    }
  }

  const DiagnoseResult& result_;
  Wording wording_;
};

}  // namespace

json::Value diagnosis_json(const Session& session, const DiagnoseOptions& options, const DiagnoseResult& result) {
  return Report(session, options, result).json();
}

}  // namespace ngcs::commands
