#include "entitlement/roles.h"

#include <gtest/gtest.h>

#include <string>

namespace ngcs::entitlement {
namespace {

void same(std::string_view role, Level artifacts, Level spaces, Level users, bool owner = false) {
  const auto grants = grants_of(role);
  ASSERT_TRUE(grants) << role;
  EXPECT_EQ(grants->artifacts, artifacts) << role;
  EXPECT_EQ(grants->spaces, spaces) << role;
  EXPECT_EQ(grants->users, users) << role;
  EXPECT_EQ(grants->owner, owner) << role;
}

constexpr Level kNone = Level::kNone;
constexpr Level kRead = Level::kRead;
constexpr Level kWrite = Level::kWrite;
constexpr Level kAdmin = Level::kAdmin;

TEST(Roles, TheTableOfTheGuide) {
  same("REGISTRY_READ", kRead, kRead, kNone);
  same("REGISTRY_USER", kWrite, kWrite, kNone);
  same("REGISTRY_ADMIN", kAdmin, kAdmin, kAdmin);
  same("USER_ADMIN", kAdmin, kAdmin, kAdmin);
  same("USER", kWrite, kWrite, kNone);
  same("ADMIN", kAdmin, kAdmin, kAdmin);
  same("EGX_READ", kNone, kRead, kNone);
  same("EGX_USER", kNone, kWrite, kNone);
  same("EGX_ADMIN", kNone, kAdmin, kAdmin);
  same("ORG_OWNER", kAdmin, kAdmin, kAdmin, true);
}

TEST(Roles, Spellings) {
  same("REGISTRY-READ", kRead, kRead, kNone);
  same("registry_read", kRead, kRead, kNone);
  same("REGISTRY-WRITE", kWrite, kWrite, kNone);
  same("REGISTRY_WRITE_USER_ROLE", kWrite, kWrite, kNone);
  same("REGISTRY_WRITE_ADMIN_ROLE", kAdmin, kAdmin, kAdmin);
  same("REGISTRY_WRITE_TEAM_ADMIN_ROLE", kAdmin, kAdmin, kAdmin);
  same("REGISTRY-ADMIN", kAdmin, kAdmin, kAdmin);
  same("USER-ADMIN", kAdmin, kAdmin, kAdmin);
  same("Org Owner", kAdmin, kAdmin, kAdmin, true);
  same("User Read", kNone, kRead, kNone);
  same("USER-READ", kNone, kRead, kNone);
}

TEST(Roles, OtherProductsGrantNothing) {
  for (const char* role : {"NVIDIA_AI_ENTERPRISE_VIEWER", "BASE_COMMAND_ADMIN", "FLEET_COMMAND_OPERATOR",
                           "OMNIVERSE_ADMIN", "PUBLIC_API_ENDPOINTS_USER"}) {
    same(role, kNone, kNone, kNone);
  }
}

TEST(Roles, WhatNoSourceDescribesIsNotKnown) {
  for (const char* role : {"", "USER_WRITE", "QUANTUM_ADMIN", "ROLE", "_ROLE", "REGISTRY"}) {
    EXPECT_FALSE(grants_of(role)) << role;
  }
}

}  // namespace
}  // namespace ngcs::entitlement
