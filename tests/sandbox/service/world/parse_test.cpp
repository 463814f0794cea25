#include "service/world/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "service/world/machine_text.h"

namespace ngcs::sandbox {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kNow = 1795000000;  // 2026-11-18T11:06:40Z
constexpr std::int64_t kDay = 86400;

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::filesystem::path kTestdata = NGCS_SOURCE_DIR "/tests/sandbox/service/world/testdata";

TEST(ParseWorld, TakesTheExampleWithoutAWarning) {
  const auto parsed = parse_world(slurp(NGCS_SOURCE_DIR "/examples/world.json"), kNow);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_THAT(parsed->warnings, testing::IsEmpty());
  const World& world = parsed->world;
  EXPECT_EQ(world.orgs.size(), 5U);
  ASSERT_NE(world.org("mxa8oi8djw7m"), nullptr);
  EXPECT_EQ(world.org("mxa8oi8djw7m")->enablements.front().start, kNow - 320 * kDay);
  EXPECT_EQ(world.org("mxa8oi8djw7m")->enablements.front().end, kNow + 165 * kDay);
  ASSERT_NE(world.key_by_id("ci"), nullptr);
  EXPECT_EQ(world.key_by_id("ci")->policies.front().resources.front(), "mxa8oi8djw7m/zoom/*");
  EXPECT_EQ(world.key_by_id("ada-acme")->expires, kNow + 100 * kDay);
  EXPECT_TRUE(world.key_by_id("ada-old")->revoked);
  EXPECT_EQ(world.image("nvidia/cuda")->tags.at("12.4.1-base").size(), 2U);
}

// What each bad world's error must say; every file of testdata/bad stands here, and schema_check.py holds the schema
// to the same files.
const std::map<std::string, std::string> kErrors = {
    {"schema-other", "schema: must be ngc-world/1"},
    {"schema-missing", "schema: is missing"},
    {"time-word", "time: not a date"},
    {"time-number", "time: must be a text"},
    {"orgs-object", "orgs: must be a list"},
    {"org-name-missing", "orgs[0].name: is missing"},
    {"org-name-space", "orgs[0].name: may hold"},
    {"org-type", "orgs[0].type: must be ENTERPRISE or INDIVIDUAL"},
    {"org-publisher-text", "orgs[0].publisher: must be true or false"},
    {"team-text", "orgs[0].teams[0]: must be an object"},
    {"enablement-type", "orgs[0].enablements[0].type: must be EMS_COMMERCIAL"},
    {"enablement-end", "orgs[0].enablements[0].end: not a date"},
    {"enablement-product", "orgs[0].enablements[0].product: is missing"},
    {"user-id-empty", "users[0].id: must be a text"},
    {"user-active-null", "users[0].active: must be true or false"},
    {"user-terms-text", "users[0].terms: must be a list of texts"},
    {"role-missing", "users[0].roles[0].role: is missing"},
    {"role-invitation", "users[0].roles[0].invitation: must be accepted or pending"},
    {"key-kind", "keys[0].kind: must be personal or service or legacy"},
    {"key-value-missing", "keys[0].value: is missing"},
    {"key-value-newline", "keys[0].value: must be a text"},
    {"key-id-reserved", "keys[0].id: is one of the log's own words"},
    {"key-personal-org", "keys[0].org: is missing"},
    {"key-personal-services", "keys[0].services: is missing"},
    {"key-personal-user", "keys[0].user: is missing"},
    {"key-personal-policies", "keys[0].policies: belong to service keys"},
    {"key-legacy-org", "keys[1].org: must be null"},
    {"key-legacy-services", "keys[1].services: must be null"},
    {"key-service-user", "keys[2].user: must be null"},
    {"key-service-org", "keys[2].org: is missing"},
    {"key-state", "keys[0].state: must be active or revoked"},
    {"key-expires", "keys[0].expires: not a date"},
    {"machine-path", "machine.files[0].path: must begin with ~/"},
    {"machine-path-absolute", "machine.files[0].path: must begin with ~/"},
    {"machine-lines", "machine.files[0].lines: must be a list of texts"},
    {"machine-variable", "machine.environment[0].name: is no name of a variable"},
    {"machine-profile-name", "machine.profiles[0].name: is no name of a profile"},
    {"machine-profile-key", "machine.profiles[0].key: is missing"},
    {"image-path-one-part", "images[0].path: must be org/name"},
    {"image-path-upper", "images[0].path: must be org/name"},
    {"image-path-empty-part", "images[0].path: must be org/name"},
    {"image-visibility", "images[0].visibility: must be public or private or gated"},
    {"image-gated-product", "images[0].product: is missing"},
    {"image-tag-name", "images[0].tags[\"a b\"]: is no tag"},
    {"image-no-architecture", "images[0].tags[\"1\"].architectures: must name at least one"},
    {"image-tags-list", "images[0].tags: must be an object"},
    {"image-region", "images[0].regionBlocked: must be true or false"},
    {"chart-versions", "charts[0].versions[0]: must be a text"},
    {"fault-host", "faults[0].host: must be one of the sandbox's hosts"},
    {"fault-kind", "faults[0].kind: must be status or delay"},
    {"fault-path", "faults[0].path: must begin with /"},
    {"fault-times", "faults[0].times: must be a whole number from 1"},
    {"fault-status-missing", "faults[0].status: is missing"},
    {"fault-status-range", "faults[0].status: must be a whole number from 100 to 599"},
    {"fault-body", "faults[0].body: must be json or html or empty"},
    {"fault-delay", "faults[0].seconds: must be a number from 0"},
    {"fault-realm", "faults[0].realm: must begin with https://"},
    {"fault-location", "faults[0].location: is missing"},
    {"fault-problem", "faults[0].problem: must be expired or wrongName or unknownCa"},
    {"fault-proxy", "faults[0].status: must be 403 or 407"},
    {"variant-gated", "variants.gatedAnonymous: must be 403 or 401"},
    {"variant-entitlement-number", "variants.missingEntitlement: must be 402 or 403"},
    {"variant-delay", "variants.uploadDelay: must be a number from 0 to 3600"},
    {"variant-limit", "variants.uploadLimit: must be a whole number from 1"},
    {"variant-urls", "variants.chartUrls: must be relative or absolute or foreign"},
    {"variant-form", "variants.indexForm: must be yaml or json or malformed"},
    {"variant-digest", "variants.indexDigest: must be right or wrong or absent"},
    {"variant-index-bytes", "variants.indexBytes: must be a whole number from 0"},
    {"chart-payload", "charts[0].payloadBytes: must be a whole number from 0"},
    {"fault-slow", "faults[0].bytesPerSecond: is missing"},
    {"fault-after", "faults[0].afterBytes: must be a whole number from 0"},
    {"variant-lifetime", "variants.tokenLifetime: must be a whole number from 1"},
    {"variant-realm", "variants.realmAfterExpiry: must be authn or nvcr"},
    {"variant-members", "variants.membersSeeEnablements: must be true or false"},
};

TEST(ParseWorld, NamesThePlaceOfEveryMistake) {
  std::size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(kTestdata / "bad")) {
    ++seen;
    const auto name = file.path().stem().string();
    ASSERT_EQ(kErrors.count(name), 1U) << name;
    const auto parsed = parse_world(slurp(file.path()), kNow);
    ASSERT_FALSE(parsed) << name;
    EXPECT_EQ(parsed.error().code, base::Errc::kInvalidInput) << name;
    EXPECT_THAT(parsed.error().message, HasSubstr(kErrors.at(name))) << name;
    EXPECT_EQ(parsed.error().message.find('\n'), std::string::npos) << name;
    EXPECT_THAT(parsed.error().message, testing::Not(HasSubstr("nvapi-"))) << name;
  }
  EXPECT_EQ(seen, kErrors.size());
}

