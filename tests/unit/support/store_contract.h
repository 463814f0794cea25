// What every CredentialStore does. A test program instantiates it with a Maker: a class with a member `store` that is
// empty, and a static missing() that says what this machine lacks for it (empty = nothing).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "key/key.h"
#include "store/store.h"

namespace ngcs::store {

using base::Errc;
using secret::SecretString;

template <typename Maker>
class Contract : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Maker::missing().empty()) GTEST_SKIP() << Maker::missing();
  }
  std::string read(std::string_view profile, Slot slot = Slot::kCurrent) {
    auto key = store.get(profile, slot);
    if (!key) return "error " + std::string(base::errc_name(key.error().code));
    return *key ? std::string((*key)->reveal()) : "(none)";
  }
  bool put(std::string_view profile, std::string_view key) {
    auto changed = store.put(profile, SecretString(key));
    EXPECT_TRUE(changed) << changed.error().message;
    return changed && *changed;
  }
  Maker maker;
  CredentialStore& store = maker.store;
};
TYPED_TEST_SUITE_P(Contract);

TYPED_TEST_P(Contract, NothingIsAValueAndNotAnError) {
  EXPECT_EQ(this->read("acme"), "(none)");
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "(none)");
  auto erased = this->store.erase("acme");
  ASSERT_TRUE(erased);
  EXPECT_FALSE(*erased);
  auto names = this->store.profiles();
  ASSERT_TRUE(names);
  EXPECT_TRUE(names->empty());
  EXPECT_TRUE(this->store.rename("acme", "other"));
}

TYPED_TEST_P(Contract, ReplacedKeyBecomesThePreviousOneAndIsNotServed) {
  EXPECT_TRUE(this->put("acme", "one"));
  EXPECT_EQ(this->read("acme"), "one");
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "(none)");
  EXPECT_TRUE(this->put("acme", "two"));
  EXPECT_EQ(this->read("acme"), "two");
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "one");
  EXPECT_TRUE(this->put("acme", "three"));
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "two");
}

TYPED_TEST_P(Contract, StoringTheSameKeyAgainKeepsThePreviousOne) {
  this->put("acme", "one");
  this->put("acme", "two");
  EXPECT_FALSE(this->put("acme", "two"));
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "one");
}

TYPED_TEST_P(Contract, RestoreSwaps) {
  this->put("acme", "one");
  EXPECT_EQ(this->store.restore_previous("acme").error().code, Errc::kNotFound);
  EXPECT_EQ(this->read("acme"), "one");
  this->put("acme", "two");
  ASSERT_TRUE(this->store.restore_previous("acme"));
  EXPECT_EQ(this->read("acme"), "one");
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "two");
}

TYPED_TEST_P(Contract, EraseTakesBothKeysOfThatProfileOnly) {
  this->put("acme", "one");
  this->put("acme", "two");
  this->put("beta", "other");
  auto erased = this->store.erase("acme");
  ASSERT_TRUE(erased);
  EXPECT_TRUE(*erased);
  EXPECT_EQ(this->read("acme"), "(none)");
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "(none)");
  EXPECT_EQ(this->read("beta"), "other");
  EXPECT_EQ(this->store.restore_previous("acme").error().code, Errc::kNotFound);
}

TYPED_TEST_P(Contract, RenameMovesBothKeysAndNeverOverAnother) {
  this->put("acme", "one");
  this->put("acme", "two");
  this->put("beta", "other");
  EXPECT_EQ(this->store.rename("acme", "beta").error().code, Errc::kConflict);
  EXPECT_EQ(this->read("beta"), "other");
  ASSERT_TRUE(this->store.rename("acme", "gamma"));
  EXPECT_EQ(this->read("acme"), "(none)");
  EXPECT_EQ(this->read("gamma"), "two");
  EXPECT_EQ(this->read("gamma", Slot::kPrevious), "one");
}

TYPED_TEST_P(Contract, ProfilesAreThoseWithACurrentKey) {
  this->put("beta", "b");
  this->put("acme", "one");
  this->put("acme", "two");
  auto names = this->store.profiles();
  ASSERT_TRUE(names);
  std::sort(names->begin(), names->end());
  EXPECT_EQ(*names, (std::vector<std::string>{"acme", "beta"}));
}

TYPED_TEST_P(Contract, KeysUpTo32KiBAndNoLarger) {
  this->put("acme", "old");
  const std::string largest(key::kMaxKeyBytes, 'k');
  EXPECT_TRUE(this->put("acme", largest));
  EXPECT_EQ(this->read("acme"), largest);
  auto refused = this->store.put("acme", SecretString(largest + "k"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::kTooLarge);
  EXPECT_EQ(this->read("acme"), largest);
  EXPECT_EQ(this->read("acme", Slot::kPrevious), "old");
}

TYPED_TEST_P(Contract, AnEmptyKeyIsRefused) {
  this->put("acme", "old");
  EXPECT_EQ(this->store.put("acme", SecretString()).error().code, Errc::kInvalidInput);
  EXPECT_EQ(this->read("acme"), "old");
}

REGISTER_TYPED_TEST_SUITE_P(Contract, NothingIsAValueAndNotAnError, ReplacedKeyBecomesThePreviousOneAndIsNotServed,
                            StoringTheSameKeyAgainKeepsThePreviousOne, RestoreSwaps,
                            EraseTakesBothKeysOfThatProfileOnly, RenameMovesBothKeysAndNeverOverAnother,
                            ProfilesAreThoseWithACurrentKey, KeysUpTo32KiBAndNoLarger, AnEmptyKeyIsRefused);

}  // namespace ngcs::store
