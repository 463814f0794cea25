#!/usr/bin/env bash
# A person types the key at docker ngc's own prompt; afterwards docker pulls a private image.
# needs: docker
. "$STORY_LIB/story.sh"

want_fail "before the login the private image is refused" docker pull "$PRIVATE"

log_mark
want "docker ngc login asks on the terminal" on_tty --on 'key' --key ada-acme -- docker ngc login
says "Acme Robotics" "$ORG" "zoom" "nv-ai-enterprise"
says "docker pull"
want_request "the key was checked online" '.credential == "ada-acme" and .form == "key"'

want "docker pulls the private image" docker pull "$PRIVATE"
want_request "docker sent the key to the token endpoint" \
  '.host == "nvcr.io" and (.path | startswith("/proxy_auth"))'
want "docker's file names the helper" jq -e '.credHelpers["nvcr.io"] == "ngc" and .credHelpers["nvcr.io:443"] == "ngc"' \
  "$HOME/.docker/config.json"
want "docker's file holds no credential" jq -e '[.auths[]? | select(.auth or .password)] == []' "$HOME/.docker/config.json"

chapter "What hangs on the prompt"
want_exit 1 "an empty line is no key" on_tty --on 'key' --type '' -- docker ngc login --profile other
want "and the first key is still there" test "$(served_key)" = ada-acme
