// Keys that others provide: files they mount and variables they set.
#include "store/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "key/key.h"
#include "subprocess.h"
#include "temp_dir.h"

namespace ngcs::store {
namespace {

using base::Errc;

class KeyFile : public ::testing::Test {
 protected:
  test::TempDir dir;
  std::string path = dir / "key";
};

TEST_F(KeyFile, IsTrimmed) {
  test::write_file(path, " \r\nnvapi-abc\t\r\n\n");
  auto provided = read_key_file(path);
  ASSERT_TRUE(provided);
  EXPECT_EQ(provided->key.reveal(), "nvapi-abc");
  EXPECT_EQ(provided->warning, "");
}

TEST_F(KeyFile, MayBeALinkAndForeign) {
  test::write_file(dir / "real", "nvapi-abc\n", 0440);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown((dir / "real").c_str(), 12345, 12345), 0);
  }
  std::filesystem::create_symlink(dir / "real", path);
  auto provided = read_key_file(path);
  ASSERT_TRUE(provided);
  EXPECT_EQ(provided->key.reveal(), "nvapi-abc");
  EXPECT_EQ(provided->warning, "");
}

TEST_F(KeyFile, ReadableByEverybodyIsServedWithAWarning) {
  test::write_file(path, "nvapi-abc", 0644);
  auto provided = read_key_file(path);
  ASSERT_TRUE(provided);
  EXPECT_EQ(provided->key.reveal(), "nvapi-abc");
  EXPECT_NE(provided->warning.find("chmod o-r"), std::string::npos);
  EXPECT_NE(provided->warning.find(path), std::string::npos);
  EXPECT_EQ(provided->warning.find("nvapi"), std::string::npos);
}

TEST_F(KeyFile, WhatCannotBeAKeyIsRefusedWithoutQuotingIt) {
  for (const std::string& content :
       {std::string("nvapi-a\nb"), std::string("nvapi-a\rb"), std::string("nvapi-a b"), std::string("nvapi-a\0b", 9),
        std::string("nvapi-\x1b[1m"), std::string("nvapi-\xc3\xa9"), std::string("nvapi-\x7f")}) {
    test::write_file(path, content);
    auto provided = read_key_file(path);
    ASSERT_FALSE(provided);
    EXPECT_EQ(provided.error().code, Errc::kInvalidInput);
    EXPECT_EQ(provided.error().message.find("nvapi"), std::string::npos);
    EXPECT_EQ(take_variable("NGC_API_KEY", content).error().code, Errc::kInvalidInput);
  }
}

TEST_F(KeyFile, EmptyMissingDirectoryTooLarge) {
  test::write_file(path, " \n");
  EXPECT_EQ(read_key_file(path).error().code, Errc::kInvalidInput);
  EXPECT_EQ(read_key_file(dir / "absent").error().code, Errc::kNotFound);
  EXPECT_EQ(read_key_file(dir.path()).error().code, Errc::kInvalidInput);
  test::write_file(path, std::string(key::kMaxKeyBytes, 'k') + "\n");
  EXPECT_TRUE(read_key_file(path));
  test::write_file(path, std::string(key::kMaxKeyBytes + 1, 'k'));
  EXPECT_EQ(read_key_file(path).error().code, Errc::kTooLarge);
  test::write_file(path, std::string(1 << 20, ' '));
  EXPECT_EQ(read_key_file(path).error().code, Errc::kTooLarge);
}

TEST_F(KeyFile, APipeWithoutAWriterDoesNotHang) {
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  ::alarm(5);
  EXPECT_FALSE(read_key_file(path));
  ::alarm(0);
}

TEST_F(KeyFile, UnreadableIsAnErrorThatNamesIt) {
  EXPECT_TRUE(test::as_ordinary_user(dir.path().c_str(), [this] {
    test::write_file(path, "nvapi-abc", 0000);
    auto provided = read_key_file(path);
    ASSERT_FALSE(provided);
    EXPECT_EQ(provided.error().code, Errc::kPermission);
    EXPECT_NE(provided.error().message.find(path), std::string::npos);
  }));
}

}  // namespace
}  // namespace ngcs::store
