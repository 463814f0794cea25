#!/usr/bin/env bash
# After a logout nothing is served, nothing is left, and docker gets anonymous.
# needs: docker
. "$STORY_LIB/story.sh"

chapter "docker ngc logout"
want "docker ngc login" suite_login ada-acme
want "pull" docker pull "$PRIVATE"
forget_images
want "docker ngc logout" docker ngc logout
same "no key is served" "$(served_key)" none
want_fail "the private image is refused" docker pull "$PRIVATE"
want_exit 5 "status: not logged in" docker ngc status

chapter "docker logout nvcr.io"
want "docker ngc login" suite_login ada-acme
want "docker logout nvcr.io" docker logout nvcr.io
same "no key is served" "$(served_key)" none
want_fail "the private image is refused" docker pull "$PRIVATE"
want "a second logout is no error" docker logout nvcr.io

chapter "The previous key goes as well"
want "login" suite_login ada-legacy --profile acme
want "a second key in the same profile" suite_login ada-acme --profile acme
want "docker ngc logout" docker ngc logout --profile acme
want_fail "there is nothing to restore" docker ngc profile restore acme
