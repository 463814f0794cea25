#include "docker_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/value.h"
#include "metadata.h"

namespace ngcs::docker_ngc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DockerArguments, WordsBehindThePluginsName) {
  const Arguments plain = parse_arguments({"ngc", "login", "--org", "x"});
  EXPECT_TRUE(plain.as_plugin);
  EXPECT_THAT(plain.words, ElementsAre("login", "--org", "x"));
  EXPECT_THAT(parse_arguments({"ngc"}).words, IsEmpty());
  EXPECT_THAT(parse_arguments({"ngc", "use", "ngc"}).words, ElementsAre("use", "ngc"));
}

TEST(DockerArguments, DockersGlobalOptionsComeFirst) {
  for (const std::vector<std::string>& globals :
       std::vector<std::vector<std::string>>{{"-D"},
                                             {"--debug"},
                                             {"--tls"},
                                             {"--tlsverify=false"},
                                             {"--host", "unix:///x"},
                                             {"-H", "unix:///x"},
                                             {"-Hunix:///x"},
                                             {"-H=unix:///x"},
                                             {"--host=ngc"},
                                             {"--context", "ngc"},
                                             {"-c", "ngc"},
                                             {"-Dl", "debug"},
                                             {"-l", "debug"},
                                             {"-ldebug"},
                                             {"--log-level=debug"},
                                             {"--tlscacert", "a", "--tlscert", "b", "--tlskey", "c"}}) {
    std::vector<std::string> args = globals;
    args.insert(args.end(), {"ngc", "status", "--json"});
    const Arguments parsed = parse_arguments(args);
    EXPECT_TRUE(parsed.as_plugin) << globals[0];
    EXPECT_THAT(parsed.words, ElementsAre("status", "--json")) << globals[0];
    EXPECT_FALSE(parsed.config_dir);
  }
}

TEST(DockerArguments, ConfigDirectoryIsTakenOver) {
  EXPECT_EQ(parse_arguments({"--config", "/d", "ngc", "status"}).config_dir, "/d");
  EXPECT_EQ(parse_arguments({"-D", "--config=/d", "ngc", "status"}).config_dir, "/d");
  EXPECT_FALSE(parse_arguments({"ngc", "configure", "docker", "--config", "/d"}).config_dir);
}

TEST(DockerArguments, TypedByItsOwnName) {
  const Arguments own = parse_arguments({"login", "--json"});
  EXPECT_FALSE(own.as_plugin);
  EXPECT_THAT(own.words, ElementsAre("login", "--json"));
  EXPECT_THAT(parse_arguments({"--help"}).words, ElementsAre("--help"));
  EXPECT_THAT(parse_arguments({}).words, IsEmpty());
  EXPECT_THAT(parse_arguments({"--config"}).words, ElementsAre("--config"));
}

TEST(DockerArguments, MetadataAndCompletion) {
  EXPECT_EQ(parse_arguments({"docker-cli-plugin-metadata"}).mode, Mode::kMetadata);
  const Arguments complete = parse_arguments({"__complete", "ngc", "lo"});
  EXPECT_EQ(complete.mode, Mode::kComplete);
  EXPECT_THAT(complete.words, ElementsAre("lo"));
  EXPECT_THAT(parse_arguments({"__completeNoDesc", "--config", "/d", "ngc", ""}).words, ElementsAre(""));
  EXPECT_EQ(parse_arguments({"__completeNoDesc", "x"}).mode, Mode::kCompleteWithoutDescriptions);
}

TEST(Metadata, IsWhatDockerAsksFor) {
  const auto metadata = json::parse(kMetadata);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(json::string_or(*metadata, "SchemaVersion"), "0.1.0");
  EXPECT_NE(json::string_or(*metadata, "Vendor"), "");
  EXPECT_NE(json::string_or(*metadata, "ShortDescription"), "");
}

}  // namespace
}  // namespace ngcs::docker_ngc
