#!/usr/bin/env bash
# crane (go-containerregistry) asks for the repository before the host when the helper is the credsStore.
# needs: crane
. "$STORY_LIB/story.sh"

PATH=$PATH:$STORY_TOOLS

mkdir -p "$HOME/.docker"
printf '{"credsStore": "ngc"}\n' >"$HOME/.docker/config.json"
want_fail "private image without a key" crane digest "$PRIVATE"
want "public image without a key" crane digest "$PUBLIC"
login() { key_of "$1" | /usr/local/lib/docker/cli-plugins/docker-ngc ngc login --key-stdin --no-configure; }
want "login" login ada-acme
want "login to a second org" login ada-own
want "make it the default" /usr/local/lib/docker/cli-plugins/docker-ngc ngc use "$OWN_ORG"
same "the default is the second org's key" "$(served_key)" ada-own
want "crane names the repository, so the first org's key is used" crane digest "$PRIVATE"
want_request "the right key went out" '.credential == "ada-acme" and .form == "key"'
want "copy inside the registry" crane copy "$PRIVATE" "nvcr.io/$ORG/zoom/from-crane:1"
printf '{"credHelpers": {"nvcr.io": "ngc"}}\n' >"$HOME/.docker/config.json"
want "with credHelpers the host's default key answers" crane digest "$PUBLIC"
