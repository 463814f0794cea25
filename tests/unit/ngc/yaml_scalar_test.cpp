// Scalars against what sigs.k8s.io/yaml 1.6.0 answered for the same text: as a value of its own, and where a Go struct
// wants text.
#include "ngc/yaml_scalar.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "ngc/index_json.h"

namespace ngcs::ngc {
namespace {

struct Row {
  std::string_view yaml;
  std::string_view json;  // "ERROR" = refused
  std::string_view text;
};

constexpr auto kRows = std::to_array<Row>({
    {"y", "true", "true"},
    {"Y", "true", "true"},
    {"yes", "true", "true"},
    {"Yes", "true", "true"},
    {"YES", "true", "true"},
    {"yEs", "\"yEs\"", "yEs"},
    {"n", "false", "false"},
    {"N", "false", "false"},
    {"no", "false", "false"},
    {"NO", "false", "false"},
    {"on", "true", "true"},
    {"On", "true", "true"},
    {"off", "false", "false"},
    {"OFF", "false", "false"},
    {"true", "true", "true"},
    {"True", "true", "true"},
    {"TRUE", "true", "true"},
    {"tRUE", "\"tRUE\"", "tRUE"},
    {"false", "false", "false"},
    {"~", "null", ""},
    {"null", "null", ""},
    {"Null", "null", ""},
    {"NULL", "null", ""},
    {"nULL", "\"nULL\"", "nULL"},
    {".nan", "ERROR", "NaN"},
    {".NaN", "ERROR", "NaN"},
    {".inf", "ERROR", "+Inf"},
    {"+.inf", "ERROR", "+Inf"},
    {"-.inf", "ERROR", "-Inf"},
    {".Inf", "ERROR", "+Inf"},
    {"0", "0", "0"},
    {"1", "1", "1"},
    {"-1", "-1", "-1"},
    {"+1", "1", "1"},
    {"-0", "0", "0"},
    {"00", "0", "0"},
    {"007", "7", "7"},
    {"08", "8", "8"},
    {"09", "9", "9"},
    {"0777", "511", "511"},
    {"0o17", "15", "15"},
    {"0O17", "15", "15"},
    {"0x1F", "31", "31"},
    {"0X1f", "31", "31"},
    {"0xg", "\"0xg\"", "0xg"},
    {"0b101", "5", "5"},
    {"-0b101", "-5", "-5"},
    {"0b", "\"0b\"", "0b"},
    {"0b2", "\"0b2\"", "0b2"},
    {"-0x10", "-16", "-16"},
    {"+0x10", "16", "16"},
    {"1_000", "1000", "1000"},
    {"_1", "\"_1\"", "_1"},
    {"1__0", "10", "10"},
    {"0_7", "7", "7"},
    {"0x_1", "1", "1"},
    {"9223372036854775807", "9223372036854775807", "9223372036854775807"},
    {"9223372036854775808", "9223372036854775808", "9223372036854775808"},
    {"18446744073709551615", "18446744073709551615", "18446744073709551615"},
    {"18446744073709551616", "18446744073709552000", "1.8446744e+19"},
    {"-9223372036854775808", "-9223372036854775808", "-9223372036854775808"},
    {"-9223372036854775809", "-9223372036854776000", "-9.223372e+18"},
    {"+9223372036854775808", "9223372036854776000", "9.223372e+18"},
    {"1.5", "1.5", "1.5"},
    {"1.10", "1.1", "1.1"},
    {"-1.5", "-1.5", "-1.5"},
    {"+1.5", "1.5", "1.5"},
    {"1.", "1", "1"},
    {".5", "0.5", "0.5"},
    {"-.5", "-0.5", "-0.5"},
    {"+.5", "0.5", "0.5"},
    {".5.5", "\".5.5\"", ".5.5"},
    {"._5", "\"._5\"", "._5"},
    {"1e3", "1000", "1000"},
    {"1E3", "1000", "1000"},
    {"1e+3", "1000", "1000"},
    {"1e-3", "0.001", "0.001"},
    {"1.5e300", "1.5e+300", "+Inf"},
    {"1e400", "\"1e400\"", "1e400"},
    {"-1e400", "\"-1e400\"", "-1e400"},
    {"1e-400", "0", "0"},
    {"0.000001", "0.000001", "1e-06"},
    {"0.0000001", "1e-7", "1e-07"},
    {"123456789.0", "123456789", "1.2345679e+08"},
    {"1234567.5", "1234567.5", "1.2345675e+06"},
    {"16777217.0", "16777217", "1.6777216e+07"},
    {"0.1", "0.1", "0.1"},
    {"1e21", "1e+21", "1e+21"},
    {"1e20", "100000000000000000000", "1e+20"},
    {"100000.0", "100000", "100000"},
    {"1000000.0", "1000000", "1e+06"},
    {"0x1p-2", "\"0x1p-2\"", "0x1p-2"},
    {"1.2.3", "\"1.2.3\"", "1.2.3"},
    {"1.2.3-rc1", "\"1.2.3-rc1\"", "1.2.3-rc1"},
    {"v1.2", "\"v1.2\"", "v1.2"},
    {"2020-01-01", "\"2020-01-01\"", "2020-01-01"},
    {"2020-1-1", "\"2020-1-1\"", "2020-1-1"},
    {"2020-01-01T00:00:00Z", "\"2020-01-01T00:00:00Z\"", "2020-01-01T00:00:00Z"},
    {"2001-12-14 21:59:43", "\"2001-12-14 21:59:43\"", "2001-12-14 21:59:43"},
    {"12:30", "\"12:30\"", "12:30"},
    {"190:20:30", "\"190:20:30\"", "190:20:30"},
    {"-", "ERROR", "ERROR"},
    {"+", "\"+\"", "+"},
    {"1-2", "\"1-2\"", "1-2"},
    {"1+2", "\"1+2\"", "1+2"},
    {"e3", "\"e3\"", "e3"},
    {"\"12\"", "\"12\"", "12"},
    {"\"yes\"", "\"yes\"", "yes"},
    {"!!str 12", "\"12\"", "12"},
    {"!!str yes", "\"yes\"", "yes"},
    {"!!int \"3\"", "3", "3"},
    {"!!int 3.5", "ERROR", "ERROR"},
    {"!!int x", "ERROR", "ERROR"},
    {"!!float 3", "3", "3"},
    {"!!float \"3\"", "3", "3"},
    {"!!float 18446744073709551615", "ERROR", "ERROR"},
    {"!!bool \"yes\"", "true", "true"},
    {"!!bool 3", "ERROR", "ERROR"},
    {"!!null \"\"", "null", ""},
    {"!!null x", "ERROR", "ERROR"},
    {"!!timestamp 2020-01-01", "\"2020-01-01\"", "2020-01-01"},
    {"!!timestamp x", "ERROR", "ERROR"},
    {"!mine 12", "\"12\"", "12"},
    {"! 12", "\"12\"", "12"},
    {"<<", "\"<<\"", "<<"},
    {"", "null", ""},
});

std::string convert(const std::string& yaml) {
  const auto json = index_to_json(yaml, {"acme", ""}, {});
  return json ? *json : "ERROR";
}

// Numbers are compared by value: 1e+21 and 1000000000000000000000 are one number to every reader of JSON.
bool same_json(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (a.empty() || b.empty() || a.find_first_not_of("0123456789+-.eE") != std::string::npos ||
      b.find_first_not_of("0123456789+-.eE") != std::string::npos) {
    return false;
  }
  return std::stod(a) == std::stod(b);
}

TEST(YamlScalar, ValuesAreWhatHelmWouldRead) {
  for (const Row& row : kRows) {
    std::string json = convert("k: " + std::string(row.yaml) + "\n");
    if (json.starts_with("{\"k\":")) json = json.substr(5, json.size() - 6);
    EXPECT_TRUE(same_json(json, std::string(row.json))) << row.yaml << " became " << json << ", not " << row.json;
  }
}

TEST(YamlScalar, WhereTextIsWantedNumbersAndBooleansBecomeText) {
  for (const Row& row : kRows) {
    const std::string json = convert("apiVersion: " + std::string(row.yaml) + "\n");
    std::string expected = "{\"apiVersion\":\"" + std::string(row.text) + "\"}";
    if (row.text == "ERROR") expected = "ERROR";
    if (row.json == "null") expected = "{\"apiVersion\":null}";
    EXPECT_EQ(json, expected) << row.yaml;
  }
}

TEST(YamlScalar, KeysBecomeText) {
  constexpr auto kKeys = std::to_array<std::array<std::string_view, 2>>({
      {"a", "a"},
      {"1", "1"},
      {"1.5", "1.5"},
      {"true", "true"},
      {"yes", "true"},
      {"null", "ERROR"},
      {"~", "ERROR"},
      {".inf", ".inf"},
      {"-.nan", "-.nan"},
      {"1e30", "1e+30"},
      {"9223372036854775808", "ERROR"},
      {"0x10", "16"},
      {"2020-01-01", "2020-01-01"},
      {"\"1\"", "1"},
      {"!!str 1", "1"},
      {"1e7", "1e+07"},
      {"123456.7", "123456.7"},
  });
  for (const auto& [yaml, key] : kKeys) {
    const std::string expected = key == "ERROR" ? "ERROR" : "{\"" + std::string(key) + "\":1}";
    EXPECT_EQ(convert(std::string(yaml) + ": 1\n"), expected) << yaml;
  }
}

TEST(YamlScalar, BinaryIsRefused) { EXPECT_EQ(convert("k: !!binary aGVsbG8=\n"), "ERROR"); }

}  // namespace
}  // namespace ngcs::ngc
