#include "diagnose/decide.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "diagnose/catalogue.h"
#include "diagnose/table.h"

namespace ngcs::diagnose {
namespace {

using Kind = Outcome::Kind;

Outcome with(Kind kind) {
  Outcome outcome;
  outcome.kind = kind;
  return outcome;
}
Outcome fault(const std::string& code, const std::string& host) {
  Outcome outcome = with(Kind::kFault);
  outcome.code = code;
  outcome.values = {{"host", host}, {"facts", "what was seen"}};
  return outcome;
}

// A machine on which docker sends one key, and a service where everything opens.
class Decide : public testing::Test {
 protected:
  Decide() {
    question_.target.kind = Target::Kind::kImage;
    question_.target.typed = "nvcr.io/acme/app:1";
    question_.target.space.org = "acme";
    question_.target.name = "app";
    question_.target.reference = "1";
    for (Outcome* one : {&seen_.controls.registry, &seen_.controls.public_image, &seen_.controls.public_index,
                         &seen_.controls.api, &seen_.controls.blobs}) {
      *one = with(Kind::kOk);
    }
    seen_.controls.target = with(Kind::kForbidden);
    seen_.asked_service = seen_.asked_with_key = true;
    add_key("K1", Kind::kOk);
    ClientView client;
    client.trace.client = "docker";
    client.trace.host = "nvcr.io";
    client.trace.has_entry = true;
    client.trace.sends = clients::FoundCredential{};
    client.sends = true;
    client.user = "$oauthtoken";
    client.label = "K1";
    local_.clients.push_back(std::move(client));
  }

  KeyView& add_key(const std::string& label, Kind target) {
    KeyView name;
    name.label = label;
    name.sources = {"place of " + label};
    local_.keys.push_back(std::move(name));
    KeyView key;
    key.label = label;
    key.kind = key::Kind::kScoped;
    key.sources = {"place of " + label};
    key.login = key.caller = with(Kind::kOk);
    key.target = with(target);
    seen_.keys.push_back(std::move(key));
    return seen_.keys.back();
  }
  KeyView& key() { return seen_.keys.front(); }
  ClientView& client() { return local_.clients.front(); }
  [[nodiscard]] Diagnosis decide_now() const { return decide(question_, local_, seen_, options_); }
  [[nodiscard]] std::vector<std::string> verdict() const { return decide_now().verdict.codes; }

