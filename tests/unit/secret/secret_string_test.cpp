#include "secret/secret_string.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <ostream>
#include <type_traits>

#include "base/fd.h"

namespace {

// Every block that goes back to the heap is searched for this, so that a secret in freed memory is seen.
constexpr std::string_view kMarker = "MARKED-SECRET";
std::atomic<int> marked_blocks_freed = 0;

void look_and_free(void* block) noexcept {
  if (block != nullptr && ::memmem(block, ::malloc_usable_size(block), kMarker.data(), kMarker.size()) != nullptr) {
    ++marked_blocks_freed;
  }
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* block) noexcept { look_and_free(block); }
void operator delete[](void* block) noexcept { look_and_free(block); }
void operator delete(void* block, std::size_t) noexcept { look_and_free(block); }
void operator delete[](void* block, std::size_t) noexcept { look_and_free(block); }

namespace ngcs::secret {
namespace {

// What the type must not offer.
static_assert(!std::is_copy_constructible_v<SecretString>);
static_assert(!std::is_copy_assignable_v<SecretString>);
static_assert(std::is_nothrow_move_constructible_v<SecretString>);
static_assert(!std::is_convertible_v<SecretString, std::string>);
static_assert(!std::is_convertible_v<SecretString, std::string_view>);
static_assert(!std::is_convertible_v<const char*, SecretString>);
template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<SecretString>);
template <typename T>
concept Ordered = requires(const T& a, const T& b) {
  a < b;
};
static_assert(!Ordered<SecretString>);

class Wiping : public ::testing::Test {
 protected:
  void SetUp() override { marked_blocks_freed = 0; }
};

TEST_F(Wiping, TheProbeSeesAnOrdinaryString) {
  { const std::string plain(std::string(100, 'x') + std::string(kMarker)); }
  EXPECT_GT(marked_blocks_freed, 0);
}

TEST_F(Wiping, OnDestruction) {
  { const SecretString secret(kMarker); }
  EXPECT_EQ(marked_blocks_freed, 0);
}

TEST_F(Wiping, OnEveryGrowth) {
  SecretString secret(kMarker);
  for (int i = 0; i < 100000; ++i) secret.push_back('x');
  EXPECT_EQ(marked_blocks_freed, 0);
  EXPECT_EQ(secret.size(), kMarker.size() + 100000);
  EXPECT_EQ(secret.reveal().substr(0, kMarker.size()), kMarker);
  secret.reserve(1 << 20);
  EXPECT_EQ(marked_blocks_freed, 0);
}

TEST_F(Wiping, OnMoveAssignment) {
  SecretString secret(kMarker);
  secret = SecretString("other");
  EXPECT_EQ(marked_blocks_freed, 0);
  EXPECT_EQ(secret.reveal(), "other");
}

TEST_F(Wiping, OnTruncationInPlace) {
  SecretString secret("keep");
  secret.append(kMarker);
  const char* buffer = secret.reveal_c_str();
  const std::size_t old_size = secret.size();
  secret.truncate(4);
  EXPECT_EQ(secret.reveal(), "keep");
  ASSERT_EQ(secret.reveal_c_str(), buffer);  // the same memory: its tail must be zero now
  for (std::size_t i = 4; i <= old_size; ++i) EXPECT_EQ(buffer[i], '\0') << i;
  secret.truncate(4);
  secret.clear();
  EXPECT_TRUE(secret.empty());
  EXPECT_STREQ(secret.reveal_c_str(), "");
}

TEST_F(Wiping, WhenReadingFails) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const base::UniqueFd read_end(ends[0]);
  base::UniqueFd write_end(ends[1]);
  ASSERT_EQ(::write(write_end.get(), kMarker.data(), kMarker.size()), static_cast<ssize_t>(kMarker.size()));
  write_end.reset();
  const auto secret = read_secret(read_end.get(), kMarker.size() - 1);
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, base::Errc::kTooLarge);
  EXPECT_EQ(marked_blocks_freed, 0);
}

TEST(SecretString, MovesLeaveNothingBehind) {
  SecretString first("abc");
  SecretString second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the moved-from state is what is tested
  EXPECT_EQ(second.reveal(), "abc");
  SecretString& alias = second;
  second = std::move(alias);
  EXPECT_EQ(second.reveal(), "abc");
}

TEST(SecretString, EqualityIsByContent) {
  EXPECT_TRUE(SecretString("abc") == SecretString("abc"));
  EXPECT_FALSE(SecretString("abc") == SecretString("abd"));
  EXPECT_FALSE(SecretString("abc") == SecretString("xbc"));
  EXPECT_FALSE(SecretString("abc") == SecretString("abcd"));
  EXPECT_TRUE(SecretString() == SecretString(""));
  SecretString shrunk("abcd");
  shrunk.truncate(3);
  EXPECT_TRUE(shrunk == SecretString("abc"));
  EXPECT_FALSE(SecretString(std::string_view("a\0b", 3)) == SecretString(std::string_view("a\0c", 3)));
}

TEST(SecretString, AppendingAPartOfItself) {
  SecretString secret("0123456789");
  while (secret.size() < 5000) secret.append(secret.reveal());
  for (std::size_t i = 0; i < secret.size(); ++i) ASSERT_EQ(secret.reveal()[i], static_cast<char>('0' + i % 10)) << i;
  secret.append(secret.reveal().substr(1, 3));
  EXPECT_EQ(secret.reveal().substr(secret.size() - 3), "123");
}

TEST(SecretString, CopyIsIndependent) {
  SecretString first("abc");
  const SecretString second = first.copy();
  first.clear();
  EXPECT_EQ(second.reveal(), "abc");
  EXPECT_EQ(second.reveal_c_str()[3], '\0');
}

TEST(SecretString, ReadTakesEverythingUpToTheLimit) {
  const std::string content(40000, 'k');
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const base::UniqueFd read_end(ends[0]);
  base::UniqueFd write_end(ends[1]);
  ASSERT_EQ(::write(write_end.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  write_end.reset();
  const auto secret = read_secret(read_end.get(), content.size());
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal(), content);
  EXPECT_FALSE(read_secret(-1, 10));
}

}  // namespace
}  // namespace ngcs::secret
