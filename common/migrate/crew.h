// The threads of a migration, each with sessions of its own, so that a token belongs to one thread and one key.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/transport.h"
#include "migrate/copy.h"
#include "migrate/plan.h"
#include "secret/secret_string.h"

namespace ngcs::migrate {

struct CrewTools {
  std::function<std::unique_ptr<http::Transport>()> new_transport;
  const base::Clock& clock;
  std::function<void(int ms)> sleep;
  const secret::SecretString& from;  // the keys, borrowed
  const secret::SecretString& to;
};

class Crew {
 public:
  Crew(const CrewTools& tools, std::size_t threads);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  // Learns digest, size and state of every item: what the source has, and whether the target has it.
  void look(std::vector<Item>& items);

  // Copies what is kToCopy. `mount` says for a repository of the source whether blobs may be taken over from it. After
  // a few images in a row that NGC's outage or the network's stopped, the rest is not tried.
  void copy(std::vector<Item>& items, const std::function<bool(const std::string& repository)>& mount,
            const Progress& progress);

 private:
  struct Worker;
  void each(std::vector<Item>& items, const std::function<void(Worker&, Item&)>& work);

  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace ngcs::migrate
