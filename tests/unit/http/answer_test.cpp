#include "http/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ngcs::http {
namespace {

const std::function<bool(std::string_view)> kNoSink;

TEST(Answer, KeepsTheHeadersOfTheLastBlock) {
  Answer answer(100, kNoSink);
  for (const char* line :
       {"HTTP/1.1 103 Early Hints\r\n", "Link: </x>\r\n", "\r\n", "HTTP/1.1 401 Unauthorized\r\n",
        "WWW-Authenticate:  Basic realm=\"a\" \r\n", "www-authenticate: Bearer realm=\"b\",\r\n", "  scope=\"c\"\r\n",
        "content-type: text/html\r\n", "no colon\r\n", ": no name\r\n", "\r\n"}) {
    EXPECT_TRUE(answer.header_line(line));
  }
  EXPECT_TRUE(answer.body("<html>"));
  EXPECT_TRUE(answer.header_line("X-Trailer: 1\r\n"));
  const Response response = std::move(answer).take(401);
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.headers.size(), 3U);
  EXPECT_THAT(response.all("WWW-AUTHENTICATE"),
              testing::ElementsAre("Basic realm=\"a\"", "Bearer realm=\"b\", scope=\"c\""));
  EXPECT_EQ(response.content_type, "text/html");
  EXPECT_EQ(response.first("Link"), std::nullopt);
  EXPECT_EQ(response.body, "<html>");
}

TEST(Answer, BodyCapIsExact) {
  Answer answer(4, kNoSink);
  EXPECT_TRUE(answer.body("ab"));
  EXPECT_TRUE(answer.body("cd"));
  EXPECT_FALSE(answer.body_too_large());
  EXPECT_FALSE(answer.body("e"));
  EXPECT_TRUE(answer.body_too_large());
}

TEST(Answer, HeaderCapsCountInterimAnswersToo) {
  Answer many(4, kNoSink);
  std::size_t lines = 0;
  while (many.header_line(lines % 2 == 0 ? "HTTP/1.1 100 Continue\r\n" : "\r\n")) ++lines;
  EXPECT_EQ(lines, Answer::kMaxHeaderLines);
  EXPECT_TRUE(many.headers_too_large());
  Answer large(4, kNoSink);
  EXPECT_TRUE(large.header_line("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(large.header_line("X: " + std::string(Answer::kMaxHeaderBytes, 'x')));
  EXPECT_TRUE(large.headers_too_large());
}

TEST(Answer, StreamsSuccessesOnly) {
  std::string streamed;
  const std::function<bool(std::string_view)> sink = [&](std::string_view piece) {
    streamed += piece;
    return streamed.size() < 4;
  };
  Answer failed(100, sink);
  EXPECT_TRUE(failed.header_line("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_TRUE(failed.body("gone"));
  EXPECT_EQ(streamed, "");
  EXPECT_EQ(std::move(failed).take(404).body, "gone");

  Answer good(5, sink);
  EXPECT_TRUE(good.header_line("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(good.body("ab"));
  EXPECT_FALSE(good.body("cd"));
  EXPECT_TRUE(good.ended_by_sink());
  EXPECT_EQ(streamed, "abcd");
  Answer large(3, sink);
  EXPECT_TRUE(large.header_line("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(large.body("abcd"));
  EXPECT_TRUE(large.body_too_large());
}

}  // namespace
}  // namespace ngcs::http
