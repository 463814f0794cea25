#include "entitlement/decide.h"

#include <algorithm>
#include <utility>

#include "entitlement/probe.h"

namespace ngcs::entitlement {
namespace {

using secret::SecretString;

class Asker {
 public:
  Asker(http::Transport& transport, const base::Clock& clock, const SecretString& key, const Facts& facts,
        const Question& question)
      : transport_(transport), clock_(clock), key_(key), facts_(facts), question_(question) {}

  Decision run() {
    Decision decision = by_facts({});
    const bool readable = question_.thing == Thing::kImage || question_.thing == Thing::kChart;
    if (question_.action == Action::kPush && question_.thing == Thing::kImage)
      return by_push_token(std::move(decision));
    if (question_.action != Action::kPull || !readable) return decision;
    if (decision.allowed == Allowed::kYes && !is_publisher(facts_, question_.space.org)) return decision;
    return by_reading(std::move(decision));
  }

 private:
  [[nodiscard]] Decision by_facts(const Target& target) const {
    return may(facts_, question_.action, question_.thing, question_.space, question_.name, target);
  }
  [[nodiscard]] std::string path() const { return question_.space.path() + "/" + question_.name; }

  [[nodiscard]] ProbeAnswer read(const SecretString* key) const {
    return question_.thing == Thing::kImage ? probe_image(transport_, clock_, key, path(), question_.reference)
                                            : probe_chart(transport_, clock_, key, question_.space, question_.name);
  }

  Decision by_reading(Decision decision) {
    const ProbeAnswer open = read(nullptr);
    Target target;
    if (open.reading == Reading::kAllowed) target.visibility = Visibility::kPublic;
    if (open.reading == Reading::kRefused || open.reading == Reading::kNotListed)
      target.visibility = Visibility::kClosed;
    if (target.visibility != Visibility::kNotKnown) decision = by_facts(target);
    decision.evidence.push_back(open.text);
    if (open.reading == Reading::kRegion) return region(std::move(decision));
    if (decision.allowed == Allowed::kNo) return decision;
    // What the facts allow is compared with the service's own word, too: which product opens an artefact of a publisher
    // is known by the org's name only.
    return by_answer(std::move(decision), read(&key_), target.visibility);
  }

  Decision by_answer(Decision decision, const ProbeAnswer& answer, Visibility visibility) const {
    decision.evidence.push_back(answer.text);
    switch (answer.reading) {
      case Reading::kAllowed:
      case Reading::kMissing:
        if (decision.allowed != Allowed::kYes) decision.reason = "the service lets this key read " + path();
        if (answer.reading == Reading::kMissing) decision.reason += "; there is no such " + what();
        return settled(std::move(decision), Allowed::kYes, {});
      case Reading::kRegion:
        return region(std::move(decision));
      case Reading::kRefused:
        return refused(std::move(decision), answer, visibility);
      case Reading::kNotListed:
        if (decision.allowed == Allowed::kYes) return decision;
        decision.reason += "; the index does not list the chart: it is not there, or not for this key";
        return decision;
      case Reading::kCouldNotAsk:
        break;
    }
    return decision;
  }

  [[nodiscard]] std::string what() const {
    if (question_.thing == Thing::kChart) return "chart";
    return question_.reference.empty() ? "image" : "tag";
  }

  Decision refused(Decision decision, const ProbeAnswer& answer, Visibility visibility) const {
    std::vector<std::string> codes = std::move(decision.codes);
    if (visibility == Visibility::kPublic) {
      codes = {"NGC5301"};
      decision.reason = "anybody may read " + path() + " without a key, and with this key it is refused";
    } else if (decision.allowed == Allowed::kYes || codes.empty()) {
      // The facts opened it and the service does not: the artefact belongs to something else than its org's name says.
      codes = {"NGC0002"};
      decision.reason = "the service refuses this key (" + std::to_string(answer.status) +
                        "), and what is known of the key does not explain it";
    } else if (answer.status == 402 && enablements_missing()) {
      codes = {"NGC7101"};
      decision.reason = "the service answers 402: the product licence is missing or ended on the org of this key";
    } else {
      decision.reason = "the service refuses this key; " + decision.reason;
    }
    return settled(std::move(decision), Allowed::kNo, std::move(codes));
  }

  [[nodiscard]] bool enablements_missing() const {
    const auto& orgs = facts_.identity.orgs;
    return orgs.empty() ||
           std::any_of(orgs.begin(), orgs.end(), [](const ngc::Org& org) { return !org.enablements.has_value(); });
  }

  static Decision region(Decision decision) {
    decision.reason = "this artefact may not be delivered to your region";
    return settled(std::move(decision), Allowed::kNo, {"NGC7301"});
  }

  Decision by_push_token(Decision decision) const {
    if (decision.allowed != Allowed::kUnknown) return decision;
    const ProbeAnswer answer = probe_push(transport_, clock_, key_, path());
    decision.evidence.push_back(answer.text);
    if (answer.reading == Reading::kAllowed) {
      decision.reason = "the registry gives this key a token to push to " + path();
      return settled(std::move(decision), Allowed::kYes, {});
    }
    if (answer.reading != Reading::kRefused) return decision;
    decision.reason = "the registry refuses this key a token to push; " + decision.reason;
    std::vector<std::string> codes = decision.codes;
    return settled(std::move(decision), Allowed::kNo, std::move(codes));
  }

  static Decision settled(Decision decision, Allowed allowed, std::vector<std::string> codes) {
    decision.allowed = allowed;
    decision.code = allowed == Allowed::kNo && codes.size() == 1 ? codes.front() : std::string();
    decision.codes = std::move(codes);
    return decision;
  }

  http::Transport& transport_;
  const base::Clock& clock_;
  const SecretString& key_;
  const Facts& facts_;
  const Question& question_;
};

}  // namespace

Decision decide(http::Transport& transport, const base::Clock& clock, const SecretString& key, const Facts& facts,
                const Question& question) {
  return Asker(transport, clock, key, facts, question).run();
}

}  // namespace ngcs::entitlement
