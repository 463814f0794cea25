#!/usr/bin/env bash
# What docker's CLI asks of a plugin: metadata at once and without touching anything, global options, exit codes.
# needs: docker strace
. "$STORY_LIB/story.sh"

plugin=/usr/local/lib/docker/cli-plugins/docker-ngc
chapter "Metadata"
want "docker-cli-plugin-metadata" "$plugin" docker-cli-plugin-metadata
want "is one JSON object with the mandatory members" \
  jq -e '.SchemaVersion == "0.1.0" and (.Vendor | length > 0) and (.Version | length > 0) and (.ShortDescription | length > 0)' \
  "$STORY_DIR/out/last"
want "it works with a broken store" env HOME=/nonexistent NGC_AUTH_HOME=/nonexistent "$plugin" docker-cli-plugin-metadata
strace -f -e trace=openat,connect,socket -o "$STORY_DIR/out/strace" "$plugin" docker-cli-plugin-metadata >/dev/null
same "it opens no file of the user and no socket" \
  "$(grep -cE "$HOME|ngc-auth|config.json|socket\(|connect\(" "$STORY_DIR/out/strace" || true)" 0

chapter "In docker"
want "docker lists the plugin" docker info
says "ngc"
want "docker --help knows it" docker --help
says "ngc"
says_not "invalid"

chapter "Global options before the command"
mkdir -p "$STORY_DIR/elsewhere"
login_elsewhere() { key_of ada-acme | docker --config "$STORY_DIR/elsewhere" ngc login --key-stdin; }
before=$(sha256sum "$HOME/.docker/config.json")
want "docker --config DIR ngc login" login_elsewhere
want "configured that directory" jq -e '.credHelpers["nvcr.io"] == "ngc"' "$STORY_DIR/elsewhere/config.json"
same "and not the default one" "$(sha256sum "$HOME/.docker/config.json")" "$before"
want "docker --config DIR pull" docker --config "$STORY_DIR/elsewhere" pull "$PRIVATE"
want "docker -D ngc version" docker -D ngc version
want_exit 2 "an unknown option is a usage error" docker ngc login --no-such-option
want_exit 2 "an unknown command is a usage error" docker ngc no-such-command

chapter "configure"
config=$HOME/.docker/config.json
mkdir -p "$HOME/.docker"
printf '{\n\t"auths": {\n\t\t"ghcr.io": {}\n\t},\n\t"HttpHeaders": {"X-Own": "1"},\n\t"unknown": [1, 2.50, {"a": null}]\n}' >"$config"
chmod 640 "$config"
before=$(cat "$config")
want "--dry-run shows the change" docker ngc configure docker --dry-run
says "credHelpers"
same "and makes none" "$(cat "$config")" "$before"
want "docker ngc configure docker" docker ngc configure docker
want "unknown fields are kept" jq -e '.unknown == [1, 2.5, {"a": null}] and .HttpHeaders["X-Own"] == "1" and (.auths | has("ghcr.io"))' "$config"
same "the mode is kept" "$(stat -c %a "$config")" 640
want "a second time changes nothing" docker ngc configure docker
want "docker ngc unconfigure docker" docker ngc unconfigure docker
want "the helper is gone" jq -e '(.credHelpers // {}) | has("nvcr.io") | not' "$config"
want "everything else is there" jq -e '.unknown == [1, 2.5, {"a": null}] and (.auths | has("ghcr.io"))' "$config"
