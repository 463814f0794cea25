#include "diagnose/chain.h"

#include <algorithm>
#include <utility>

namespace ngcs::diagnose {
namespace {

using State = Link::State;

enum Place : std::size_t { kClient, kEntry, kKey, kRegistry, kOrg, kTeam, kRole, kEntitlement, kArtefact, kPlaces };

constexpr std::array<const char*, kPlaces> kNames = {"client", "entry", "key",         "registry", "org",
                                                     "team",   "role",  "entitlement", "artefact"};

Place place_of_code(std::string_view code) {
  const std::string_view number = code.substr(std::min<std::size_t>(3, code.size()));
  const auto is = [number](std::string_view start) { return number.substr(0, start.size()) == start; };
  if (is("1208") || is("1211") || is("11") || is("2") || is("9")) return kEntry;
  if (is("1") || is("5")) return kKey;
  if (is("3") || is("4")) return kRegistry;
  if (is("61") || is("6303") || is("6304")) return kOrg;
  if (is("62")) return kTeam;
  if (is("63")) return kRole;
  if (is("73") || is("8")) return kArtefact;
  return is("7") ? kEntitlement : kRegistry;
}

const ClientView* told_client(const LocalView& local, const Cause& verdict) {
  for (const ClientView& client : local.clients) {
    if (client.trace.client == verdict.client) return &client;
  }
  return local.clients.empty() ? nullptr : &local.clients.front();
}

std::string entry_text(const ClientView& client) {
  if (client.typed) return "as typed on the command line";
  if (client.trace.sends) return place_of(*client.trace.sends);
  return "none: nothing is sent";
}

class Chain {
 public:
  Chain(const Question& question, const LocalView& local, const Observations& seen, const Diagnosis& diagnosis)
      : question_(question), local_(local), seen_(seen), diagnosis_(diagnosis) {}

  std::vector<Link> run() {
    for (const char* name : kNames) links_.push_back({name, State::kUnknown, {}, {}});
    describe();
    if (diagnosis_.verdict.is("NGC8301")) {
      for (Link& link : links_) {
        if (link.state == State::kUnknown) link.state = State::kOk;
      }
      return std::move(links_);
    }
    if (diagnosis_.verdict.is("NGC8302") || diagnosis_.verdict.first().substr(0, 4) == "NGC0") return std::move(links_);
    const std::size_t broken = place_of_code(diagnosis_.verdict.first());
    for (std::size_t i = 0; i < broken; ++i) {
      // No entry, and nothing that says whether there should be one: Helm keeps none of a failed `repo add`.
      if (i == kEntry && nothing_sent_) continue;
      if (links_[i].state == State::kUnknown) links_[i].state = State::kOk;
    }
    for (std::size_t i = broken + 1; i < links_.size(); ++i) {
      if (links_[i].state == State::kUnknown) links_[i].state = State::kNotReached;
    }
    mark(broken, diagnosis_.verdict);
    for (const Cause& cause : diagnosis_.then) {
      const std::size_t place = place_of_code(cause.first());
      if (place > broken) mark(place, cause);
    }
    return std::move(links_);
  }

 private:
  void mark(std::size_t place, const Cause& cause) {
    links_[place].state = cause.certainty == Certainty::kProven ? State::kBroken : State::kUnknown;
    std::string codes;
    for (const std::string& code : cause.codes) codes += (codes.empty() ? "" : " or ") + code;
    links_[place].code = codes;
  }

  void describe() {
    const Target& target = question_.target;
    const ClientView* client = told_client(local_, diagnosis_.verdict);
    links_[kClient].text = client == nullptr ? "none is set up" : client->trace.client;
    links_[kEntry].text = client == nullptr ? "none" : entry_text(*client);
    nothing_sent_ = client != nullptr && !client->sends;
    const KeyView* key = seen_.key(diagnosis_.key);
    links_[kKey].text = diagnosis_.key.empty() ? "none" : diagnosis_.key;
    if (key != nullptr && !key->sources.empty()) links_[kKey].text += " from " + key->sources.front();
    links_[kRegistry].text = target.host().empty() ? "nvcr.io, helm.ngc.nvidia.com, api.ngc.nvidia.com" : target.host();
    links_[kOrg].text = target.space.org;
    links_[kTeam].text = target.space.team;
    links_[kArtefact].text = target.name + (target.reference.empty() ? "" : ":" + target.reference);
    if (target.space.org.empty()) links_[kOrg].state = State::kNotNeeded;
    if (target.space.team.empty()) links_[kTeam].state = State::kNotNeeded;
    if (target.name.empty()) links_[kArtefact].state = State::kNotNeeded;
    const bool publisher =
        entitlement::is_publisher(key != nullptr && key->facts ? *key->facts : entitlement::Facts{}, target.space.org);
    if (target.space.org.empty() || publisher) links_[kRole].state = State::kNotNeeded;
    if (target.space.org.empty() || !publisher) links_[kEntitlement].state = State::kNotNeeded;
    const auto roles = diagnosis_.verdict.values.find("roles");
    if (roles != diagnosis_.verdict.values.end() && links_[kRole].state != State::kNotNeeded) {
      links_[kRole].text = roles->second;
    }
  }

  const Question& question_;
  const LocalView& local_;
  const Observations& seen_;
  const Diagnosis& diagnosis_;
  std::vector<Link> links_;
  bool nothing_sent_ = false;
};

}  // namespace

std::string_view state_name(State state) noexcept {
  switch (state) {
    case State::kOk:
      return "ok";
    case State::kBroken:
      return "broken";
    case State::kUnknown:
      return "unknown";
    case State::kNotReached:
      return "not-reached";
    case State::kNotNeeded:
      break;
  }
  return "not-needed";
}

std::vector<Link> chain_of(const Question& question, const LocalView& local, const Observations& seen,
                           const Diagnosis& diagnosis) {
  return Chain(question, local, seen, diagnosis).run();
}

}  // namespace ngcs::diagnose
