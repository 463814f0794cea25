#!/usr/bin/env bash
# The leak checks that follow every story, proved on planted leaks of each kind: a check that finds nothing proves nothing.
. "$STORY_LIB/story.sh"

# A story directory of its own, so that what is planted here is judged here.
planted=/run/planted
mkdir -p "$planted/out" "$planted/secret"
cp "$STORY_DIR/secret/world.json" "$planted/secret/"
touch "$planted/started"
allow argv '*' '' "planted"
allow environ '*' '' "planted"
allow file '*' '' "planted"

search() { /usr/bin/python3 "$STORY_LIB/leaks.py" search "$planted" "$STORY_ROOT" "$STORY_BUILD" "$STORY_DIR"; }
want "nothing planted, nothing found" search

plant_file() { # NAME: content on stdin
  cat >"$1"
  want_exit 1 "a key in $1 is found" search
  says "$1" "ada-acme"
  rm "$1"
}
key_of ada-acme | plant_file "/tmp/plain"
key_of ada-acme | plant_file "$HOME/plain"
key_of ada-acme | plant_file "$planted/out/transcript"
key_of ada-acme | base64 -w0 | plant_file "/tmp/base64"
key_of ada-acme | jq -Rr '"$oauthtoken:" + . | @base64' | plant_file "/tmp/auth"
key_of ada-acme | jq -Rr '"a" + . + "z" | @base64' | plant_file "/tmp/shifted-once"
key_of ada-acme | jq -Rr '"ab" + . + "z" | @base64' | plant_file "/tmp/shifted-twice"
want "and gone again" search

/usr/bin/python3 "$STORY_LIB/leaks.py" watch "$planted" &
watch=$!
sleep 0.3
bash -c 'sleep 0.3; :' planted-argv "$(key_of ada-acme)"
PLANTED=$(key_of ada-legacy) bash -c 'sleep 0.3; :' planted-environment
kill "$watch"
wait "$watch" || true
want_exit 1 "keys in an argument and in an environment are found" search
says "argv: key ada-acme" "environ: key ada-legacy"
rm "$planted/secret/watched"

# shellcheck disable=SC2016
want "a key that reaches a host which is not for keys" curl -s -o /dev/null -u "\$oauthtoken:$(key_of ada-acme)" https://layers.nvcr.io/
want_exit 1 "is found in the request log" search
says "request: key ada-acme in layers.nvcr.io"
allow request ada-acme 'layers.nvcr.io' "planted"
