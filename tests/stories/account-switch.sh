#!/usr/bin/env bash
# Old account, logout, new account, as in a move between registries: nothing is lost that the user did not erase.
# needs: docker
. "$STORY_LIB/story.sh"

docker_login() { key_of "$1" | docker login nvcr.io -u "\$oauthtoken" --password-stdin; }

chapter "By docker ngc: a profile per org"
want "login with the old account" suite_login ada-own
want "login with the new account, without a logout" suite_login ada-acme
same "the default is still the old account" "$(served_key)" ada-own
want "switch to the new account" docker ngc use "$ORG"
same "the new key is served" "$(served_key)" ada-acme
own=$(docker ngc profile list --json | jq -r --arg org "$OWN_ORG" '.data.profiles[] | select(.org == $org) | .name')
same "the old key is still there" "$(NGC_PROFILE=$own served_key)" ada-own
want "logout of the new account" docker ngc logout
same "the old key survives that logout" "$(NGC_PROFILE=$own served_key)" ada-own
want "logout of the old account" docker ngc logout --profile "$own"
same "now it is gone" "$(NGC_PROFILE=$own served_key)" none

chapter "By docker login: the replaced key is kept, and not served"
want "docker login with the old key" docker_login ada-legacy
want "pull with the old account" docker pull "$PRIVATE"
want "docker login with the new key on top" docker_login ada-acme
same "the new key is served" "$(served_key)" ada-acme
profile=$(docker ngc profile list --json | jq -r '.data.profiles[] | select(.is_default) | .name')
want "the replaced key comes back" docker ngc profile restore "$profile"
same "and is served" "$(served_key)" ada-legacy
want "restoring again swaps them back" docker ngc profile restore "$profile"
same "the new key is served" "$(served_key)" ada-acme

chapter "Old account, logout, new account, push"
want "docker logout" docker logout nvcr.io
same "nothing is served" "$(served_key)" none
want "the pulled image is still there" docker image inspect "$PRIVATE"
want "docker login with the new account" docker_login ada-acme
want "tag" docker tag "$PRIVATE" "nvcr.io/$ORG/zoom/moved:1"
want "push to the new place" docker push "nvcr.io/$ORG/zoom/moved:1"
