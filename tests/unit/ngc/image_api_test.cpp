// Lists of tags that come in pages.
#include "ngc/image_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "fake_transport.h"

namespace ngcs::ngc {
namespace {

using testing::ElementsAre;

constexpr const char* kTags = "https://nvcr.io/v2/acme/app/tags/list";

class ImageTags : public testing::Test {
 protected:
  ImageTags() {
    transport_.get("https://nvcr.io/v2/", test::challenge());
    transport_.get("https://nvcr.io/proxy_auth", test::json_answer(200, R"({"token":"t","expires_in":300})"));
  }
  void page(const std::string& tags, bool more) {
    auto answer = test::json_answer(200, R"({"name":"acme/app","tags":[)" + tags + "]}");
    // What it names is not followed: it may be anything.
    if (more) answer.headers.push_back({"Link", "<https://evil.example/v2/x/tags/list?last=zz>; rel=\"next\""});
    transport_.get(kTags, answer);
  }
  base::Result<std::vector<std::string>> tags() {
    RegistrySession session(transport_, clock_, nullptr);
    return image_tags(session, "acme/app");
  }

  test::FakeTransport transport_;
  base::FixedClock clock_{1767225600};
};

TEST_F(ImageTags, EveryPageIsAskedForInOurOwnWords) {
  page(R"("1","2")", true);
  page(R"("3")", true);
  page(R"("4")", false);
  const auto found = tags();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(*found, ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(transport_.urls().back(), std::string(kTags) + "?n=1000&last=3");
}

TEST_F(ImageTags, ARegistryThatIgnoresThePageEndsTheList) {
  page(R"("1","2")", true);
  const auto found = tags();
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre("1", "2"));
  EXPECT_LE(transport_.seen().size(), 4U);
}

TEST_F(ImageTags, AListWithoutEndIsAnErrorAndNotHalfAList) {
  int number = 0;
  transport_.on(http::Method::kGet, kTags, [&](const test::FakeTransport::Seen&) -> base::Result<http::Response> {
    auto answer = test::json_answer(200, R"({"tags":["t)" + std::to_string(++number) + R"("]})");
    answer.headers.push_back({"Link", "<?last=x>; rel=\"next\""});
    return answer;
  });
  const auto found = tags();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, base::Errc::kTooLarge);
  EXPECT_LE(number, 100);
}

}  // namespace
}  // namespace ngcs::ngc
