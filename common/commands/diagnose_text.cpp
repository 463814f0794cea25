#include <algorithm>

#include "base/text.h"
#include "commands/diagnose_report.h"
#include "commands/wrapped_text.h"
#include "diagnose/catalogue.h"
#include "diagnose/chain.h"

namespace ngcs::commands {
namespace {

using cli::Style;
using diagnose::CatalogueEntry;
using diagnose::Cause;
using diagnose::Certainty;
using diagnose::Link;

constexpr std::size_t kLineWidth = 78;

class Report {
 public:
  Report(cli::Output& output, const Session& session, const DiagnoseOptions& options, const DiagnoseResult& result)
      : output_(output), session_(session), options_(options), result_(result), wording_(session, options, result) {}

  void print() {
    print_verdict();
    if (options_.quiet) return;
    print_chain();
    print_evidence();
    print_fix(result_.diagnosis.verdict);
    print_then();
    print_remarks();
    if (options_.verbose) print_probes();
    print_footer();
  }

 private:
  [[nodiscard]] std::string codes_of(const Cause& cause) const {
    std::string text;
    for (const std::string& code : cause.codes) text += (text.empty() ? "" : " | ") + code;
    return text;
  }
  [[nodiscard]] static std::string name_of(const std::string& code) {
    const CatalogueEntry* entry = diagnose::find_entry(code);
    return entry == nullptr ? std::string() : entry->name;
  }

  void print_verdict() {
    const Cause& verdict = result_.diagnosis.verdict;
    const bool good = verdict.is("NGC8301") || verdict.is("NGC8302");
    const Style style = good ? Style::kGood : verdict.certainty == Certainty::kProven ? Style::kBad : Style::kWarn;
    if (verdict.certainty == Certainty::kOneOf) {
      output_.line(output_.styled("one of " + codes_of(verdict), style) + ": the evidence does not separate these");
      for (const std::string& code : verdict.codes) print_candidate(verdict, code);
      return;
    }
    const std::string word = good ? "ok" : verdict.certainty == Certainty::kLikely ? "likely" : "proven";
    output_.line(output_.styled(verdict.first(), style) + " " + name_of(verdict.first()) + " (" + word + ")");
    if (const CatalogueEntry* entry = diagnose::find_entry(verdict.first())) {
      print_wrapped(output_, wording_.text(verdict, entry->cause), "  ");
    }
  }

  void print_candidate(const Cause& cause, const std::string& code) {
    const CatalogueEntry* entry = diagnose::find_entry(code);
    if (entry == nullptr) return;
    output_.line("  " + code + " " + entry->name);
    print_wrapped(output_, wording_.text(cause, entry->cause), "    ");
  }

  void print_chain() {
    const auto links = diagnose::chain_of(result_.question, result_.local, result_.seen, result_.diagnosis);
    output_.line();
    for (const Link& link : links) {
      if (link.state == Link::State::kNotNeeded) continue;
      constexpr std::size_t kTextColumn = 18;
      const std::size_t arrow_width = link.code.empty() ? 0 : link.code.size() + 6;
      const std::string text = base::printable(wording_.shown(link.text), kLineWidth - kTextColumn - arrow_width);
      std::string line = "  " + mark(link.state) + " " + padded(link.name) + text + arrow(link);
      line.erase(line.find_last_not_of(' ') + 1);
      output_.line(line);
    }
  }
  [[nodiscard]] std::string mark(Link::State state) const {
    switch (state) {
      case Link::State::kOk:
        return output_.styled("ok", Style::kGood);
      case Link::State::kBroken:
        return output_.styled("XX", Style::kBad);
      case Link::State::kUnknown:
        return output_.styled("??", Style::kWarn);
      default:
        return output_.styled("..", Style::kDim);
    }
  }
  static std::string padded(const std::string& name) {
    return name + std::string(13 - std::min<std::size_t>(12, name.size()), ' ');
  }
  [[nodiscard]] std::string arrow(const Link& link) const {
    if (link.code.empty()) return {};
    const bool broken = link.state == Link::State::kBroken;
    return (link.text.empty() ? "" : "  ") + output_.styled("<-- " + link.code, broken ? Style::kBad : Style::kWarn);
  }

  void print_evidence() {
    const std::vector<std::string> lines = evidence();
    if (lines.empty()) return;
    output_.line();
    output_.line(output_.styled("Evidence", Style::kBold));
    for (const std::string& line : lines) print_wrapped(output_, wording_.shown(line), "  ");
  }
  [[nodiscard]] std::vector<std::string> evidence() const {
    std::vector<std::string> lines = result_.diagnosis.verdict.evidence;
    const CatalogueEntry* entry = diagnose::find_entry(result_.diagnosis.verdict.first());
    if (lines.empty() && entry != nullptr && result_.diagnosis.verdict.codes.size() == 1) {
      lines.push_back(wording_.text(result_.diagnosis.verdict, entry->evidence));
    }
    const auto add = [&lines](const char* question, const diagnose::Outcome& outcome, const std::string& who) {
      if (!outcome.asked()) return;
      const std::string answer = outcome.ok()      ? "yes"
                                 : outcome.fault() ? "no (" + outcome.code + ")"
                                                   : "no (" + std::string(outcome.word()) + ")";
      lines.push_back(std::string(question) + " " + who + ": " + answer);
    };
    const auto& controls = result_.seen.controls;
    add("the public image opens", controls.public_image, "without a key");
    add("the public chart index opens", controls.public_index, "without a key");
    add("the target opens", controls.target, "without a key");
    for (const diagnose::KeyView& key : result_.seen.keys) {
      add("nvcr.io accepts", key.login, key.label);
      add("the API accepts", key.caller, key.label);
      add("the target opens", key.target, "with " + key.label);
      add("pushing is allowed", key.push, "with " + key.label);
    }
    return lines;
  }

