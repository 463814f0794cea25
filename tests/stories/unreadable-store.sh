#!/usr/bin/env bash
# The vault cannot be read and an old plain entry stands in docker's file: the old key is not used behind the user's back
# for long, and every place that can speak names the remedy.
# needs: docker
. "$STORY_LIB/story.sh"

vault=$HOME/.local/share/ngc-auth/vault
config=$HOME/.docker/config.json

want "docker ngc login" suite_login ada-acme
want "the vault is where the documentation says" test -s "$vault"

# A login from before the suite was there: revoked since.
allow file ada-old "^$config\$" "the story's own stale entry"
stale=$(key_of ada-old | jq -Rr '"$oauthtoken:" + . | @base64')
printf '%s' "$stale" >"$STORY_DIR/secret/stale"
jq --rawfile auth "$STORY_DIR/secret/stale" '.auths["nvcr.io"] = {auth: $auth}' "$config" >"$STORY_DIR/secret/config.new"
cat "$STORY_DIR/secret/config.new" >"$config"
unset stale

want "with a readable store the helper's key is used" docker pull "$PRIVATE"
forget_images

chapter "The vault is damaged"
cp -p "$vault" "$STORY_DIR/secret/vault.good"
printf 'x' | dd of="$vault" bs=1 seek=200 conv=notrunc status=none
want_exit 1 "the helper says so" helper_get nvcr.io
says "ngc"
says_not "$NOT_FOUND"
want_exit 1 "a foreign host is not touched by it" helper_get registry.example
says_exactly "$NOT_FOUND"
want_fail "the private pull fails" docker pull "$PRIVATE"
want_fail "status says which store" docker ngc status
says "vault"

chapter "The stale entry is taken over"
cp -p "$STORY_DIR/secret/vault.good" "$vault"
want "docker ngc configure docker" docker ngc configure docker
want "the plain entry is gone" jq -e '[.auths[]? | select(.auth)] == []' "$config"
want "the readable store works again" docker pull "$PRIVATE"
forget_images
printf 'x' | dd of="$vault" bs=1 seek=200 conv=notrunc status=none
log_mark
want_fail "unreadable again: no plain key is left to fall back to" docker pull "$PRIVATE"
want_no_request "no key was sent at all" '.form == "key"'

chapter "on_unreadable=anonymous"
want_exit 1 "the helper answers not-found, the sentence goes to stderr" \
  env NGC_AUTH_ON_UNREADABLE=anonymous bash -c 'printf nvcr.io | docker-credential-ngc get 2>/dev/null'
says_exactly "$NOT_FOUND"
want "a public image then pulls" env NGC_AUTH_ON_UNREADABLE=anonymous docker pull "$PUBLIC"
