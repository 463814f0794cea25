# For stories that hold what `status --trace` predicts against what the real client sends.
# shellcheck shell=bash

# Programs that come and go belong to the story alone.
traced_bin=$STORY_DIR/out/bin
mkdir "$traced_bin"
export PATH=$traced_bin:$PATH

traced_status=(/usr/local/lib/docker/cli-plugins/docker-ngc ngc status)

# Keys of the world as profiles of their names: so K1, K2 … of the trace have names.
store_keys() { # ID…
  local id
  for id in "$@"; do
    key_of "$id" | /usr/local/lib/docker/cli-plugins/docker-ngc ngc login --key-stdin --profile "$id" --offline --no-configure ||
      return
  done
}

# auths entry of a key: plain_entry ci [USER]
plain_entry() { # ID [USER]
  # shellcheck disable=SC2016
  key_of "$1" | jq -Rsc --arg user "${2-\$oauthtoken}" '{auth: ($user + ":" + . | @base64)}'
}
# A helper program with a fixed answer on stdout, and an exit status.
helper_answers() { # NAME STATUS, answer on stdin
  cat >"$STORY_DIR/secret/answer-$1"
  printf '#!/bin/sh\ncat >/dev/null\ncat "%s"\nexit %s\n' "$STORY_DIR/secret/answer-$1" "$2" >"$traced_bin/docker-credential-$1"
  chmod 755 "$traced_bin/docker-credential-$1"
}
# good: answers with the key "ci"; empty: knows none; broken, silent: fail; mute: an empty answer.
usual_helpers() {
  # shellcheck disable=SC2016
  key_of ci | jq -Rsc '{ServerURL: "nvcr.io", Username: "$oauthtoken", Secret: .}' | helper_answers good 0
  printf '%s\n' "$NOT_FOUND" | helper_answers empty 1
  printf 'the vault is locked\n' | helper_answers broken 1
  printf '{"ServerURL":"nvcr.io","Username":"","Secret":""}\n' | helper_answers mute 0
}

# The id of the key that the trace says CLIENT sends; "none" where it sends nothing.
predicted() { # CLIENT TARGET
  "${traced_status[@]}" --trace "$2" --json >"$STORY_DIR/out/traced" 2>/dev/null || true
  jq -r --arg client "$1" '.data as $data | ($data.trace[] | select(.client == $client) | .sends) as $sends |
    if $sends == null then "none" else [$data.profiles[] | select(.key != null and .key == $sends.key) | .name][0] // "foreign" end' \
    <"$STORY_DIR/out/traced"
}
# What the client has sent since log_mark: ids of keys.
really_sent() {
  local ids
  ids=$(requests '.form == "key"' | jq -r .credential | sort -u | paste -sd, -)
  printf '%s' "${ids:-none}"
}

# The trace, the client and what is known about it say the same.
agree() { # WHAT CLIENT EXPECTED TARGET COMMAND…
  local what=$1 client=$2 expected=$3 target=$4
  shift 4
  same "$what: predicted" "$(predicted "$client" "$target")" "$expected"
  log_mark
  run_quietly "$@"
  same "$what: sent by $1" "$(really_sent)" "$expected"
}
# About the trace that agree made last.
traced() { # CLIENT JQ-CONDITION
  if jq -e --arg client "$1" ".data.trace[] | select(.client == \$client) | $2" <"$STORY_DIR/out/traced" >/dev/null; then
    printf 'ok:   %s\n' "$2"
  else
    jq --arg client "$1" '.data.trace[] | select(.client == $client)' <"$STORY_DIR/out/traced"
    fail "the trace of $1: $2"
  fi
}
finds() { # CLIENT CODE…: exactly these codes
  local client=$1
  shift
  traced "$client" "[.findings[].code] | unique == $(printf '%s\n' "$@" | jq -Rsc 'split("\n") | map(select(. != "")) | sort')"
}
