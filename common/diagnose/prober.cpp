#include "diagnose/prober.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <utility>

#include "diagnose/helm_probe.h"
#include "diagnose/registry_probe.h"
#include "entitlement/facts_query.h"
#include "json/value.h"
#include "ngc/api.h"
#include "registry/server_name.h"

namespace ngcs::diagnose {
namespace {

using Kind = Outcome::Kind;
using TargetKind = Target::Kind;

constexpr int kRepeatControlMs = 2000;
constexpr const char* kPublicImage = "nvidia/cuda";
constexpr const char* kBlobHost = "layers.nvcr.io";

bool is_image(const Target& target) {
  return target.kind == TargetKind::kImage || target.kind == TargetKind::kOciChart;
}
bool is_helm(const Target& target) {
  return target.kind == TargetKind::kHelmRepository || target.kind == TargetKind::kHelmChart;
}

std::string repository_of(const Target& target) { return target.space.path() + "/" + target.name; }

IndexQuestion index_question(const ProbePlan& plan) {
  return {plan.target.space, plan.target.kind == TargetKind::kHelmChart ? plan.target.name : std::string(),
          plan.target.reference, plan.devel};
}

std::string org_path(const Target& target) {
  std::string path = "/v2/org/" + target.space.org;
  if (!target.space.team.empty()) path += "/team/" + target.space.team;
  return path;
}

// A thread of its own. What goes wrong in one is said (NGC0001), and the others go on.
std::future<void> start(ProbeLog& log, std::function<void()> ask) {
  return std::async(std::launch::async, [&log, ask = std::move(ask)] {
    try {
      ask();
    } catch (const std::exception&) {
      log.note_crash();
    }
  });
}

// Every question of one thread: a transport of its own.
class Line {
 public:
  Line(const ProbeTools& tools, ProbeLog& log, std::optional<ProbeKey> key)
      : inner_(tools.transport()), transport_(*inner_, log, std::move(key), tools.sleep) {}
  [[nodiscard]] RecordingTransport& transport() { return transport_; }

