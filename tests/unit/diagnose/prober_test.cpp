#include "diagnose/prober.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "base/clock.h"
#include "diagnose/decide.h"

namespace ngcs::diagnose {
namespace {

class Broken final : public http::Transport {
 public:
  base::Result<http::Response> send(const http::Request& /*request*/) override { throw std::runtime_error("a bug"); }
};

TEST(Prober, AnInternalErrorOfOneCheckEndsThatCheckOnly) {
  const base::FixedClock clock(0);
  ProbeLog log(clock, 1000);
  Observations seen;
  const ProbeTools tools{[] { return std::make_unique<Broken>(); }, clock, [](int) {}};
  ask_controls({}, tools, log, seen);
  EXPECT_TRUE(log.crashed());
  seen.crashed = log.crashed();
  const Diagnosis diagnosis = decide({}, {}, seen, {});
  ASSERT_FALSE(diagnosis.remarks.empty());
  EXPECT_EQ(diagnosis.remarks.front().first(), "NGC0001");
}

}  // namespace
}  // namespace ngcs::diagnose
