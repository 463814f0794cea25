# What stories are written with. A story is a bash script that sources this file and runs inside a sandbox of its own
# (see inside.sh for the machine it finds). It ends with 0, or with the first assertion that does not hold.
#
# Comment lines at the top steer the runner:
#   # needs: docker podman root …   programs it cannot do without; "docker" runs it once with every docker command found,
#                                   "helm" once with Helm 3 and once with Helm 4; "helm3", "helm4" name both at once
#   # world: JQ-PROGRAM             changes the example world before the start
#   # where: host                   outside any sandbox, for stories about the installation itself
# shellcheck shell=bash
set -euo pipefail

. "$STORY_LIB/layout.sh"

ORG=mxa8oi8djw7m
OWN_ORG=k2p9xq4tz1aa
PUBLIC=nvcr.io/nvidia/cuda:12.4.1-base
PRIVATE=nvcr.io/$ORG/zoom/app:1
ORG_IMAGE=nvcr.io/$ORG/base:1
GATED=nvcr.io/nvaie/vgpu-guest-driver:550.54
NOT_FOUND='credentials not found in native keychain'
export ORG OWN_ORG PUBLIC PRIVATE ORG_IMAGE GATED NOT_FOUND

story_output=$STORY_DIR/out/last
if [ "$(id -u)" != 0 ]; then story_output=$HOME/.story-output; fi

chapter() { printf '\n== %s\n' "$*"; }
fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

# The value of a key of the world, for a pipe: key_of ada-acme | docker login … --password-stdin
key_of() { # ID
  jq -jer --arg id "$1" '.keys[] | select(.id == $id) | .value' "$STORY_DIR/secret/world.json"
}

# A secret that is in no world but must not show up anywhere either.
mark_secret() { # ID VALUE
  printf '%s\t%s\n' "$1" "$2" >>"$STORY_DIR/secret/marks"
}

# The story itself puts a key in the open here: KIND is argv, environ, file, output or request; PATTERN a regular
# expression for the program, path or host.
allow() { # KIND ID PATTERN REASON
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$STORY_DIR/secret/allowed"
}

run_quietly() { # COMMAND…; output to $story_output, status in $story_status
  story_status=0
  "$@" >"$story_output" 2>&1 || story_status=$?
}
tell() { # ok|FAILED WHAT
  printf '%s: %s\n' "$1" "$2"
  if [ "$1" != ok ]; then
    printf 'status %s, output:\n' "$story_status"
    sed 's/^/  | /' "$story_output"
    exit 1
  fi
}
want() { # WHAT COMMAND…: ends with 0
  local what=$1
  shift
  run_quietly "$@"
  if [ "$story_status" = 0 ]; then tell ok "$what"; else tell FAILED "$what"; fi
}
want_fail() { # WHAT COMMAND…: ends with anything else
  local what=$1
  shift
  run_quietly "$@"
  # 124 and 126 and above are no answers: a time-out, a missing program, a crash.
  if [ "$story_status" != 0 ] && [ "$story_status" -lt 124 ] || [ "$story_status" = 125 ]; then
    tell ok "$what"
  else
    tell FAILED "$what"
  fi
}
want_exit() { # STATUS WHAT COMMAND…
  local expected=$1 what=$2
  shift 2
  run_quietly "$@"
  if [ "$story_status" = "$expected" ]; then tell ok "$what"; else tell FAILED "$what (expected status $expected)"; fi
}
# About the output of the last command.
says() { # TEXT…: every text stands in it
  local text
  for text in "$@"; do
    if ! grep -qF -- "$text" "$story_output"; then tell FAILED "the output says '$text'"; fi
  done
  printf 'ok:   it says %s\n' "$*"
}
says_not() { # TEXT…
  local text
  for text in "$@"; do
    if grep -qF -- "$text" "$story_output"; then tell FAILED "the output does not say '$text'"; fi
  done
}
in_json() { # JQ-CONDITION: about the last command's object
  if jq -es "map(select(type == \"object\"))[0] | $1" <"$story_output" >/dev/null; then
    printf 'ok:   %s\n' "$1"
  else
    tell FAILED "$1"
  fi
}
says_exactly() { # TEXT: it is the whole output
  if [ "$(cat "$story_output")" != "$1" ]; then tell FAILED "the output is exactly '$1'"; fi
  printf 'ok:   it says exactly %s\n' "$1"
}
same() { # WHAT ACTUAL EXPECTED
  if [ "$2" = "$3" ]; then printf 'ok: %s\n' "$1"; else fail "$1: '$2' instead of '$3'"; fi
}

