#include "ngc/service_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_transport.h"

namespace ngcs::ngc {
namespace {

using base::Errc;
using secret::SecretString;
using test::answer;
using test::json_answer;
using testing::HasSubstr;
using testing::Not;

const SecretString& key() {
  static const SecretString secret("nvapi-MARKED0123456789abcdefghij");
  return secret;
}

std::string said(const http::Response& response) { return answer_error("GET https://x/", response, &key()).message; }

TEST(ServiceErrors, AllFormsOfNgc) {
  EXPECT_EQ(
      said(json_answer(
          403,
          R"({"requestStatus":{"statusCode":"FORBIDDEN","statusDescription":"Access Denied","requestId":"r-1"}})")),
      "GET https://x/ answered 403 (Forbidden): FORBIDDEN, Access Denied (request r-1)");
  EXPECT_EQ(
      said(answer(
          404,
          R"({"type":"urn:kaizen:problem-details:not-found","title":"Not Found","status":404,"detail":"no such chart"})",
          {{"Content-Type", "application/problem+json"}})),
      "GET https://x/ answered 404 (Not Found): urn:kaizen:problem-details:not-found, no such chart");
  EXPECT_EQ(said(json_answer(
                500, R"({"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/token"})")),
            "GET https://x/ answered 500 (Internal Server Error): Internal Server Error");
  EXPECT_EQ(
      said(json_answer(
          403,
          R"({"type":"urn:kaizen:problem-details:forbidden","title":"x","detail":"{\"requestStatus\":{\"statusCode\":\"FORBIDDEN\",\"statusDescription\":\"inner\"}}"})")),
      "GET https://x/ answered 403 (Forbidden): FORBIDDEN, inner");
  EXPECT_EQ(said(json_answer(403, R"({"errors": [{"code": "DENIED", "message": "Access Denied"}]})")),
            "GET https://x/ answered 403 (Forbidden): DENIED, Access Denied");
  EXPECT_EQ(said(json_answer(409, R"({"error":"0.1.0 already exists"})")),
            "GET https://x/ answered 409 (Conflict): 0.1.0 already exists");
  EXPECT_EQ(
      said(answer(401, "<html> <head><title>401 Authorization Required</title></head><body><hr>nginx/1.14.2</body>",
                  {{"Content-Type", "text/html"}})),
      "GET https://x/ answered 401 (Unauthorized): 401 Authorization Required");
  EXPECT_EQ(said(answer(502, "<HTML>oops")), "GET https://x/ answered 502 (Bad Gateway): an HTML page");
  EXPECT_EQ(said(answer(418, "plain\ntext")), "GET https://x/ answered 418: plain\\x0atext");
  EXPECT_EQ(said(answer(503)), "GET https://x/ answered 503 (Service Unavailable)");
  EXPECT_EQ(said(answer(307)), "GET https://x/ answered 307, a redirect that is not followed with a key");
}

TEST(ServiceErrors, BodiesAreNotTrusted) {
  for (const char* body :
       {"{", "{\"requestStatus\":1}", "{\"errors\":[]}", "{\"errors\":[1]}", "{\"errors\":{}}", "{\"title\":1}",
        "{\"detail\":\"requestStatus\"}", "<title>", "</title><title>", "<title>x", "{}"}) {
    EXPECT_THAT(said(answer(403, body)), HasSubstr("answered 403")) << body;
  }
  EXPECT_THAT(said(json_answer(403, R"({"requestStatus":{"statusDescription":"\u001b[31mred\u202e\nx"}})")),
              Not(testing::ContainsRegex("[\x1b\n]")));
  EXPECT_LT(said(answer(403, std::string(100000, 'x'))).size(), 500U);
}

TEST(ServiceErrors, Codes) {
  const auto code = [](int status) { return answer_error("GET x", answer(status), nullptr).code; };
  EXPECT_EQ(code(401), Errc::kUnexpected);
  for (const int status : {402, 403, 451}) EXPECT_EQ(code(status), Errc::kNotEntitled);
  EXPECT_EQ(code(404), Errc::kNotFound);
  for (const int status : {429, 500, 502, 503, 504}) EXPECT_EQ(code(status), Errc::kService);
  for (const int status : {200, 302, 400, 418}) EXPECT_EQ(code(status), Errc::kUnexpected);
  EXPECT_EQ(answer_error("GET x", answer(451), nullptr).detail, 451);
}

TEST(ServiceErrors, AnEchoOfTheKeyIsRedacted) {
  const std::string plain = "nvapi-MARKED0123456789abcdefghij";
  // base64 of "$oauthtoken:" and the key
  const std::string pair = "JG9hdXRodG9rZW46bnZhcGktTUFSS0VEMDEyMzQ1Njc4OWFiY2RlZmdoaWo=";
  for (const std::string& body :
       {"bad key " + plain, "Authorization: Basic " + pair, "cut " + plain.substr(0, 20), "tail " + plain.substr(10),
        "{\"error\":\"key " + plain + " unknown\"}", "<title>" + plain + "</title>",
        std::string("{\"requestStatus\":{\"statusCode\":\"")
            .append(plain)
            .append("\",\"statusDescription\":\"")
            .append(pair)
            .append("\",\"requestId\":\"")
            .append(plain)
            .append("\"}}"),
        std::string(285, 'x') + plain}) {
    const std::string message = said(answer(401, body));
    for (std::size_t at = 0; at + 8 <= plain.size(); ++at) {
      EXPECT_THAT(message, Not(HasSubstr(plain.substr(at, 8)))) << body;
    }
    for (std::size_t at = 0; at + 8 <= pair.size() - 1; ++at) {
      EXPECT_THAT(message, Not(HasSubstr(pair.substr(at, 8)))) << body;
    }
  }
  EXPECT_EQ(redact("see nvapi-MARKED0123 there", key()), "see [secret] there");
  EXPECT_EQ(redact("nothing of it here", key()), "nothing of it here");
  EXPECT_EQ(redact("a short abc one", SecretString("abc")), "a short [secret] one");
  EXPECT_EQ(redact("text", SecretString()), "text");
}

}  // namespace
}  // namespace ngcs::ngc
