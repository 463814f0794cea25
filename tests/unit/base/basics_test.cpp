#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <set>

#include "base/clock.h"
#include "base/env.h"
#include "base/error.h"
#include "base/result.h"

namespace ngcs::base {
namespace {

TEST(Error, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Errc::kUnsupported); ++i) {
    EXPECT_TRUE(names.insert(errc_name(static_cast<Errc>(i))).second) << i;
  }
  EXPECT_EQ(errc_name(Errc::kInvalidInput), "invalid-input");
}

TEST(Error, SystemErrorsKeepTheirNumberAndKind) {
  const Error error = errno_error(ENOSPC, "cannot write /x");
  EXPECT_EQ(error.code, Errc::kNoSpace);
  EXPECT_EQ(error.detail, ENOSPC);
  EXPECT_EQ(error.message, "cannot write /x: No space left on device");
  EXPECT_EQ(errno_error(EROFS, "x").code, Errc::kReadOnly);
  EXPECT_EQ(errno_error(EACCES, "x").code, Errc::kPermission);
  EXPECT_EQ(errno_error(99999, "x").message, "x: unknown system error");
}

TEST(Error, ContextStandsInFront) {
  const Error error = Error(Errc::kIo, "broken", "fix it").with_context("vault");
  EXPECT_EQ(error.message, "vault: broken");
  EXPECT_EQ(error.hint, "fix it");
}

Result<std::unique_ptr<int>> make(bool ok) {
  if (!ok) return Error(Errc::kNotFound, "none");
  return std::make_unique<int>(7);
}

TEST(Result, HoldsAValueOrAnError) {
  auto good = make(true);
  ASSERT_TRUE(good);
  EXPECT_EQ(**good, 7);
  const std::unique_ptr<int> taken = std::move(good).value();
  EXPECT_EQ(*taken, 7);
  auto bad = make(false);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::kNotFound);
  EXPECT_EQ(Result<int>(Error(Errc::kIo, "x")).value_or(3), 3);
}

TEST(Clock, Rfc3339) {
  EXPECT_EQ(format_rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(1795608000), "2026-11-25T12:00:00Z");
  const SystemClock clock;
  EXPECT_LE(clock.monotonic_ms(), clock.monotonic_ms());
}

TEST(Environment, EmptyIsUnset) {
  MapEnvironment environment;
  environment.set("A", "x");
  environment.set("B", "");
  EXPECT_EQ(environment.get("A"), "x");
  EXPECT_FALSE(environment.get("B"));
  EXPECT_FALSE(environment.get("C"));
}

}  // namespace
}  // namespace ngcs::base