TEST(ParseWorld, TakesEveryGoodWorld) {
  std::size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(kTestdata / "good")) {
    ++seen;
    const auto parsed = parse_world(slurp(file.path()), kNow);
    EXPECT_TRUE(parsed) << file.path() << ": " << parsed.error().message;
  }
  EXPECT_GE(seen, 7U);
}

TEST(ParseWorld, AcceptsUnknownFieldsWithAWarning) {
  const auto parsed = parse_world(slurp(kTestdata / "good/unknown-fields.json"), kNow);
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->warnings, testing::ElementsAre(HasSubstr("orgs[0].colour: is not known")));
}

TEST(ParseWorld, WarnsAboutMissingControlsAndCountsThatCannotBeKept) {
  const auto parsed = parse_world(
      R"({"schema":"ngc-world/1","faults":[{"host":"nvcr.io","kind":"dns","times":1,"path":"/v2/"}]})", kNow);
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->world.faults.front().times);
  EXPECT_FALSE(parsed->world.faults.front().path);
  EXPECT_THAT(parsed->warnings, testing::UnorderedElementsAre(HasSubstr("faults[0].times"), HasSubstr("faults[0].path"),
                                                              HasSubstr("nvidia/cuda"), HasSubstr("charts")));
}

TEST(ParseWorld, LeavesOutChartVersionsThatHelmDoesNotPackage) {
  const auto parsed = parse_world(
      R"({"schema":"ngc-world/1","orgs":[{"name":"acme"}],"charts":[{"path":"acme/x","visibility":"private","versions":
          ["1.0.0","latest","1.0.0","v2","1.2","1.0.0-rc.1+b.2","1..0","1.2.3.4","","-1","1.0.0-","1.0.0+"]}]})",
      kNow);
  EXPECT_FALSE(parsed) << "an empty text is a mistake";
  const auto without_empty = parse_world(
      R"({"schema":"ngc-world/1","orgs":[{"name":"acme"}],"charts":[{"path":"acme/x","visibility":"private","versions":
          ["1.0.0","latest","1.0.0","v2","1.2","1.0.0-rc.1+b.2","1..0","1.2.3.4","-1","1.0.0-","1.0.0+"]}]})",
      kNow);
  ASSERT_TRUE(without_empty) << without_empty.error().message;
  EXPECT_THAT(without_empty->world.charts.front().versions,
              testing::ElementsAre("1.0.0", "v2", "1.2", "1.0.0-rc.1+b.2"));
  EXPECT_THAT(without_empty->warnings, testing::Contains(HasSubstr("charts[0].versions: \"latest\"")));
}

