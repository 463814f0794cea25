// What a role grants on images and charts.
#pragma once

#include <string_view>

namespace ngcs::sandbox {

struct Grants {
  bool read = false;       // list, view, pull, download
  bool write = false;      // create, push, upload, edit
  bool admin = false;      // delete
  bool whole_org = false;  // Org Owner: also in every team, also for writing

  friend bool operator==(const Grants&, const Grants&) = default;
};

// Any spelling that occurs: REGISTRY_READ, REGISTRY-READ, REGISTRY_WRITE_USER_ROLE … Roles of other products, and
// unknown ones, grant nothing here.
[[nodiscard]] Grants grants_of(std::string_view role);

}  // namespace ngcs::sandbox
