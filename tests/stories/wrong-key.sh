#!/usr/bin/env bash
# A mistyped key, a revoked key and a wrong user name: nothing is stored, what was there stays, and the message says why.
# needs: docker
. "$STORY_LIB/story.sh"

wrong=nvapi-this-key-was-mistyped-0000000000000000000000000000000000000000000
mark_secret mistyped "$wrong"

want "a good login first" suite_login ada-acme

chapter "A mistyped key"
wrong_login() { printf '%s' "$wrong" | docker ngc login --key-stdin "$@"; }
want_exit 1 "docker ngc login refuses it" wrong_login
same "the good key is still served" "$(served_key)" ada-acme
# shellcheck disable=SC2016
wrong_docker_login() { printf '%s' "$wrong" | docker login nvcr.io -u '$oauthtoken' --password-stdin; }
want_fail "docker login refuses it" wrong_docker_login
same "the good key is still served" "$(served_key)" ada-acme

chapter "A revoked key"
want_exit 1 "docker ngc login refuses it" suite_login ada-old
same "the good key is still served" "$(served_key)" ada-acme
want "pull with the good key" docker pull "$PRIVATE"
forget_images
change_world '(.keys[] | select(.id == "ada-acme") | .state) = "revoked"'
want_fail "the same pull after the key was revoked" docker pull "$PRIVATE"
want_fail "a dead key also closes public images" docker pull "$PUBLIC"
want "docker ngc logout opens them again" docker ngc logout
want "public pull without a key" docker pull "$PUBLIC"
change_world '(.keys[] | select(.id == "ada-acme") | .state) = "active"'

chapter "Not a key at all"
for text in 'YOUR_API_KEY' '<api-key>' 'hf_abcdefghijklmnopqrstuvwxyz0123456789' ''; do
  not_a_key() { printf '%s\n' "$text" | docker ngc login --key-stdin; }
  want_fail "'$text' is refused" not_a_key
done
same "nothing is served" "$(served_key)" none

chapter "What hygiene takes off"
padded() { printf '  "%s"\r\n' "$(key_of ada-acme)" | docker ngc login --key-stdin; }
want "blanks, quotes and a line end around a good key" padded
same "the key itself is stored" "$(served_key)" ada-acme