# The requests that reached the service since the last log_mark.
log_lines=0
log_mark() { log_lines=$(ngc-sandbox log --json | wc -l); }
requests() { # [JQ-CONDITION]
  ngc-sandbox log --json | tail -n "+$((log_lines + 1))" | jq -c "select(${1:-true})"
}
want_request() { # WHAT JQ-CONDITION
  if [ -n "$(requests "$2")" ]; then
    printf 'ok: %s\n' "$1"
  else
    requests | tail -n 30 | sed 's/^/  | /'
    fail "$1: no request with $2"
  fi
}
want_no_request() { # WHAT JQ-CONDITION
  local found
  found=$(requests "$2")
  if [ -z "$found" ]; then printf 'ok: %s\n' "$1"; else fail "$1: $found"; fi
}

# Replaces the world of the running sandbox by the present one changed by a jq program.
change_world() { # JQ-PROGRAM
  jq "$1" "$STORY_DIR/secret/world.json" >"$STORY_DIR/secret/world.new"
  mv "$STORY_DIR/secret/world.new" "$STORY_DIR/secret/world.json"
  ngc-sandbox set --world "$STORY_DIR/secret/world.json" >"$STORY_DIR/out/set" 2>&1 ||
    fail "ngc-sandbox set: $(cat "$STORY_DIR/out/set")"
}

# Runs a command as the ordinary user, as a fresh login would.
as_user() { # [NAME=VALUE…] COMMAND…
  runuser -u story -- env -i HOME=/home/story USER=story LOGNAME=story SHELL=/bin/bash LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/bin:/usr/bin:/bin PWD=/home/story ${user_environment[@]+"${user_environment[@]}"} \
    bash -c 'cd && exec "$@"' as_user env "$@"
}
user_environment=()

# Runs a command on a terminal of its own; see terminal.py.
on_tty() { /usr/bin/python3 "$STORY_LIB/terminal.py" "$STORY_DIR" "$@"; }

# Prints the helper's answer for a host.
helper_get() { # HOST [HELPER]
  printf '%s' "$1" | "${2:-docker-credential-ngc}" get
}
# Which key (its id in the world) the helper serves; "none" where it serves none.
served_key() { # [HOST [HELPER]]
  local secret
  secret=$(helper_get "${1:-nvcr.io}" "${2:-docker-credential-ngc}" 2>/dev/null | jq -er .Secret 2>/dev/null) || {
    printf 'none'
    return 0
  }
  printf '%s' "$secret" | id_of_key
}
id_of_key() { # key on stdin
  jq -Rrs --slurpfile world "$STORY_DIR/secret/world.json" \
    '. as $value | [$world[0].keys[] | select(.value == $value) | .id][0] // "unknown"'
}

# docker login of the suite for a key of the world.
suite_login() { # KEY-ID [OPTION…]
  local id=$1
  shift
  key_of "$id" | docker ngc login --key-stdin "$@"
}
# The plugin directories `ngc` and `ngc-getter` of the installed suite, put into Helm as users do; HELM is the command to use
# (default: the story's).
install_plugins() { # [HELM]
  local half
  for half in ngc ngc-getter; do
    "${1:-helm}" plugin install "/usr/local/lib/ngc-auth/helm-plugins/$half" || return
  done
}
# A Helm of its own from here on: no plugins, no repositories, no cache.
fresh_helm() {
  local home
  home=$(mktemp -d "$STORY_DIR/out/helm.XXXXXX")
  export HELM_DATA_HOME=$home/data HELM_CONFIG_HOME=$home/config HELM_CACHE_HOME=$home/cache
}
# helm login of the suite for a key of the world.
helm_login() { # KEY-ID [OPTION…]
  local id=$1
  shift
  key_of "$id" | helm ngc login --key-stdin "$@"
}
# Removes local copies, so that the next pull has to ask the registry.
forget_images() {
  local images
  images=$(docker image ls -q | sort -u)
  # shellcheck disable=SC2086
  if [ -n "$images" ]; then docker image rm -f $images >/dev/null 2>&1; fi
}
