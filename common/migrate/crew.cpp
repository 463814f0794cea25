#include "migrate/crew.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <utility>

#include "migrate/patience.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

constexpr int kFailuresInARow = 3;

// In the user's words: what a refusal of the source means for a copy.
Error of_source(Error error) {
  const int status = error.detail;
  if (status == 401 || status == 402 || status == 403) {
    return {Errc::kNotEntitled, "the source's key may not pull it: " + error.message, {}, status};
  }
  if (error.code == Errc::kNotFound) return {Errc::kNotFound, "the source has no such image", {}, status};
  return error;
}

// An outage says nothing about the image.
void give_up(Item& item, Error error) {
  if (may_pass(error)) return item.fail(std::move(error));
  item.leave_out(std::move(error));
}

// Outages of NGC or the network that follow one another.
class Streak {
 public:
  [[nodiscard]] bool is_long() const { return in_a_row_ >= kFailuresInARow; }
  void add(const Item& item) {
    if (item.error && may_pass(*item.error)) {
      ++in_a_row_;
    } else {
      in_a_row_ = 0;
    }
  }
  static Error not_tried() { return {Errc::kService, "not tried: NGC could not be reached for the images before it"}; }

 private:
  std::atomic<int> in_a_row_{0};
};

void look_at(const Hands& hands, Item& item) {
  const std::string reference = item.wanted.digest.empty() ? item.wanted.tag : item.wanted.digest;
  auto found = take_inventory(hands.source, item.wanted.repository, reference);
  if (!found) return give_up(item, of_source(std::move(found).error()));
  item.digest = found->digest;
  item.bytes = found->bytes;
  item.foreign = std::move(found->foreign);
  const auto there = hands.target.manifest_digest(item.to, item.wanted.tag.empty() ? item.digest : item.wanted.tag);
  if (!there) return give_up(item, there.error().with_context("the target"));
  if (!*there) return;
  if (**there == item.digest) {
    item.state = State::kPresent;
    return;
  }
  item.leave_out({Errc::kConflict, "the target holds another image under this name (" + **there + ")",
                  "remove it there, or give this one another place with --map"});
}

}  // namespace

struct Crew::Worker {
  Worker(const CrewTools& tools, const std::shared_ptr<ngc::TokenBook>& from, const std::shared_ptr<ngc::TokenBook>& to)
      : source_transport(tools.new_transport()),
        target_transport(tools.new_transport()),
        source(*source_transport, tools.clock, from, tools.sleep),
        target(*target_transport, tools.clock, to, tools.sleep),
        hands{source, target, tools.sleep} {}
  std::unique_ptr<http::Transport> source_transport;
  std::unique_ptr<http::Transport> target_transport;
  Source source;
  Target target;
  Hands hands;
};

Crew::Crew(const CrewTools& tools, std::size_t threads) {
  const auto from = std::make_shared<ngc::TokenBook>(tools.clock, &tools.from);
  const auto to = std::make_shared<ngc::TokenBook>(tools.clock, &tools.to);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, threads); ++i) {
    workers_.push_back(std::make_unique<Worker>(tools, from, to));
  }
}

Crew::~Crew() = default;

void Crew::each(std::vector<Item>& items, const std::function<void(Worker&, Item&)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&](Worker& worker) {
    for (std::size_t at = next++; at < items.size(); at = next++) work(worker, items[at]);
  };
  std::vector<std::thread> threads;
  const std::size_t most = std::min(workers_.size(), items.size());
  for (std::size_t i = 1; i < most; ++i) {
    try {
      threads.emplace_back(run, std::ref(*workers_[i]));
    } catch (const std::system_error&) {
      break;  // fewer of them do the same work
    }
  }
  run(*workers_.front());
  for (std::thread& thread : threads) thread.join();
}

void Crew::look(std::vector<Item>& items) {
  Streak streak;
  each(items, [&](Worker& worker, Item& item) {
    if (streak.is_long()) return item.fail(Streak::not_tried());
    look_at(worker.hands, item);
    streak.add(item);
  });
}

void Crew::copy(std::vector<Item>& items, const std::function<bool(const std::string& repository)>& mount,
                const Progress& progress) {
  Arrivals arrivals;
  Streak streak;
  each(items, [&](Worker& worker, Item& item) {
    if (item.state != State::kToCopy) return;
    if (streak.is_long()) return item.fail(Streak::not_tried());
    const CopyOrder order{item.wanted.repository, item.digest, item.to, item.wanted.tag, mount(item.wanted.repository)};
    auto done = copy_image(worker.hands, arrivals, order, progress);
    if (done) {
      item.state = State::kCopied;
    } else {
      item.fail(std::move(done).error());
    }
    streak.add(item);
  });
}

}  // namespace ngcs::migrate
