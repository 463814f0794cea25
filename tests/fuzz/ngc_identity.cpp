// Users, keys, orgs and teams from anybody: names that are kept are fit for a path, text is fit for a terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "ngc/identity_json.h"

namespace {

using namespace ngcs;

void check_text(const std::string& text) {
  if (base::has_control(text) || !base::valid_utf8(text)) std::abort();
}

void check_name(const std::string& name) {
  check_text(name);
  if (name.empty() || name.find_first_of("/%?#\\ ") != std::string::npos) std::abort();
}

void check(const std::vector<ngc::Team>& teams) {
  for (const ngc::Team& team : teams) {
    check_name(team.name);
    for (const std::string& role : team.roles) check_text(role);
  }
}

void check(const std::vector<ngc::Org>& orgs) {
  for (const ngc::Org& org : orgs) {
    check_name(org.name);
    check_text(org.display_name);
    check_text(org.type);
    for (const std::string& role : org.roles) check_text(role);
    check(org.teams);
    for (const ngc::Enablement& one : org.enablements.value_or(std::vector<ngc::Enablement>())) {
      for (const std::string* text : {&one.product, &one.type, &one.start_date, &one.expiration}) check_text(*text);
    }
  }
}

void check(const base::Result<ngc::Identity>& identity) {
  if (!identity) return;
  for (const std::string* text :
       {&identity->key_type, &identity->key_org, &identity->user_name, &identity->user_email}) {
    check_text(*text);
  }
  for (const std::string& service : identity->services) check_text(service);
  check(identity->orgs);
  for (const ngc::Invitation& one : identity->invitations.value_or(std::vector<ngc::Invitation>())) {
    check_name(one.org);
    if (!one.team.empty()) check_name(one.team);
    for (const std::string& role : one.roles) check_text(role);
  }
  const auto chosen = ngc::choose_org(identity->orgs, "Acme Robotics");
  if (chosen) check_name(chosen->name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(ngc::parse_caller_info(text));
  check(ngc::parse_users_me(text));
  if (auto orgs = ngc::parse_orgs(text)) {
    check(*orgs);
    auto copy = *orgs;
    ngc::merge(copy, std::move(*orgs));
    check(copy);
  }
  if (const auto teams = ngc::parse_teams(text)) check(*teams);
  if (const auto policies = ngc::parse_service_key(text); policies && *policies) {
    for (const ngc::KeyPolicy& policy : **policies) {
      check_text(policy.product);
      for (const auto* list : {&policy.scopes, &policy.resources}) {
        for (const std::string& one : *list) check_text(one);
      }
    }
  }
  return 0;
}
