#!/usr/bin/env bash
# The key in a real gnome-keyring: unlocked, locked, mute and absent. docker pulls while it is unlocked; in every other state
# the helper answers within its two seconds, names the keyring, and asks no other store.
# needs: docker gnome-keyring-daemon dbus-daemon
. "$STORY_LIB/story.sh"

# No folder of services: nothing starts by itself.
cat >"$STORY_DIR/bus.conf" <<XML
<busconfig><type>session</type><listen>unix:dir=$STORY_DIR</listen>
<policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy>
</busconfig>
XML
dbus-daemon --config-file="$STORY_DIR/bus.conf" --print-address=3 --print-pid=4 --fork 3>"$STORY_DIR/bus" 4>"$STORY_DIR/bus.pid" ||
  fail "no session bus can be started"
DBUS_SESSION_BUS_ADDRESS=$(cat "$STORY_DIR/bus")
export DBUS_SESSION_BUS_ADDRESS

keyring=
start_keyring() { # FILE [--unlock]: FILE holds its password then
  local input=$1
  shift
  gnome-keyring-daemon --foreground --components=secrets --control-directory="$STORY_DIR/keyring" "$@" \
    <"$input" >"$STORY_DIR/out/keyring" 2>&1 &
  keyring=$!
  local round
  for round in $(seq 50); do
    if dbus-send --session --dest=org.freedesktop.DBus --print-reply / org.freedesktop.DBus.NameHasOwner \
      string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; then return 0; fi
    sleep 0.1
  done
  fail "gnome-keyring does not come up (round $round): $(cat "$STORY_DIR/out/keyring")"
}
stop_keyring() {
  kill -CONT "$keyring" 2>/dev/null || true
  kill "$keyring"
  wait "$keyring" 2>/dev/null || true
}
answers_in_time() { # WHAT: the helper refuses, quickly, and says more than not-found
  local before after
  before=$(date +%s%N)
  want_exit 1 "$1" helper_get nvcr.io
  after=$(date +%s%N)
  says_not "$NOT_FOUND" Secret
  says keyring
  # Two seconds by contract; the rest is for a machine that is busy with other tests.
  if [ $(((after - before) / 1000000)) -gt 6000 ]; then fail "the helper took $(((after - before) / 1000000)) ms"; fi
}

chapter "Unlocked"
printf 'a password\n' >"$STORY_DIR/secret/password"
start_keyring "$STORY_DIR/secret/password" --unlock
want "login to the vault mentions the open keyring" suite_login ada-acme
says "secret-service"
want "logout" docker ngc logout
want "login to the keyring" suite_login ada-acme --store secret-service
want "the index names the keyring" test "$(docker ngc profile list --json | jq -r '.data.profiles[0].store')" = secret-service
same "the key is served" "$(served_key)" ada-acme
want "docker pulls with it" docker pull "$PRIVATE"
want "status names the store and what it protects from" docker ngc status
says "secret-service" "keyring"
forget_images

chapter "Mute: the provider takes the call and never answers"
kill -STOP "$keyring"
answers_in_time "the helper does not wait for it"
want_exit 1 "a foreign host is not affected" helper_get registry.example
says_exactly "$NOT_FOUND"
kill -CONT "$keyring"
same "when it answers again the key is served" "$(served_key)" ada-acme

chapter "Locked"
stop_keyring
start_keyring /dev/null --start
answers_in_time "the helper says that it is locked"
says "locked"
want_fail "docker gets no credentials" docker pull "$PRIVATE"
want_exit 0 "erase does not fail its client" bash -c 'printf nvcr.io | docker-credential-ngc erase'
stop_keyring
start_keyring "$STORY_DIR/secret/password" --unlock
same "a key erased while the keyring was locked is not served again" "$(served_key)" none

chapter "Absent"
want "login to the keyring again" suite_login ada-acme --store secret-service
same "the key is served" "$(served_key)" ada-acme
stop_keyring
kill "$(cat "$STORY_DIR/bus.pid")"
answers_in_time "a bus that is gone"
unset DBUS_SESSION_BUS_ADDRESS
answers_in_time "no bus at all"
want_exit 1 "a foreign host is not affected" helper_get registry.example
says_exactly "$NOT_FOUND"
want_fail "login to the keyring says that there is none" suite_login ada-own --store secret-service
want "login to the vault works" suite_login ada-own