  void print_fix(const Cause& cause) {
    bool heading = false;
    for (const std::string& code : cause.codes) {
      const CatalogueEntry* entry = diagnose::find_entry(code);
      if (entry == nullptr || entry->fix.empty() || code == "NGC8301" || code == "NGC8302") continue;
      if (!heading) {
        output_.line();
        output_.line(output_.styled("Fix", Style::kBold));
        heading = true;
      }
      const std::string prefix = cause.codes.size() > 1 ? code + ": " : "";
      print_wrapped(output_, prefix + wording_.text(cause, entry->fix), "  ");
      if (!entry->command.empty()) output_.line("    " + wording_.text(cause, entry->command));
    }
    if (cause.certainty == Certainty::kOneOf) print_question(cause);
  }

  // The one observation that would separate the candidates.
  void print_question(const Cause& cause) {
    const auto has = [&cause](std::string_view code) {
      return std::find(cause.codes.begin(), cause.codes.end(), code) != cause.codes.end();
    };
    if (has("NGC7105") || has("NGC7107")) {
      output_.line();
      print_wrapped(output_,
                    options_.licence
                        ? "To decide: has a colleague registered your company with NGC already?"
                        : "To decide: which licence did you get, and has a colleague registered your company already? "
                          "Run again with --licence nfr, eval or commercial.",
                    "  ");
    } else if (has("NGC7103") || has("NGC6301")) {
      output_.line();
      print_wrapped(output_,
                    "To decide: " + session_.command("status --online") +
                        ", or on https://org.ngc.nvidia.com the pages Subscriptions and Users.",
                    "  ");
    }
  }

  void print_then() {
    if (result_.diagnosis.then.empty()) return;
    output_.line();
    output_.line(output_.styled("And then it would still fail", Style::kBold));
    for (const Cause& cause : result_.diagnosis.then) {
      for (const std::string& code : cause.codes) {
        const CatalogueEntry* entry = diagnose::find_entry(code);
        if (entry == nullptr) continue;
        print_wrapped(output_, code + " " + entry->name + ": " + wording_.text(cause, entry->cause), "  ");
        print_wrapped(output_, wording_.text(cause, entry->fix), "    ");
      }
    }
  }

  void print_remarks() {
    for (const Cause& cause : result_.diagnosis.remarks) {
      const CatalogueEntry* entry = diagnose::find_entry(cause.first());
      if (entry == nullptr) continue;
      if (&cause == &result_.diagnosis.remarks.front()) {
        output_.line();
        output_.line(output_.styled("Also seen", Style::kBold));
      }
      print_wrapped(output_, cause.first() + " " + entry->name + ": " + wording_.text(cause, entry->cause), "  ");
    }
  }

  void print_probes() {
    output_.line();
    output_.line(output_.styled("Requests", Style::kBold));
    std::vector<std::vector<std::string>> rows = {{"ID", "KEY", "ANSWER", "MS", "REQUEST"}};
    for (const diagnose::Probe& probe : result_.probes) {
      rows.push_back({probe.id, probe.credential == "none" ? "-" : probe.credential,
                      probe.http == 0 ? "none" : std::to_string(probe.http), std::to_string(probe.ms),
                      probe.method + " " + wording_.shown(probe.url)});
    }
    output_.table(rows);
    for (const diagnose::ClientView& client : result_.local.clients) {
      output_.line();
      output_.line(output_.styled("Read by " + client.trace.client, Style::kBold));
      for (const clients::TraceStep& step : client.trace.steps) {
        output_.line("  " + std::string(clients::outcome_name(step.outcome)) + ": " +
                     wording_.shown(step.file.empty() ? step.entry : step.file) +
                     (step.text.empty() ? "" : ": " + wording_.shown(step.text)));
      }
    }
  }

  void print_footer() {
    if (result_.out_of_time) {
      output_.line();
      output_.line("Not everything was asked within " + std::to_string(options_.timeout_s) +
                   " s; --timeout SECONDS gives more.");
    }
    const Cause& verdict = result_.diagnosis.verdict;
    if (verdict.is("NGC8301") || verdict.is("NGC8302")) return;
    output_.line();
    output_.line("More: " + session_.command("explain " + verdict.first()));
  }

  cli::Output& output_;
  const Session& session_;
  const DiagnoseOptions& options_;
  const DiagnoseResult& result_;
  Wording wording_;
};

}  // namespace

void print_diagnosis(cli::Output& output, const Session& session, const DiagnoseOptions& options,
                     const DiagnoseResult& result) {
  Report(output, session, options, result).print();
}

}  // namespace ngcs::commands
