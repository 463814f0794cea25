#include "service/policy/roles.h"

#include <gtest/gtest.h>

namespace ngcs::sandbox {
namespace {

TEST(Roles, FollowTheRegistryGuidesTable) {
  const Grants none{};
  const Grants read{true, false, false, false};
  const Grants write{true, true, false, false};
  const Grants admin{true, true, true, false};
  EXPECT_EQ(grants_of("REGISTRY_READ"), read);
  EXPECT_EQ(grants_of("REGISTRY_USER"), write);
  EXPECT_EQ(grants_of("REGISTRY_ADMIN"), admin);
  EXPECT_EQ(grants_of("USER_ADMIN"), admin);
  EXPECT_EQ(grants_of("USER"), write);
  EXPECT_EQ(grants_of("ADMIN"), admin);
  EXPECT_EQ(grants_of("ORG_OWNER"), (Grants{true, true, true, true}));
  for (const char* other :
       {"EGX_READ", "EGX_USER", "EGX_ADMIN", "USER_READ", "USER-WRITE", "NVIDIA_AI_ENTERPRISE_VIEWER",
        "PUBLIC_API_ENDPOINTS_USER", "FLEET_COMMAND_ADMIN", "", "_ROLE", "READ"}) {
    EXPECT_EQ(grants_of(other), none) << other;
  }
}

TEST(Roles, KnowEverySpelling) {
  EXPECT_EQ(grants_of("REGISTRY-READ"), grants_of("REGISTRY_READ"));
  EXPECT_EQ(grants_of("registry_read"), grants_of("REGISTRY_READ"));
  EXPECT_EQ(grants_of("REGISTRY-WRITE"), grants_of("REGISTRY_USER"));
  EXPECT_EQ(grants_of("REGISTRY_WRITE_USER_ROLE"), grants_of("REGISTRY_USER"));
  EXPECT_EQ(grants_of("REGISTRY_WRITE_ADMIN_ROLE"), grants_of("REGISTRY_ADMIN"));
  EXPECT_EQ(grants_of("REGISTRY_WRITE_TEAM_ADMIN_ROLE"), grants_of("REGISTRY_ADMIN"));
  EXPECT_EQ(grants_of("USER-ADMIN"), grants_of("USER_ADMIN"));
}

}  // namespace
}  // namespace ngcs::sandbox
