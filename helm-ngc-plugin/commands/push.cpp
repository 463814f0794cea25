#include "commands/push.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "base/text.h"
#include "cli/progress.h"
#include "commands/chart_reference.h"
#include "commands/chart_text.h"

namespace ngcs::helm_ngc {
namespace {

using base::Errc;
using base::Error;

constexpr int kMaxUploads = 3;
constexpr int kFirstPollMs = 200;
constexpr int kLongestPollMs = 5000;

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

// The upload may have been stored although it looks like a failure.
bool may_have_arrived(const Error& error) { return error.code == Errc::kNetwork || error.code == Errc::kService; }

}  // namespace

std::string Push::name() const { return space_.path() + "/" + chart_.yaml.name + ":" + chart_.yaml.version; }

base::Result<std::string> Push::own_digest() {
  if (digest_.empty()) {
    auto digest = digest_of(chart_);
    if (!digest) return std::move(digest).error();
    digest_ = std::move(*digest);
  }
  return digest_;
}

// The digest that the index shows for this version, against the file's.
base::Result<Push::There> Push::compare() {
  const auto index = access_.helm().charts(space_, access_.helm_access());
  if (!index) return access_.explain(index.error());
  const ngc::ChartIndex::Versions* versions = index->versions(chart_.yaml.name);
  if (versions == nullptr) return There::kNothing;
  const auto found = std::find_if(versions->begin(), versions->end(),
                                  [&](const ngc::IndexedVersion& one) { return one.version == chart_.yaml.version; });
  if (found == versions->end()) return There::kNothing;
  if (found->digest.empty()) return There::kUnknown;
  const auto own = own_digest();
  if (!own) return own.error();
  return found->digest == *own ? There::kSame : There::kOther;
}

base::Result<Push::State> Push::look() {
  const auto version = access_.charts().version(space_, chart_.yaml.name, chart_.yaml.version);
  if (!version) return access_.explain(version.error());
  if (*version) {
    version_ = **version;
    if (!version_.complete()) return State{There::kNothing, true};  // an earlier upload that did not end
    if (options_.force) return State{There::kUnknown, true};        // whatever it holds is replaced
    const auto content = compare();
    if (!content) return content.error();
    // The API knows it and the index does not list it: it is there, whatever it holds.
    return State{*content == There::kNothing ? There::kUnknown : *content, true};
  }
  const auto record = access_.charts().record(space_, chart_.yaml.name);
  if (!record) return access_.explain(record.error());
  return State{There::kNothing, record->has_value()};
}

base::Error Push::exists(There content) const {
  if (content == There::kSame) {
    return {Errc::kConflict, name() + " is there already, with this very content",
            "--ignore-if-exists takes that for success", 409};
  }
  const std::string what = content == There::kOther ? ", with other content" : "";
  return {Errc::kConflict, name() + " is there already" + what,
          options_.force ? "the service replaces no version: raise the version in Chart.yaml"
                         : "raise the version in Chart.yaml, or use --force where the service allows it",
          409};
}

base::Result<void> Push::make_record() {
  if (options_.no_create) {
    return Error(Errc::kNotFound, "there is no record of " + space_.path() + "/" + chart_.yaml.name,
                 "leave --no-create out, or: " +
                     session_.command("create " + space_.path() + "/" + chart_.yaml.name + " --short-desc TEXT"));
  }
  ngc::ChartChange fields;
  fields.short_description =
      chart_.yaml.description.empty() ? "Helm chart " + chart_.yaml.name : chart_.yaml.description;
  if (!chart_.yaml.icon.empty()) fields.logo = chart_.yaml.icon;
  if (!chart_.yaml.keywords.empty()) fields.labels = chart_.yaml.keywords;
  if (options_.dry_run) {
    output_.line("would make the record " + space_.path() + "/" + chart_.yaml.name + ": " + *fields.short_description);
    made_record_ = true;
    return {};
  }
  const auto made = access_.charts().create(space_, chart_.yaml.name, fields);
  if (!made && made.error().code != Errc::kConflict) return access_.explain(made.error());
  made_record_ = made.has_value();  // else somebody made it at the same moment
  if (made_record_) output_.note("made the chart's record from its Chart.yaml");
  return {};
}

// True: it is there. False: it is not, and another try makes sense. An error: neither.
base::Result<bool> Push::settle(const Error& error, bool again) {
  const bool duplicate = error.code == Errc::kConflict;
  // NGC is reported to answer a duplicate with 400 and a sentence about invalid packages.
  if (!duplicate && !may_have_arrived(error) && error.detail != 400) return access_.explain(error);
  const auto version = access_.charts().version(space_, chart_.yaml.name, chart_.yaml.version);
  if (!version) return access_.explain(error);
  if (!*version) {
    if (may_have_arrived(error)) return false;
    return access_.explain(error);
  }
  version_ = **version;
  // A lost answer to a replacement: the old version may still be there, so the upload is simply done again.
  auto content = compare();
  if (!content) return access_.explain(error);
  // Being worked on, or not in the index yet: it arrived. Its digest is checked later.
  const bool fresh = !version_.complete() || *content == There::kNothing || *content == There::kUnknown;
  if (fresh && may_have_arrived(error)) return true;
  if (*content == There::kSame && (again || may_have_arrived(error) || options_.ignore_if_exists)) return true;
  if (options_.force && may_have_arrived(error)) return false;
  return exists(*content);
}

base::Result<bool> Push::try_upload(bool again) {
  cli::Progress progress(session_.err, chart_.packaged.file, !output_.json(), session_.clock);
  ngc::UploadOptions upload;
  upload.force = options_.force;
  upload.progress = [&progress](std::uint64_t done, std::uint64_t total) { progress.update(done, total); };
  const auto sent = ngc::upload_chart(access_.transport(), access_.key(), space_, chart_.packaged, upload);
  progress.finish();
  if (sent) {
    digest_ = sent->sha256;
    return true;
  }
  return settle(sent.error(), again);
}

base::Result<void> Push::upload() {
  for (int tries = 1;; ++tries) {
    const auto there = try_upload(tries > 1);
    if (!there) return there.error();
    if (*there) return {};
    if (tries == kMaxUploads) {
      return Error(Errc::kService, "the service did not take " + name() + " in " + std::to_string(tries) + " tries",
                   "try again later; https://status.ngc.nvidia.com shows outages");
    }
    output_.note("the upload failed and left nothing behind; once more");
    sleep_ms(tries * 1000);
  }
}

base::Result<void> Push::wait() {
  for (int delay = kFirstPollMs;; delay = std::min(delay * 2, kLongestPollMs)) {
    const auto version = access_.charts().version(space_, chart_.yaml.name, chart_.yaml.version);
    // The chart is there: a question that fails for a moment is asked again.
    if (!version && !may_have_arrived(version.error())) return access_.explain(version.error());
    if (version && *version) version_ = **version;
    if (version && *version && version_.complete()) return {};
    if (!version && waited_ms_ >= options_.timeout_s * 1000) return access_.explain(version.error());
    const std::string status = version && *version ? version_.status : "not listed";
    if (status.find("FAIL") != std::string::npos || status.find("ERROR") != std::string::npos) {
      return Error(Errc::kUnexpected, "the service could not use " + name() + ": " + status);
    }
    if (waited_ms_ >= options_.timeout_s * 1000) {
      return Error(Errc::kUnexpected,
                   name() + " was taken, but after " + std::to_string(options_.timeout_s) +
                       " s the service still says: " + status,
                   "look again later: " + session_.command("versions " + space_.path() + "/" + chart_.yaml.name));
    }
    sleep_ms(delay);
    waited_ms_ += delay;
  }
}

base::Result<void> Push::verify() {
  for (int delay = kFirstPollMs;; delay = std::min(delay * 2, kLongestPollMs)) {
    const auto content = compare();
    const bool passing = !content && may_have_arrived(content.error());
    if (!content && (!passing || waited_ms_ >= options_.timeout_s * 1000)) {
      return access_.explain(content.error());
    }
    if (passing) {
      sleep_ms(delay);
      waited_ms_ += delay;
      continue;
    }
    if (*content == There::kSame) return {};
    if (*content == There::kUnknown) {
      output_.warn("no-digest", "the index gives no digest for " + name() + ", so its content was not checked");
      return {};
    }
    if (waited_ms_ >= options_.timeout_s * 1000) {
      return Error(Errc::kUnexpected,
                   *content == There::kNothing
                       ? name() + " was taken, but the index does not list it"
                       : name() + " was taken, but the index shows another digest than sha256:" + digest_,
                   "look again later: " + session_.command("fetch " + name()));
    }
    sleep_ms(delay);
    waited_ms_ += delay;
  }
}

json::Value Push::result(const char* outcome) {
  return {{"repository", space_.path() + "/" + chart_.yaml.name},
          {"version", chart_.yaml.version},
          {"source", base::printable(chart_.path, 1024)},
          {"outcome", outcome},
          {"digest", digest_.empty() ? json::Value() : json::Value("sha256:" + digest_)},
          {"size", chart_.packaged.size},
          {"provenance", !chart_.packaged.provenance.empty()},
          {"createdRecord", made_record_},
          {"status", json::or_null(version_.status)}};
}

base::Result<json::Value> Push::run() {
  const auto state = look();
  if (!state) return state.error();
  if (state->content != There::kNothing && !options_.force) {
    if (state->content != There::kSame || !options_.ignore_if_exists) return exists(state->content);
    output_.line(name() + " is there already, with this very content");
    return result("present");
  }
  if (!state->record) {
    if (auto made = make_record(); !made) return made.error();
  }
  const bool replaces = state->content != There::kNothing;
  if (options_.dry_run) {
    if (auto digest = own_digest(); !digest) return digest.error();
    output_.line(std::string(replaces ? "would replace " : "would push ") + name() + " (" +
                 cli::format_bytes(chart_.packaged.size) + ", sha256:" + digest_ +
                 (chart_.packaged.provenance.empty() ? ")" : ", signed)"));
    return result(replaces ? "would-replace" : "would-push");
  }
  if (auto sent = upload(); !sent) return sent.error();
  if (!options_.no_wait) {
    if (auto ready = wait(); !ready) return ready.error();
    if (auto verified = verify(); !verified) return verified.error();
    print_version(output_, version_);
  }
  if (auto digest = own_digest(); !digest) return digest.error();
  output_.line(std::string(replaces ? "replaced " : "pushed ") + name() + " (sha256:" + digest_ + ")");
  return result(replaces ? "replaced" : "pushed");
}

cli::ExitCode run_push(commands::Session& session, cli::Output& output, const PushOptions& options) {
  const auto fail = [&](const Error& error, json::Value data = json::Value::object()) {
    return output.fail("push", error, std::move(data));
  };
  if (options.charts_and_target.size() < 2) {
    return fail(
        Error(Errc::kUsage, "push needs charts and, last, where to", session.command("push CHART… ORG[/TEAM]")));
  }
  if (options.force && options.ignore_if_exists) {
    return fail(Error(Errc::kUsage, "--force and --ignore-if-exists exclude each other"));
  }
  const auto space = parse_target(options.charts_and_target.back());
  if (!space) return fail(space.error());
  auto access = Access::open(session, output, *space, options.profile);
  if (!access) return fail(access.error());
  if (auto needed = (*access)->need_key(); !needed) return fail(needed.error());
  json::Value data = {{"pushed", json::Value::array()}, {"dryRun", options.dry_run}};
  for (std::size_t at = 0; at + 1 < options.charts_and_target.size(); ++at) {
    auto chart = open_chart(session, options.charts_and_target[at], options.package);
    if (!chart) return fail(chart.error(), std::move(data));
    auto pushed = Push(session, output, **access, *space, options, std::move(*chart)).run();
    if (!pushed) return fail(pushed.error(), std::move(data));
    data["pushed"].push_back(std::move(*pushed));
  }
  return output.succeed("push", std::move(data));
}

}  // namespace ngcs::helm_ngc
