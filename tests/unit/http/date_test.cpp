#include "http/date.h"

#include <gtest/gtest.h>

namespace ngcs::http {
namespace {

TEST(HttpDate, OneFormOnly) {
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(parse_http_date("Thu, 26 Nov 2026 11:58:35 GMT"), 1795694315);
  EXPECT_EQ(parse_http_date(" Thu, 26 Nov 2026 11:58:35 GMT "), 1795694315);
  EXPECT_EQ(parse_http_date("Sun, 29 Feb 2032 23:59:60 GMT"), 1961712000);
  for (const char* text :
       {"", "now", "Thu, 26 Nov 2026 11:58:35 UTC", "Thursday, 26-Nov-26 11:58:35 GMT", "Thu, 31 Feb 2026 11:58:35 GMT",
        "Thu, 26 Now 2026 11:58:35 GMT", "Thu, 26 Nov 2026 24:58:35 GMT", "Thu, 2x Nov 2026 11:58:35 GMT",
        "Thu, -1 Nov 2026 11:58:35 GMT", "2026-11-26T11:58:35Z"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

TEST(HttpDate, OfAnAnswer) {
  Response response;
  EXPECT_FALSE(date_of(response));
  response.headers.push_back({"date", "Thu, 01 Jan 1970 00:00:07 GMT"});
  EXPECT_EQ(date_of(response), 7);
  response.headers.push_back({"Date", "Thu, 01 Jan 1970 00:00:09 GMT"});
  EXPECT_FALSE(date_of(response)) << "two clocks are none";
}

}  // namespace
}  // namespace ngcs::http
