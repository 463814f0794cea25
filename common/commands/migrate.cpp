#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "cli/progress.h"
#include "commands/migrate_accounts.h"
#include "commands/migrate_options.h"
#include "commands/migrate_report.h"
#include "commands/migrate_rights.h"
#include "commands/migrate_sources.h"
#include "migrate/crew.h"
#include "migrate/path_map.h"
#include "migrate/plan.h"

namespace ngcs::commands {
namespace {

using base::Errc;
using base::Error;
using migrate::Item;
using migrate::State;

base::Result<void> check_options(const MigrateOptions& options) {
  if (options.all == options.list.has_value()) {
    return Error(Errc::kUsage, "migrate copies what --all or --list FILE names, one of them",
                 "--all copies every image of the source's org");
  }
  if (options.jobs < 1 || options.jobs > kMostJobs) {
    return Error(Errc::kUsage, "--jobs is a number from 1 to " + std::to_string(kMostJobs));
  }
  if (options.from == options.to) {
    return Error(Errc::kUsage, "--from and --to name the same profile", "name two profiles, see profile list");
  }
  return {};
}

// The bar of a whole migration, for several threads.
class Bar {
 public:
  Bar(const Session& session, bool enabled, std::uint64_t total)
      : bar_(session.err, "copying", enabled, session.clock), total_(total) {}
  void add(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    done_ += bytes;
    // Parts that were tried twice count twice.
    bar_.update(std::min(done_, total_), total_);
  }

 private:
  std::mutex mutex_;
  cli::Progress bar_;
  std::uint64_t done_ = 0;
  const std::uint64_t total_;
};

// One migration. Steps in order; the first that fails ends it.
class Migration {
 public:
  Migration(Session& session, cli::Output& output, const MigrateOptions& options)
      : session_(session), output_(output), options_(options) {}

  cli::ExitCode run() {
    if (auto ready = prepare(); !ready) return output_.fail("migrate", ready.error());
    auto refusals = check_push(session_, *to_, migrate::target_repositories(items_));
    if (!refusals) return output_.fail("migrate", refusals.error());
    if (!refusals->empty()) return refuse(*refusals);

    migrate::Crew crew({.new_transport = session_.new_transport,
                        .clock = session_.clock,
                        .sleep = session_.sleep,
                        .from = from_->key,
                        .to = to_->key},
                       static_cast<std::size_t>(options_.jobs));
    crew.look(items_);
    add_unlisted();
    if (auto fits = migrate::check_conflicts(items_); !fits) {
      return output_.fail("migrate", fits.error(), cli::kFailed, described());
    }
    if (!options_.dry_run) copy(crew);
    return report();
  }

 private:
  // Accounts, images, and where each of them goes.
  base::Result<void> prepare() {
    if (auto good = check_options(options_); !good) return good;
    for (auto& [account, profile] : {std::pair{&from_, &options_.from}, std::pair{&to_, &options_.to}}) {
      auto opened = open_account(session_, output_, *profile);
      if (!opened) return std::move(opened).error();
      account->emplace(std::move(*opened));
    }
    if (from_->key == to_->key) {
      return Error(Errc::kUsage, "both profiles hold the same key",
                   "one key needs no migration; log in with the other account's: " +
                       session_.command("login --profile " + options_.to));
    }
    for (Account* account : {&*from_, &*to_}) {
      if (auto checked = check_account(session_, *account); !checked) return checked;
      if (auto known = complete(*account); !known) return known;
    }
    auto map = migrate::PathMap::parse(options_.map, to_->org);
    if (!map) return std::move(map).error();
    auto sources = find_sources(session_, output_, options_, *from_);
    if (!sources) return std::move(sources).error();
    auto items = migrate::map_items(sources->images, *map);
    if (!items) return std::move(items).error();
    items_ = std::move(*items);
    for (Sources::Unlisted& one : sources->unlisted) {
      Item item;
      item.wanted.repository = one.repository;
      auto to = map->target_of(one.repository);
      if (!to) return std::move(to).error();
      item.to = std::move(*to);
      item.leave_out({one.error.code, "its tags are not told: " + one.error.message, {}, one.error.detail});
      unlisted_.push_back(std::move(item));
    }
    return {};
  }