TEST(ParseWorld, ReadsTheChartVariantsAndFaults) {
  const auto parsed = parse_world(slurp(kTestdata / "good/charts.json"), kNow);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const Variants& variants = parsed->world.variants;
  EXPECT_FALSE(variants.force_push);
  EXPECT_EQ(variants.upload_delay, 0.5);
  EXPECT_EQ(variants.upload_limit, 1000000U);
  EXPECT_EQ(variants.chart_urls, ChartUrls::kAbsolute);
  EXPECT_EQ(variants.index_form, IndexForm::kJson);
  EXPECT_EQ(variants.index_digest, IndexDigest::kWrong);
  EXPECT_EQ(variants.index_bytes, 6000000U);
  EXPECT_FALSE(variants.index_gzip);
  EXPECT_EQ(parsed->world.charts.front().payload_bytes, 1000U);
  const auto& faults = parsed->world.faults;
  EXPECT_EQ(faults.at(0).kind, FaultKind::kLostAnswer);
  EXPECT_EQ(faults.at(0).method, "POST");
  EXPECT_EQ(faults.at(1).after_bytes, 1000U);
  EXPECT_EQ(faults.at(2).bytes_per_second, 1000U);
}

std::string error_of(const std::string& text) {
  const auto parsed = parse_world(text, kNow);
  return parsed ? "" : parsed.error().message;
}

TEST(ParseWorld, RefersOnlyToWhatExists) {
  const std::string orgs = R"("schema":"ngc-world/1","orgs":[{"name":"acme","teams":[{"name":"zoom"}]}],)";
  EXPECT_THAT(error_of("{" + orgs + R"("users":[{"id":"a","roles":[{"org":"other","role":"R"}]}]})"),
              HasSubstr("users[0].roles[0].org: no such org"));
  EXPECT_THAT(error_of("{" + orgs + R"("users":[{"id":"a","roles":[{"org":"acme","team":"zoo","role":"R"}]}]})"),
              HasSubstr("users[0].roles[0].team: no such team"));
  EXPECT_THAT(error_of("{" + orgs + R"("keys":[{"id":"k","value":"v","kind":"legacy","user":"bob"}]})"),
              HasSubstr("keys[0].user: no such user"));
  EXPECT_THAT(error_of("{" + orgs + R"("keys":[{"id":"k","value":"v","kind":"service","org":"other"}]})"),
              HasSubstr("keys[0].org: no such org"));
  EXPECT_THAT(error_of("{" + orgs + R"("images":[{"path":"other/x","visibility":"private"}]})"),
              HasSubstr("images[0].path: no such org"));
  EXPECT_THAT(error_of("{" + orgs + R"("charts":[{"path":"acme/zoo/x","visibility":"private"}]})"),
              HasSubstr("charts[0].path: no such team"));
  EXPECT_THAT(
      error_of("{" + orgs +
               R"("images":[{"path":"acme/x","visibility":"private"},{"path":"acme/x","visibility":"private"}]})"),
      HasSubstr("images[1].path: stands twice"));
}

