#!/usr/bin/env bash
# Public images pull without any key, with and without the helper in docker's file.
# needs: docker
. "$STORY_LIB/story.sh"

want "without any configuration" docker pull "$PUBLIC"
forget_images

want "docker ngc configure docker" docker ngc configure docker
log_mark
want "with the helper registered and no key recorded" docker pull "$PUBLIC"
want_no_request "no key was sent" '.form == "key"'
want_request "an anonymous token was used" '.credential == "anonymous-token"'
forget_images

want "logged in" suite_login ada-acme
log_mark
want "with a key" docker pull "$PUBLIC"
want_request "now the key is used" '.credential == "ada-acme"'
want_fail "a private image of a space the key does not cover stays closed" docker pull "nvcr.io/$OWN_ORG/nothing:1"
