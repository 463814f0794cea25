// Records and their plaintext. Whole files: vectors_test.cpp.
#include "store/vault_format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ngcs::store {
namespace {

TEST(VaultFormat, RecordsSurvive) {
  std::vector<Record> records;
  for (int i = 0; i < 5; ++i) {
    Record record;
    record.profile = "p" + std::to_string(i);
    record.slot = i % 2 == 0 ? Slot::kCurrent : Slot::kPrevious;
    record.stored_at = i;
    record.secret = secret::SecretString(std::string(static_cast<std::size_t>(i) * 300, 'k'));
    records.push_back(std::move(record));
  }
  const auto plain = encode_records(records);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->size(), 4096U);
  const auto again = decode_records(*plain);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ((*again)[i].profile, records[i].profile);
    EXPECT_EQ((*again)[i].slot, records[i].slot);
    EXPECT_TRUE((*again)[i].secret == records[i].secret);
  }
}

TEST(VaultFormat, BadRecordsAreDamage) {
  using secret::SecretString;
  for (const std::string& bytes : {std::string(), std::string("\0", 1), std::string("\0\1", 2),
                                   std::string("\xFF\xFF", 2), std::string("\0\1\2\1a", 5), std::string("\0\0x", 3)}) {
    EXPECT_EQ(decode_records(SecretString(bytes)).error().code, base::Errc::kDamaged);
  }
  EXPECT_TRUE(decode_records(SecretString(std::string(2, '\0'))));
}

}  // namespace
}  // namespace ngcs::store
