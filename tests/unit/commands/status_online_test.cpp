#include "command_test.h"

namespace ngcs::commands {
namespace {

using testing::HasSubstr;

class StatusOnlineTest : public CommandTest {};

TEST_F(StatusOnlineTest, WhatTheKeyOpens) {
  ASSERT_EQ(login(kAcmeKey).code, cli::kDone);
  const Run run = this->run({"status", "--online", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  const json::Value online = run.data()["online"];
  EXPECT_EQ(online["verdict"], "accepted");
  EXPECT_EQ(online["key"], run.data()["default_source"]["key"]);
  EXPECT_EQ(online["key_org"], "mxa8oi8djw7m");
  EXPECT_EQ(online["kind"], "personal");
  EXPECT_EQ(online["services"], json::Value::array({"private-registry"}));
  EXPECT_EQ(online["orgs"][0]["display_name"], "Acme Robotics");
  EXPECT_EQ(online["orgs"][0]["roles"], json::Value::array({"REGISTRY_READ"}));
  EXPECT_EQ(online["orgs"][0]["teams"][0]["name"], "zoom");
  EXPECT_EQ(online["orgs"][0]["enablements"][0]["type"], "EMS_NFR");
  EXPECT_EQ(online["orgs"][0]["enablements"][0]["end"], "2027-01-31");
  EXPECT_EQ(online["orgs"][0]["enablements"][0]["state"], "unknown") << "no answer had the service's clock";
  EXPECT_EQ(online["accepted_terms"], nullptr);
  EXPECT_EQ(online["site"]["enterprise_catalog"]["shown"], "unknown");
  EXPECT_EQ(online["site"]["private_registry"]["shown"], "yes");
  EXPECT_EQ(online["site"]["organization"]["shown"], "yes");
  const Run text = this->run({"status", "--online"});
  EXPECT_THAT(text.out, HasSubstr("user: Ada Example <ada@acme.example>"));
  EXPECT_THAT(text.out, HasSubstr("team perception: no role of its own"));
  EXPECT_THAT(text.out, HasSubstr("Organization: yes"));
  EXPECT_THAT(text.out, HasSubstr("terms accepted: not told"));
}

TEST_F(StatusOnlineTest, AServiceKeysPolicies) {
  ASSERT_EQ(login(kCiKey).code, cli::kDone);
  const json::Value online = this->run({"status", "--online", "--json"}).data()["online"];
  EXPECT_EQ(online["kind"], "service");
  EXPECT_EQ(online["policies"][0]["product"], "private-registry");
  EXPECT_EQ(online["policies"][0]["resources"], json::Value::array({"*"}));
  EXPECT_EQ(online["orgs"][0]["enablements"], nullptr);
  EXPECT_EQ(online["site"]["organization"]["shown"], "unknown");
}

TEST_F(StatusOnlineTest, RejectedOrNotAskedIsAWarning) {
  environment_.set("NGC_API_KEY", kDeadKey);
  Run run = this->run({"status", "--online", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.data()["online"]["verdict"], "rejected");
  EXPECT_TRUE(warned(run.json(), "key-rejected"));
  cut_network();
  run = this->run({"status", "--online", "--json"});
  EXPECT_EQ(run.code, cli::kDone);
  EXPECT_EQ(run.data()["online"]["verdict"], "could-not-check");
  EXPECT_TRUE(warned(run.json(), "not-asked"));
}

TEST_F(StatusOnlineTest, WithoutAKeyNobodyIsAsked) {
  const Run run = this->run({"status", "--online", "--json"});
  EXPECT_EQ(run.code, cli::kNotLoggedIn);
  EXPECT_FALSE(run.data().contains("online"));
  EXPECT_TRUE(transport_.seen().empty());
}

}  // namespace
}  // namespace ngcs::commands