  // The org of a profile that was stored without one.
  base::Result<void> complete(Account& account) {
    if (!account.org.empty()) return {};
    const auto facts = facts_of_account(session_, account, {});
    if (!facts) return facts.error();
    account.org = facts->identity.key_org;
    if (account.org.empty() && facts->identity.orgs.size() == 1) account.org = facts->identity.orgs.front().name;
    return {};
  }

  void add_unlisted() {
    for (Item& item : unlisted_) items_.push_back(std::move(item));
    unlisted_.clear();
  }

  void copy(migrate::Crew& crew) {
    std::vector<std::string> sources;
    for (const Item& item : items_) {
      if (item.state != State::kToCopy) continue;
      if (std::find(sources.begin(), sources.end(), item.wanted.repository) == sources.end()) {
        sources.push_back(item.wanted.repository);
      }
    }
    const auto readable = readable_by(session_, *to_, sources);
    const std::set<std::string> mountable(readable.begin(), readable.end());
    Bar bar(session_, !output_.json(), migrate::totals_of(items_).bytes);
    crew.copy(
        items_, [&](const std::string& repository) { return mountable.count(repository) != 0; },
        [&](std::uint64_t bytes) { bar.add(bytes); });
  }

  json::Value described(const std::vector<PushRefusal>& refusals = {}) const {
    return migrate_json(*from_, *to_, items_, refusals, options_.dry_run);
  }

  cli::ExitCode refuse(const std::vector<PushRefusal>& refusals) {
    print_refusals(output_, refusals);
    const bool known =
        std::any_of(refusals.begin(), refusals.end(), [](const PushRefusal& refusal) { return refusal.known; });
    const std::string places = std::to_string(refusals.size()) + " of " +
                               std::to_string(migrate::target_repositories(items_).size()) + " repositories";
    const Error error(known ? Errc::kNotEntitled : Errc::kUnexpected,
                      "nothing was copied: the key of " + to_->profile +
                          (known ? " may not push to " : " may or may not push to ") + places,
                      "what a code means: " + session_.command("explain " + first_code(refusals)));
    return output_.fail("migrate", error, described(refusals));
  }

  static std::string first_code(const std::vector<PushRefusal>& refusals) {
    for (const PushRefusal& refusal : refusals) {
      if (!refusal.codes.empty()) return refusal.codes.front();
    }
    return "NGC0002";
  }

  // What was not copied decides the exit code; NGC's outages and the network's come first, since a second run helps.
  cli::ExitCode report() {
    print_items(output_, items_, options_.dry_run);
    const Item* worst = nullptr;
    for (const Item& item : items_) {
      if (!item.error) continue;
      const auto passing = [](const Item& one) { return migrate::may_pass(*one.error); };
      if (worst == nullptr || (passing(item) && !passing(*worst))) worst = &item;
    }
    if (worst == nullptr) {
      if (!options_.dry_run) {
        output_.hint("let docker, podman and Helm use the new account: " + session_.command("use " + to_->profile));
      }
      return output_.succeed("migrate", described());
    }
    const migrate::Totals totals = migrate::totals_of(items_);
    const std::size_t missing = totals.left_out + totals.failed;
    const bool passing = migrate::may_pass(*worst->error);
    const Error error(worst->error->code,
                      std::to_string(missing) + " of " + std::to_string(items_.size()) +
                          (options_.dry_run ? " images would not be copied" : " images were not copied"),
                      passing ? "run it again: what is there is not copied again" : worst->error->hint);
    return output_.fail("migrate", error, passing ? cli::exit_code_of(error.code) : cli::kFailed, described());
  }

  Session& session_;
  cli::Output& output_;
  const MigrateOptions& options_;
  std::optional<Account> from_;
  std::optional<Account> to_;
  std::vector<Item> items_;
  std::vector<Item> unlisted_;
};

}  // namespace

cli::ExitCode run_migrate(Session& session, cli::Output& output, const MigrateOptions& options) {
  return Migration(session, output, options).run();
}

}  // namespace ngcs::commands