 private:
  std::unique_ptr<http::Transport> inner_;
  RecordingTransport transport_;
};

Outcome ask_plain(RecordingTransport& transport, const std::string& id, const std::string& url, std::string_view host) {
  http::Request request;
  request.url = url;
  request.max_body = 256 * 1024;
  transport.next(id);
  Outcome outcome = outcome_of(transport.send(request), host);
  // Any answer of the host's own shows that it can be reached.
  if (!outcome.fault() && outcome.asked()) outcome.kind = Kind::kOk;
  return outcome;
}

void ask_registry_controls(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Controls& controls) {
  Line line(tools, log, std::nullopt);
  std::optional<ngc::TokenEndpoint> endpoint;
  controls.registry = ask_challenge(line.transport(), endpoint);
  if (!endpoint) return;
  std::optional<ngc::Token> token;
  line.transport().next("S2");
  controls.public_image =
      ask_token(line.transport(), tools.clock, *endpoint, nullptr, ngc::repository_scope(kPublicImage, "pull"), token);
  if (token) {
    std::vector<std::string> tags;
    controls.public_image = ask_tags(line.transport(), *token, kPublicImage, tags);
  }
  if (!is_image(plan.target)) return;
  controls.target = ask_image(line.transport(), tools.clock, *endpoint, nullptr,
                              {repository_of(plan.target), plan.target.reference, "S4", "S4"}, controls.artefact);
}

void ask_helm_control(const ProbeTools& tools, ProbeLog& log, Controls& controls) {
  Line line(tools, log, std::nullopt);
  Artefact unused;
  line.transport().next("S3");
  controls.public_index = ask_index(line.transport(), nullptr, {{"nvidia", {}}, {}, {}, false}, unused);
  if (controls.public_index.kind != Kind::kUnauthorized) return;
  // Three outages looked like this; one lost request does, too.
  tools.sleep(kRepeatControlMs);
  controls.public_index = ask_index(line.transport(), nullptr, {{"nvidia", {}}, {}, {}, false}, unused);
}

void ask_key_at_registry(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, KeyView& view,
                         bool all_questions) {
  Line line(tools, log, ProbeKey{view.label, &view.key});
  std::optional<ngc::TokenEndpoint> endpoint;
  if (const Outcome challenge = ask_challenge(line.transport(), endpoint); !endpoint) {
    view.login = challenge;
    if (is_image(plan.target)) view.target = challenge;
    return;
  }
  std::optional<ngc::Token> token;
  line.transport().next("K2");
  view.login = ask_token(line.transport(), tools.clock, *endpoint, &view.key, {}, token);
  if (!is_image(plan.target)) return;
  const std::string repository = repository_of(plan.target);
  view.target = ask_image(line.transport(), tools.clock, *endpoint, &view.key,
                          {repository, plan.target.reference, "T1", "T2"}, view.artefact);
  if (!plan.push || !all_questions) return;
  line.transport().next("T7");
  view.push = ask_token(line.transport(), tools.clock, *endpoint, &view.key,
                        ngc::repository_scope(repository, "pull,push"), token);
}

// T6. An index may list what the service does not hand out.
void ask_for_chart_file(const ProbePlan& plan, RecordingTransport& transport, KeyView& view) {
  transport.next("T6");
  Outcome file = ask_chart_file(transport, view.key, plan.target.space, view.artefact.file);
  if (!file.asked() || file.ok()) return;
  if (file.kind == Kind::kNotFound) {
    view.artefact.version_exists = false;
  } else {
    view.target = std::move(file);
  }
}

void ask_key_at_helm(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, KeyView& view, bool all_questions) {
  Line line(tools, log, ProbeKey{view.label, &view.key});
  if (is_helm(plan.target)) {
    line.transport().next("T3");
    view.target = ask_index(line.transport(), &view.key, index_question(plan), view.artefact);
    if (view.target.ok() && !view.artefact.file.empty()) ask_for_chart_file(plan, line.transport(), view);
  }
  if (!all_questions) return;
  Artefact unused;
  line.transport().next("T4");
  view.public_index = ask_index(line.transport(), &view.key, {{"nvidia", {}}, {}, {}, false}, unused);
}

// T5: how the API sees the artefact, which tells refusals apart that look the same elsewhere.
void ask_api_view(const ProbePlan& plan, ngc::ApiClient& api, RecordingTransport& transport, KeyView& view) {
  const Target& target = plan.target;
  std::string path = org_path(target);
  std::string query;
  switch (target.kind) {
    case TargetKind::kImage:
      path += "/repos/" + target.name;
      break;
    case TargetKind::kSpace:
      path += "/repos";
      query = "page-size=1";
      break;
    case TargetKind::kHelmChart:
    case TargetKind::kOciChart:
      path += "/helm-charts/" + target.name;
      break;
    case TargetKind::kHelmRepository:
      path += "/helm-charts";
      query = "page-size=1";
      break;
    default:
      return;
  }
  if (target.space.org.empty()) return;
  transport.next("T5");
  view.api = outcome_of(api.get(path, query), registry::kApiHost);
  if (target.kind == TargetKind::kSpace) view.target = view.api;
  if (target.kind == TargetKind::kHelmChart && plan.push) view.record = view.api;
}

void ask_key_at_api(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, KeyView& view) {
  Line line(tools, log, ProbeKey{view.label, &view.key});
  RecordingTransport& transport = line.transport();
  transport.next("U");
  auto facts = entitlement::gather(transport, view.key, view.kind, plan.target.space.org);
  view.caller = transport.outcome_of_id("K1");
  if (view.kind == key::Kind::kUnknown && view.caller.kind == Kind::kUnauthorized) {
    // Introspection knows the newer kinds only: a key that it does not know may still be a legacy one.
    const auto token = ngc::exchange_for_api(transport, tools.clock, view.key, {}, {});
    if (token) view.caller = transport.outcome_of_id("K1");
  }
  if (facts) view.facts = std::move(*facts);
  ngc::ApiClient api(transport, tools.clock, view.key, view.kind);
  ask_api_view(plan, api, transport, view);
}

}  // namespace

void ask_controls(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen) {
  Controls& controls = seen.controls;
  seen.asked_service = true;
  std::vector<std::future<void>> running;
  running.push_back(start(log, [&] { ask_registry_controls(plan, tools, log, controls); }));
  running.push_back(start(log, [&] { ask_helm_control(tools, log, controls); }));
  running.push_back(start(log, [&] {
    Line line(tools, log, std::nullopt);
    controls.api = ask_plain(line.transport(), "S6", "https://api.ngc.nvidia.com/v2/users/me", registry::kApiHost);
  }));
  if (is_helm(plan.target)) {
    running.push_back(start(log, [&] {
      Line line(tools, log, std::nullopt);
      line.transport().next("S4");
      controls.target = ask_index(line.transport(), nullptr, index_question(plan), controls.artefact);
    }));
  }
  if (is_image(plan.target)) {
    running.push_back(start(log, [&] {
      Line line(tools, log, std::nullopt);
      controls.blobs = ask_plain(line.transport(), "N07", "https://" + std::string(kBlobHost) + "/", kBlobHost);
    }));
  }
  for (auto& one : running) one.get();
}

void ask_with_keys(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen) {
  std::vector<std::future<void>> running;
  for (KeyView& view : seen.keys) {
    if (!view.sendable) continue;
    const bool is_main = view.label == plan.main_key;
    seen.asked_with_key = true;
    running.push_back(start(log, [&, is_main] { ask_key_at_registry(plan, tools, log, view, is_main); }));
    if (is_helm(plan.target) || is_main) {
      running.push_back(start(log, [&, is_main] { ask_key_at_helm(plan, tools, log, view, is_main); }));
    }
    if (is_main) {
      running.push_back(start(log, [&] { ask_key_at_api(plan, tools, log, view); }));
    }
  }
  for (auto& one : running) one.get();
}

void keep_answers(Observations&& before, Observations& seen) {
  for (KeyView& key : seen.keys) {
    const auto same = std::find_if(before.keys.begin(), before.keys.end(),
                                   [&key](const KeyView& other) { return other.key == key.key; });
    if (same == before.keys.end()) continue;
    KeyView kept = std::move(*same);
    before.keys.erase(same);
    kept.label = std::move(key.label);
    kept.sources = std::move(key.sources);
    key = std::move(kept);
  }
  before.keys = std::move(seen.keys);
  seen = std::move(before);
}

void ask_again(const ProbePlan& plan, const ProbeTools& tools, ProbeLog& log, Observations& seen) {
  std::vector<std::future<void>> running;
  for (KeyView& view : seen.keys) {
    if (!view.sendable || view.label != plan.main_key) continue;
    seen.asked_with_key = true;
    running.push_back(start(log, [&] { ask_key_at_registry(plan, tools, log, view, false); }));
    if (is_helm(plan.target)) {
      running.push_back(start(log, [&] { ask_key_at_helm(plan, tools, log, view, false); }));
    }
  }
  for (auto& one : running) one.get();
  // Identity only where the check fails again, and behind it: it must not take the requests that are left.
  for (KeyView& view : seen.keys) {
    if (!view.sendable || view.label != plan.main_key || view.target.ok() || view.caller.asked()) continue;
    start(log, [&] { ask_key_at_api(plan, tools, log, view); }).get();
  }
}

}  // namespace ngcs::diagnose
