#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "base/file.h"
#include "service/control/protocol.h"
#include "service/control/server.h"
#include "service/service.h"
#include "service/test_support/tls.h"

namespace ngcs::sandbox {
namespace {

TEST(ControlProtocol, GoesBothWays) {
  const std::string world = "{\"schema\": \"ngc-world/1\"}\n\"quoted\"";
  const auto request = format_set_request(world);
  EXPECT_EQ(request.find('\n'), request.size() - 1) << "one line";
  EXPECT_EQ(*parse_set_request(request.substr(0, request.size() - 1)), world);

  const auto sent = format_set_answer(SetAnswer{{"w1", "w2"}, true, "http://203.0.113.70:3128"});
  const auto answer = parse_set_answer(sent.substr(0, sent.size() - 1));
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->warnings, testing::ElementsAre("w1", "w2"));
  EXPECT_TRUE(answer->names_changed);
  EXPECT_EQ(answer->proxy, "http://203.0.113.70:3128");

  const auto refused = format_set_answer(base::Error(base::Errc::kInvalidInput, "keys[0].kind: must be"));
  EXPECT_EQ(parse_set_answer(refused.substr(0, refused.size() - 1)).error().message, "keys[0].kind: must be");
}

TEST(ControlProtocol, RefusesWhatItDoesNotKnow) {
  for (const char* bad : {"", "{}", "[]", "x", R"({"command":"stop"})", R"({"command":1})"}) {
    EXPECT_FALSE(parse_set_request(bad)) << bad;
    EXPECT_FALSE(parse_set_answer(bad)) << bad;
  }
}

base::UniqueFd connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

TEST(ControlServer, HandsWorldsOnAndAnswers) {
  const test::TempDir dir;
  const std::string path = dir.path() + "/control.sock";
  std::vector<std::string> seen;
  const auto server = ControlServer::start(path, [&](const std::string& world) -> base::Result<SetAnswer> {
    seen.push_back(world);
    if (world == "bad") return base::Error(base::Errc::kInvalidInput, "it is bad");
    return SetAnswer{};
  });
  ASSERT_TRUE(server);
  const auto send = [&](const std::string& line) {
    const auto fd = connect_to(path);
    EXPECT_TRUE(base::write_all(fd.get(), line));
    const auto answer = read_line(fd.get(), kMaxControlLine);
    return answer ? *answer : std::string();
  };
  EXPECT_TRUE(parse_set_answer(send(format_set_request("good"))));
  EXPECT_EQ(parse_set_answer(send(format_set_request("bad"))).error().message, "it is bad");
  EXPECT_FALSE(parse_set_answer(send("garbage\n")));
  connect_to(path);  // one that says nothing and goes
  EXPECT_TRUE(parse_set_answer(send(format_set_request(std::string(3 << 20, '"')))));
  EXPECT_EQ(seen.size(), 3U);
}

TEST(CheckWorldFile, SaysWhichFileAndWhere) {
  EXPECT_TRUE(check_world_file(NGCS_SOURCE_DIR "/examples/world.json"));
  const std::string bad = NGCS_SOURCE_DIR "/tests/sandbox/service/world/testdata/bad/key-kind.json";
  EXPECT_THAT(check_world_file(bad).error().message, testing::HasSubstr("key-kind.json: keys[0].kind: must be"));
  EXPECT_EQ(check_world_file("/no/such/world.json").error().code, base::Errc::kNotFound);
}

}  // namespace
}  // namespace ngcs::sandbox
