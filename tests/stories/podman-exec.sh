#!/usr/bin/env bash
# The auth file of `exec --authfile`: in memory, mode 0600, merged with the user's other logins, and gone on exit, after TERM
# and after KILL. Signals, exit codes, --env; the warning before podman's remote client sends everything away.
# needs: podman skopeo root
# timeout: 300
# shellcheck disable=SC2154 # story.sh sets story_status and story_output
. "$STORY_LIB/story.sh"

export XDG_RUNTIME_DIR=$STORY_DIR/out/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
left() { find "$XDG_RUNTIME_DIR" /dev/shm /run -maxdepth 1 -name 'ngc-auth-run.*' 2>/dev/null | wc -l; }
wait_until() { # WHAT COMMAND…
  local what=$1 i
  shift
  for ((i = 0; i < 100; i++)); do
    if "$@"; then
      printf 'ok: %s\n' "$what"
      return
    fi
    sleep 0.1
  done
  fail "$what"
}
nothing_left() { [ "$(left)" = 0 ]; }
there_is() { [ -e "$1" ]; }

login_as() { key_of "$1" | podman-auth login --key-stdin; }
want "login" login_as ada-acme
want "login to a second org" login_as ada-own
mkdir -p "$HOME/.config/containers"
jq '.auths["quay.io"] = {"auth": "YTpi"} | .credHelpers["ghcr.io"] = "other"' "$HOME/.config/containers/auth.json" >"$HOME/new.json"
cat "$HOME/new.json" >"$HOME/.config/containers/auth.json"

chapter "The file while the command runs"
# shellcheck disable=SC2016
look='stat -c "%a %U" "$REGISTRY_AUTH_FILE"; stat -c "%a" "$(dirname "$REGISTRY_AUTH_FILE")"
  stat -f -c %T "$REGISTRY_AUTH_FILE"; jq -c "[.auths | keys[]], .credHelpers, .auths[\"quay.io\"]" "$REGISTRY_AUTH_FILE"'
