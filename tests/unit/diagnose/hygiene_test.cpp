#include "diagnose/hygiene.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ngcs::diagnose {
namespace {

using secret::SecretString;

const std::string kKey = "nvapi-" + std::string(64, 'k');

TEST(UserDefect, NamesTheExactDefect) {
  EXPECT_FALSE(user_defect("$oauthtoken"));
  for (const char* empty : {"", " ", "\t"}) EXPECT_EQ(user_defect(empty)->code, "NGC1101");
  for (const char* escaped : {"\\$oauthtoken", "$$oauthtoken", "'$oauthtoken'"}) {
    EXPECT_EQ(user_defect(escaped)->code, "NGC1103") << escaped;
  }
  for (const char* other : {"oauthtoken", "ada@acme.example", "$OAUTHTOKEN", "$oauthtoken "}) {
    EXPECT_EQ(user_defect(other)->code, "NGC1102") << other;
  }
}

TEST(KeyDefect, NamesTheExactDefect) {
  struct Row {
    std::string text;
    std::string code;  // empty = may be tried
  };
  for (const Row& row : std::vector<Row>{
           {kKey, ""},
           {"some text of no known shape", ""},
           {kKey + "\n", "NGC1202"},
           {" " + kKey, "NGC1202"},
           {std::string(kKey).insert(20, "\n"), "NGC1203"},
           {"\"" + kKey + "\"", "NGC1204"},
           {"'" + kKey + "'", "NGC1204"},
           {"<YOUR-KEY>", "NGC1205"},
           {"$NGC_API_KEY", "NGC1205"},
           {"nvapi-xxxxxxxx", "NGC1205"},
           {"no-apikey", "NGC1205"},
           {"$oauthtoken:" + kKey, "NGC1207"},
           {"Bearer " + kKey, "NGC1207"},
           {"JG9hdXRodG9rZW46bnZhcGktTUFSS0VE", "NGC1207"},  // of "$oauthtoken:nvapi-MARKED"
           {"nvapi-stg-" + std::string(60, 's'), "NGC1210"},
       }) {
    const auto defect = key_defect(SecretString(row.text));
    EXPECT_EQ(defect ? defect->code : "", row.code) << row.code;
  }
}

TEST(KeyDefect, SaysWhere) {
  EXPECT_EQ(key_defect(SecretString(kKey + "\r\n"))->where, "at its end");
  EXPECT_EQ(key_defect(SecretString("\t" + kKey))->where, "at its start");
  EXPECT_EQ(key_defect(SecretString(std::string(kKey).insert(20, "\n")))->position, 21U);
}

TEST(MendedKey, GivesWhatWouldBeSentOnceTheDefectIsGone) {
  EXPECT_EQ(mended_key(SecretString(kKey + "\n"))->reveal(), kKey);
  EXPECT_EQ(mended_key(SecretString("\"" + kKey + "\""))->reveal(), kKey);
  EXPECT_EQ(mended_key(SecretString("$oauthtoken:" + kKey))->reveal(), kKey);
  EXPECT_FALSE(mended_key(SecretString("<YOUR-KEY>")));
  EXPECT_FALSE(mended_key(SecretString(std::string(kKey).insert(20, "\n"))));
}

}  // namespace
}  // namespace ngcs::diagnose
