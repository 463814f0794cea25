// The requests that the suite may make to NGC's services: allow-lists.
#pragma once

#include "http/transport.h"
#include "http/url.h"

namespace ngcs::ngc {

// True for an exact member of the list: method, host and path, segment by segment. Not in it, ever: POST
// /v2/users/me/api-key, which makes a new legacy key and thereby revokes the one the user has.
[[nodiscard]] bool is_allowed(http::Method method, const http::Url& url);

// What the command `api` may ask for on the user's own word: api.ngc.nvidia.com only. Reading: everything below /v2 and
// /v3. Changing: the user's artifacts, /v2/org/ORG[/team/TEAM]/ARTIFACTS/…. Nothing that makes, shows or revokes keys,
// in whatever spelling: segments are plain names, so that no second reader can see another path.
[[nodiscard]] bool is_allowed_by_hand(http::Method method, const http::Url& url);

}  // namespace ngcs::ngc