  Question question_;
  LocalView local_;
  Observations seen_;
  DecideOptions options_;
};

using Codes = std::vector<std::string>;

TEST_F(Decide, WhatWorksIsOk) {
  const Diagnosis diagnosis = decide_now();
  EXPECT_EQ(diagnosis.verdict.codes, Codes{"NGC8301"});
  EXPECT_EQ(exit_code_of(diagnosis, options_), cli::kDone);
}

TEST_F(Decide, AKeyIsRejectedOnlyWhereBothQuestionsSaySo) {
  key().target = key().login = with(Kind::kUnauthorized);
  EXPECT_NE(verdict(), Codes{"NGC5101"});
  key().caller = with(Kind::kUnauthorized);
  EXPECT_EQ(verdict(), Codes{"NGC5101"});
}

// Rule 10, and the third property: a failure of the transport never yields a word about the key.
TEST_F(Decide, NoTransportFaultYieldsAVerdictAboutTheKey) {
  key().target = key().login = key().caller = with(Kind::kUnauthorized);
  ASSERT_EQ(verdict(), Codes{"NGC5101"});
  for (Outcome* place : {&seen_.controls.registry, &seen_.controls.public_image, &seen_.controls.api,
                         &seen_.controls.blobs, &seen_.controls.target}) {
    const Outcome before = *place;
    *place = fault("NGC3101", "nvcr.io");
    for (const std::string& code : verdict()) {
      EXPECT_TRUE(code.substr(0, 4) != "NGC5" || code == "NGC5103") << code << ": only \"could not be checked\"";
    }
    *place = before;
  }
}

TEST_F(Decide, LessIsNeverMoreCertain) {
  key().target = with(Kind::kForbidden);
  const Diagnosis before = decide_now();  // no facts at all
  EXPECT_EQ(before.verdict.certainty, Certainty::kOneOf);
  key().caller = {};
  EXPECT_NE(decide_now().verdict.certainty, Certainty::kProven);
  key().login = {};
  EXPECT_NE(decide_now().verdict.certainty, Certainty::kProven);
}

TEST_F(Decide, AnotherKeyThatOpensItIsTheClientsFault) {
  key().target = with(Kind::kUnauthorized);
  key().login = key().caller = with(Kind::kUnauthorized);
  add_key("K2", Kind::kOk);
  const Diagnosis diagnosis = decide_now();
  EXPECT_EQ(diagnosis.verdict.codes, Codes{"NGC1208"});
  EXPECT_TRUE(diagnosis.then.empty()) << "row 18 wins over row 8";
}

TEST_F(Decide, AFailingHelperStandsBeforeTheOldPasswordBehindIt) {
  key().target = key().login = key().caller = with(Kind::kUnauthorized);
  add_key("K2", Kind::kOk);
  client().trace.findings = {{"NGC2101", {}}, {"NGC2105", {{"message", "locked"}}}};
  const Diagnosis diagnosis = decide_now();
  EXPECT_EQ(diagnosis.verdict.codes, Codes{"NGC2105"});
  ASSERT_EQ(diagnosis.then.size(), 1U);
  EXPECT_EQ(diagnosis.then[0].codes, Codes{"NGC2101"});
}

TEST_F(Decide, AStoreThatCannotBeReadTakesTheHelpersPlace) {
  client().sends = false;
  client().label.clear();
  client().trace.sends.reset();
  client().trace.findings = {{"NGC2105", {{"message", "locked"}}}};
  local_.keys.clear();
  seen_.keys.clear();
  for (const auto& [errc, code] :
       {std::pair{base::Errc::kLocked, "NGC9101"}, std::pair{base::Errc::kTimeout, "NGC9102"},
        std::pair{base::Errc::kUnavailable, "NGC9103"}, std::pair{base::Errc::kTooOpen, "NGC9105"},
        std::pair{base::Errc::kDamaged, "NGC9106"}}) {
    local_.suite.error = base::Error(errc, "why");
    EXPECT_EQ(verdict(), Codes{code});
  }
}

TEST_F(Decide, TheVariableOfNewerDockersIsACauseWhereItIsSent) {
  key().target = key().login = key().caller = with(Kind::kUnauthorized);
  add_key("K2", Kind::kOk);
  client().trace.sends->entry = "DOCKER_AUTH_CONFIG";
  client().trace.findings = {{"NGC2106", {}}};
  const Diagnosis diagnosis = decide_now();
  EXPECT_EQ(diagnosis.verdict.codes, Codes{"NGC2106"});
  EXPECT_EQ(exit_code_of(diagnosis, options_), cli::kFailed) << "rule 22: a warning that is the cause";
}

TEST_F(Decide, AnswersThatFitNothingAreCalledSo) {
  key().target = with(Kind::kOther);
  const Diagnosis diagnosis = decide_now();
  EXPECT_EQ(diagnosis.verdict.codes, Codes{"NGC0002"});
  EXPECT_EQ(exit_code_of(diagnosis, options_), cli::kCouldNotVerify);
}

TEST_F(Decide, ExitCodesFollowTheVerdict) {
  struct Row {
    const char* code;
    Certainty certainty;
    cli::ExitCode exit;
  };
  for (const Row& row :
       {Row{"NGC4101", Certainty::kProven, cli::kServiceSide}, Row{"NGC4104", Certainty::kProven, cli::kServiceSide},
        Row{"NGC4105", Certainty::kProven, cli::kCouldNotVerify},
        Row{"NGC4106", Certainty::kProven, cli::kCouldNotVerify},
        Row{"NGC3101", Certainty::kProven, cli::kCouldNotVerify},
        Row{"NGC5103", Certainty::kLikely, cli::kCouldNotVerify},
        Row{"NGC1101", Certainty::kLikely, cli::kCouldNotVerify}, Row{"NGC1101", Certainty::kProven, cli::kFailed},
        Row{"NGC8105", Certainty::kProven, cli::kFailed}, Row{"NGC8301", Certainty::kProven, cli::kDone}}) {
    Diagnosis diagnosis;
    diagnosis.verdict.codes = {row.code};
    diagnosis.verdict.certainty = row.certainty;
    EXPECT_EQ(exit_code_of(diagnosis, {}), row.exit) << row.code;
  }
  Diagnosis local;
  local.verdict.codes = {"NGC8302"};
  DecideOptions offline;
  offline.offline = true;
  EXPECT_EQ(exit_code_of(local, offline), cli::kCouldNotVerify) << "rule 15";
}

// The order in which keys were met and questions were answered has no part in the verdict.
TEST_F(Decide, TheOrderOfIrrelevantThingsChangesNothing) {
  key().target = with(Kind::kForbidden);
  add_key("K2", Kind::kForbidden);
  add_key("K3", Kind::kUnauthorized);
  const Codes before = verdict();
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(seen_.keys.begin(), seen_.keys.end(), random);
    EXPECT_EQ(verdict(), before);
  }
}

TEST(DecisionTable, EveryRowNamesACodeOrARule) {
  ASSERT_GT(decision_table().size(), 20U);
  for (const Row& row : decision_table()) {
    EXPECT_NE(row.codes.empty(), row.use.empty()) << row.row;
    for (const std::string& code : row.codes) EXPECT_NE(find_entry(code), nullptr) << code;
    for (const auto& [name, words] : row.when) {
      for (const std::string& word : words) EXPECT_FALSE(word.empty()) << row.row << " " << name;
    }
  }
  EXPECT_TRUE(decision_table().back().when.empty()) << "the last row fits everything";
}

TEST(DecisionTable, WordsThatNoRowReadsChangeNothing) {
  Situation situation{{"kind", "image"}, {"K1", "401"}, {"K2", "401"}, {"controls", "ok"}, {"T", "401"}};
  const Row* before = &match(situation);
  situation["irrelevant"] = "anything";
  EXPECT_EQ(&match(situation), before);
  EXPECT_EQ(before->codes, std::vector<std::string>{"NGC5101"});
}

}  // namespace
}  // namespace ngcs::diagnose