TEST(ParseWorld, RefusesWhatIsNoJsonOrTooLarge) {
  EXPECT_FALSE(parse_world("", kNow));
  EXPECT_FALSE(parse_world("[]", kNow));
  EXPECT_FALSE(parse_world("{\"schema\":\"ngc-world/1\"", kNow));
  EXPECT_FALSE(parse_world("{\"schema\":\"ngc-world/1\",\"schema\":\"ngc-world/1\"}", kNow));
  EXPECT_FALSE(parse_world(std::string(kMaxWorldBytes + 1, ' '), kNow));
}

TEST(ParseWorld, CountsRelativeDatesFromTheServicesClock) {
  const auto parsed = parse_world(
      R"({"schema":"ngc-world/1","time":"2030-01-01T00:00:00Z","orgs":[{"name":"a"}],
          "keys":[{"id":"k","value":"v","kind":"service","org":"a","expires":"+1h"}]})",
      kNow);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->world.time, 1893456000);
  EXPECT_EQ(parsed->world.keys.front().expires, 1893456000 + 3600);
}

TEST(ParseDate, KnowsAllForms) {
  const auto at = [](std::string_view text, bool whole_day = false) {
    const auto date = parse_date(text, kNow, whole_day);
    return date ? *date : -1;
  };
  EXPECT_EQ(at("+165d"), kNow + 165 * kDay);
  EXPECT_EQ(at("-2h"), kNow - 7200);
  EXPECT_EQ(at("+0s"), kNow);
  EXPECT_EQ(at("-30m"), kNow - 1800);
  EXPECT_EQ(at("+2w"), kNow + 14 * kDay);
  EXPECT_EQ(at("2026-11-18"), 1794960000);
  EXPECT_EQ(at("2026-11-18", true), 1794960000 + kDay);
  EXPECT_EQ(at("2026-11-18T11:06:40Z"), kNow);
  EXPECT_EQ(at("2026-11-18T13:06:40+02:00"), kNow);
  EXPECT_EQ(at("2026-11-18T11:06:40.25Z"), kNow);
  for (const char* bad :
       {"", "+", "+d", "+1", "1d", "+1y", "+-1d", "2026-02-30", "2026-1-1", "2026-11-18T11:06Z", "2026-11-18T24:00:00Z",
        "2026-11-18T11:06:40", "2026-11-18T11:06:40.Z", "tomorrow", "+99999999999999999999d"}) {
    EXPECT_EQ(at(bad), -1) << bad;
  }
}

TEST(ParseWorld, AMachineNamesKeysThatAreThere) {
  const auto parsed = parse_world(slurp(kTestdata / "good/machine.json"), kNow);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_THAT(parsed->warnings, testing::IsEmpty());
  const Machine& machine = parsed->world.machine;
  ASSERT_EQ(machine.files.size(), 2U);
  EXPECT_EQ(machine.files[0].path, ".docker/config.json");
  EXPECT_TRUE(machine.files[1].executable);
  EXPECT_EQ(machine.files[1].text, "#!/bin/sh\necho ${HOME}\n");

  ASSERT_EQ(machine.profiles.size(), 2U);
  EXPECT_EQ(machine.profiles[0].key, "k2");
  EXPECT_FALSE(machine.profiles[0].is_default);
  EXPECT_TRUE(machine.profiles[1].is_default);
  const auto with = [](const std::string& text, const std::string& instead) {
    std::string world = slurp(kTestdata / "good/machine.json");
    world.replace(world.find(text), text.size(), instead);
    const auto result = parse_world(world, kNow);
    return result ? std::string() : result.error().message;
  };
  EXPECT_THAT(with(R"("key": "k2")", R"("key": "no")"), HasSubstr("machine.profiles[0].key: names a key"));
  EXPECT_THAT(with(R"("key": "k2")", R"("key": "k2", "default": true)"), HasSubstr("machine.profiles[1].default: is"));
  EXPECT_THAT(with(R"("name": "old")", R"("name": "new")"), HasSubstr("machine.profiles[1].name: stands twice"));

  std::string other = slurp(kTestdata / "good/machine.json");
  other.replace(other.find("${key:k3}"), 9, "${key:no}");
  const auto refused = parse_world(other, kNow);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("machine.environment[0]: names a key that is not there"));
}

TEST(MachineText, KeysAndNamesAreReplacedAndNothingElse) {
  World world;
  world.keys.push_back({"k1", "nvapi-x", KeyKind::kPersonal, "ada", "acme", {}, {}, false, {}});
  EXPECT_EQ(expand_machine_text("a ${key:k1} ${auth:k1} ${HOME} ${other} $x ${", world, {{"HOME", "/h"}}),
            "a nvapi-x JG9hdXRodG9rZW46bnZhcGkteA== /h ${other} $x ${");
}

}  // namespace
}  // namespace ngcs::sandbox
