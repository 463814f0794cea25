#!/usr/bin/env bash
# `quickstart.sh --real`, with the sandbox in the place of NGC: the user's docker files stay as they are.
# needs: docker
. "$STORY_LIB/story.sh"

run_it() { # CONFIGURED
  key_of ada-acme | bash -euc '
    fail() { printf "%s\n" "$*"; exit 1; }
    say() { printf "%s\n" "$*"; }
    . "$STORY_ROOT/install/real.sh"
    run_real /usr/local/lib/docker/cli-plugins/docker-ngc /usr/local "$1" "$2"
  ' run_it "$PRIVATE" "$1"
}
before=$(sha256sum "$HOME/.docker/config.json")
want "login, pull and status with the user's own key" run_it 0
says "$ORG"
want "the image is there" docker image inspect "$PRIVATE"
same "docker's files are untouched" "$(sha256sum "$HOME/.docker/config.json")" "$before"
same "no key is left behind" "$(served_key)" none

want "with --configure" run_it 1
same "the key is in the user's store" "$(served_key)" ada-acme