want "exec --authfile" podman-auth exec --authfile -- bash -c "$look"
says_exactly "600 root
700
tmpfs
[\"nvcr.io\",\"nvcr.io/$OWN_ORG\",\"nvcr.io/$ORG\",\"quay.io\"]
{\"ghcr.io\":\"other\"}
{\"auth\":\"YTpi\"}"
same "gone on exit" "$(left)" 0

chapter "Exit codes and signals"
want_exit 7 "the command's own" podman-auth exec --authfile -- bash -c 'exit 7'
run_quietly podman-auth exec -- bash -c 'kill -KILL $$'
same "128 + the signal" "$story_status" 137
run_quietly podman-auth exec -- no-such-program
same "127 where it is missing" "$story_status" 127
want_exit 2 "no command" podman-auth exec --authfile
# shellcheck disable=SC2016
sleeper='trap "exit 9" TERM; printf "%s" "$REGISTRY_AUTH_FILE" >"$0"; touch "$0.ready"; while :; do sleep 0.1; done'

chapter "TERM"
podman-auth exec --authfile -- bash -c "$sleeper" "$STORY_DIR/out/term" &
pid=$!
wait_until "it runs" there_is "$STORY_DIR/out/term.ready"
test -e "$(cat "$STORY_DIR/out/term")" || fail "the file is there"
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
same "the command got the signal and answered" "$status" 9
same "gone" "$(left)" 0

chapter "^C on a terminal"
# The terminal sends it to both; a second one from us would count twice.
# shellcheck disable=SC2016
counter='n=0; trap "n=\$((n + 1))" INT; echo ready; sleep 5; sleep 0.3; exit $((40 + n))'
run_quietly on_tty --on ready --type $'\003' -- podman-auth exec --authfile -- bash -c "$counter"
same "the command got it once" "$story_status" 41
same "gone" "$(left)" 0

chapter "KILL"
podman-auth exec --authfile -- bash -c "$sleeper" "$STORY_DIR/out/kill" &
pid=$!
wait_until "it runs" there_is "$STORY_DIR/out/kill.ready"
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
wait_until "gone after a kill of podman-auth alone" nothing_left

chapter "KILL of everything, the watcher too"
podman-auth exec --authfile -- bash -c "$sleeper" "$STORY_DIR/out/all" &
pid=$!
wait_until "it runs" there_is "$STORY_DIR/out/all.ready"
watchers=$(grep -lx ngc-auth-watch /proc/[0-9]*/comm | sed 's|/proc/\([0-9]*\)/comm|\1|')
# shellcheck disable=SC2086
kill -KILL $watchers "$pid"
wait "$pid" 2>/dev/null || true
same "it stays for now" "$(left)" 1
sleep 0.5
want "the next start" podman-auth exec --authfile -- true
same "collects it" "$(left)" 0
podman-auth exec --authfile -- bash -c "$sleeper" "$STORY_DIR/out/first" &
pid=$!
wait_until "one that is in use" there_is "$STORY_DIR/out/first.ready"
want "is left alone by another" podman-auth exec --authfile -- test -e "$(cat "$STORY_DIR/out/first")"
kill -TERM "$pid"
wait "$pid" || true

chapter "No memory to keep it in"
mount -t overlay overlay -o "lowerdir=/usr/share/doc:/usr/share/man" /dev/shm
want_exit 1 "refused" unshare -m bash -c 'mount --bind /usr/share /run && XDG_RUNTIME_DIR=/usr/share exec "$0" exec --authfile -- true' \
  "$(command -v podman-auth)"
says "stay in memory"
umount /dev/shm

chapter "The key in the environment, for that command only"
allow environ ada-own '.' "exec --env was asked to put it there"
# shellcheck disable=SC2016
shown='printf "%s" "$NGC_API_KEY" >"$0"; [ "$NGC_API_KEY" = "$NGC_CLI_API_KEY" ] && echo "$NGC_CLI_ORG"; echo "file:${REGISTRY_AUTH_FILE-none}"'
want "exec --env" podman-auth exec --env --org "$OWN_ORG" -- bash -c "$shown" "$STORY_DIR/secret/env-key"
says_exactly "$OWN_ORG
file:none"
same "it is that org's" "$(id_of_key <"$STORY_DIR/secret/env-key")" ada-own
# shellcheck disable=SC2016
want "without --env there is none" podman-auth exec --org "$OWN_ORG" -- bash -c 'echo "${NGC_API_KEY-none} $NGC_PROFILE $NGC_CLI_ORG"'
says_exactly "none $OWN_ORG $OWN_ORG"
want "docker ngc exec is the same" env /usr/local/lib/docker/cli-plugins/docker-ngc ngc exec --org "$ORG" -- \
  bash -c 'printf nvcr.io | docker-credential-ngc get | grep -q Secret'

chapter "Before podman's remote client sends everything away"
want "podman --remote" podman-auth exec -- echo podman --remote
says_not "every secret"
run_quietly podman-auth exec -- podman --remote version
says "podman --remote: podman sends the service every secret" "--authfile --org ORG"
run_quietly env CONTAINER_HOST=unix:///nowhere podman-auth exec --authfile --org "$ORG" -- jq -c '[.auths | keys[]], .credHelpers' /dev/null
says "CONTAINER_HOST is set" "no login of another registry"
# shellcheck disable=SC2016
CONTAINER_HOST=unix:///nowhere podman-auth exec --authfile --org "$ORG" -- \
  bash -c 'jq -c "[.auths | keys[]], .credHelpers" "$REGISTRY_AUTH_FILE"' >"$story_output" 2>/dev/null
says_exactly "[\"nvcr.io\",\"nvcr.io/$ORG\"]
null"
chapter "What a podman service really gets"
mkdir "$STORY_DIR/out/bin"
printf '{"ServerURL":"ghcr.io","Username":"u","Secret":"s"}' >"$STORY_DIR/out/answer"
printf '#!/bin/sh\ncat >>"%s"\ncat "%s"\n' "$STORY_DIR/out/asked" "$STORY_DIR/out/answer" >"$STORY_DIR/out/bin/docker-credential-other"
chmod 755 "$STORY_DIR/out/bin/docker-credential-other"
export PATH=$STORY_DIR/out/bin:$PATH
podman system service --time=0 "unix://$STORY_DIR/out/podman.sock" &
service=$!
wait_until "a service" there_is "$STORY_DIR/out/podman.sock"
export CONTAINER_HOST=unix://$STORY_DIR/out/podman.sock
want "podman --remote pulls" podman --remote pull "$PRIVATE"
same "and asked the other registry's helper, too" "$(cat "$STORY_DIR/out/asked")" ghcr.io
log_mark
want_fail "with the file for one org the service has that key only" \
  podman-auth exec --authfile --org "$OWN_ORG" -- podman --remote pull "$ORG_IMAGE"
want_request "it tried it" '.credential == "ada-own" and .form == "key"'
want_no_request "and no other" '.credential == "ada-acme"'
want "the file for the right one opens it" podman-auth exec --authfile --org "$ORG" -- podman --remote pull "$ORG_IMAGE"
unset CONTAINER_HOST
kill "$service"
wait "$service" || true

chapter "status knows"
run_quietly env CONTAINER_HOST=unix:///nowhere podman-auth status
says "CONTAINER_HOST is set: podman sends the service every secret"
