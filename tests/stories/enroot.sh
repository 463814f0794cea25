#!/usr/bin/env bash
# enroot's .credentials: read by enroot's own rules, and sent by the curl that enroot runs. enroot itself is not in Debian:
# what it does with the file (4.1.2, src/docker.sh and src/common.sh, measured) is repeated here in a few lines.
# needs: curl jq
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
credentials=$HOME/.config/enroot/.credentials

# A line is found where it has machine, login and user in this order from the first column on.
finds() { grep -qs "^machine[[:space:]]\\+$1[[:space:]]\\+login[[:space:]]\\+$2" "$credentials"; }
# A password that starts with "$" is given to sh, with the rest of its line; errors are thrown away.
evaluated() {
  local line
  while IFS= read -r line; do
    case $line in
      machine*' password $'*) printf '%s password %s\n' "${line%% password *}" "$(sh -c "printf %s \"${line#* password }\"" 2>/dev/null)" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$credentials"
}
token_for() { # REPOSITORY: what enroot's authentication does, the realm from a cold challenge
  local realm
  realm=$(curl -sI "https://nvcr.io/v2/$1/manifests/1" | tr -d '\r' | sed -n 's/^[Ww][Ww][Ww]-[Aa]uthenticate: Bearer realm="\([^"]*\)".*/\1/p')
  curl -fsS -G --netrc-file <(evaluated) --data-urlencode "scope=repository:$1:pull" "$realm" | jq -er .token >"$STORY_DIR/out/token"
}

chapter "Configured, then imported from"
mkdir -p "${credentials%/*}"
printf '# mine\nmachine auth.docker.io login me password else\nmachine nvcr.io login $oauthtoken password %s\n' \
  "$(key_of ada-old)" >"$credentials"
chmod 600 "$credentials"
allow file ada-old 'enroot/\.credentials$' "it lay there in plain text before"
store_key() { key_of ada-acme | ngc login --key-stdin --no-configure --profile acme; }
want "login" store_key
want "a dry run shows the lines and hides the passwords" ngc configure enroot --dry-run
says 'machine nvcr.io login $oauthtoken password $(docker-credential-ngc print-key)' 'machine auth.docker.io ...'
want "configure" ngc configure enroot
says 'moved into the store'
want "the plain key is gone" bash -c "! grep -q nvapi- '$credentials'"
want "other lines stay" grep -qx 'machine auth.docker.io login me password else' "$credentials"
for host in nvcr.io authn.nvidia.com; do want "enroot finds $host" finds "$host" '$oauthtoken'; done
log_mark
want "enroot's authentication gets a token" token_for "$ORG/zoom/app"
want_request "with the stored key" '.credential == "ada-acme" and .form == "key"'
want "which opens the manifest" bash -c \
  "curl -fsS -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' -H @<(printf 'Authorization: Bearer %s' \"\$(cat '$STORY_DIR/out/token')\") https://nvcr.io/v2/$ORG/zoom/app/manifests/1 -o /dev/null"

chapter "Another key for one import"
store_own() { key_of ada-own | ngc login --key-stdin --no-configure --profile own; }
want "login to a second org" store_own
log_mark
with_own() { NGC_PROFILE=own token_for "$@"; }
want_fail "NGC_PROFILE in front of it chooses: that key does not open the first org" with_own "$ORG/zoom/app"
want_request "it was sent" '.credential == "ada-own" and .form == "key"'

chapter "Taken back"
want "unconfigure" ngc unconfigure enroot
want_fail "no line of NGC is left" grep -q 'nvcr.io\|authn.nvidia.com' "$credentials"
want "other lines stay" grep -qx 'machine auth.docker.io login me password else' "$credentials"
