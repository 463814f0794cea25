#!/usr/bin/env bash
# The registry's token expires inside a pull, between a manifest and what it names: the engine gets a new one with the same
# credentials and the pull ends well.
# needs: docker
# world: .variants.tokenLifetime = 60 | .faults += [{host: "nvcr.io", path: "/v2/mxa8oi8djw7m/zoom/app/manifests/sha256:", kind: "delay", seconds: 62, times: 1}]
# timeout: 300
. "$STORY_LIB/story.sh"

# 60 s is the shortest life that docker's registry client believes (distribution: minimumTokenLifetimeSeconds); a shorter
# token is presented again after its end, and the pull fails whatever a credential helper does.
want "docker ngc login" suite_login ada-acme
log_mark
want "the pull ends well" docker pull "$PRIVATE"
exchanges=$(requests '.credential == "ada-acme" and .form == "key"' | wc -l)
same "the key was exchanged twice" "$exchanges" 2
want_no_request "nothing was refused for an old token" '.status == 401 and .path != "/v2/"'
gap=$(requests '.form == "key" or (.path | test("/blobs/"))' | jq -rs '(.[-1].t | fromdate) - (.[0].t | fromdate)')
if [ "$gap" -lt 60 ]; then fail "the pull took $gap s, less than the token's life: it proves nothing"; fi
