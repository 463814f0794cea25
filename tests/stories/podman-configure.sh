#!/usr/bin/env bash
# `podman-auth configure`: a fresh user, a user with old keys in four files, what `podman login` and `podman logout --all`
# undo, and the way back; with real podman, buildah and skopeo.
# needs: podman buildah skopeo root
# timeout: 300
. "$STORY_LIB/story.sh"

own_file=$HOME/.config/containers/auth.json
run_file=/run/containers/0/auth.json
docker_file=$HOME/.docker/config.json
seed=$(cat "$docker_file" 2>/dev/null || printf '{}')

login_as() { # KEY-ID [OPTION…]
  local id=$1
  shift
  key_of "$id" | podman-auth login --key-stdin "$@"
}
put() { # FILE, content on stdin
  mkdir -p "$(dirname "$1")" && cat >"$1"
}
plain() { # KEY-ID
  # shellcheck disable=SC2016
  key_of "$1" | jq -Rsc '{auth: ("$oauthtoken:" + . | @base64)}'
}
in_file() { # WHAT FILE JQ-CONDITION
  if jq -e "$3" <"$2" >/dev/null; then printf 'ok: %s\n' "$1"; else
    jq 'del(.. | .auth?)' <"$2"
    fail "$1: $3"
  fi
}

chapter "A fresh user"
want_fail "podman: private image without a key" podman pull "$PRIVATE"
want "one login" login_as ada-acme
says "podman, buildah and skopeo ask docker-credential-ngc" "Next: podman pull"
in_file "the persistent file names the helper" "$own_file" '.credHelpers == {"nvcr.io": "ngc", "nvcr.io:443": "ngc"}'
want "podman pulls" podman pull "$PRIVATE"
want "buildah pulls" buildah pull "$ORG_IMAGE"
want "skopeo inspects" skopeo inspect "docker://$PRIVATE"
want "configure again changes nothing" podman-auth configure --json
in_json '.data.changed == false and .data.undone == []'
want "status knows podman" podman-auth status --json
in_json '.data.clients[0] | .client == "podman" and .via == "helper" and .key == "K1" and .problems == []'
want "status --trace says what podman sends" podman-auth status --trace "$PRIVATE" --json
in_json '[.data.trace[] | select(.client == "podman") | .sends.helper] == ["docker-credential-ngc"]'

chapter "podman login undoes it, configure notices and repairs"
# shellcheck disable=SC2016
podman_login() { key_of ada-own | podman login -u '$oauthtoken' --password-stdin nvcr.io; }
allow file ada-own '/run/containers/0/auth.json' "podman login wrote it"
want "podman login with another key" podman_login
in_file "it wrote a plain copy" "$run_file" '.auths["nvcr.io"].auth != null'
want_fail "and that key is sent now, which does not open the image" skopeo inspect "docker://$PRIVATE"
want "configure" podman-auth configure
says "Undone since the last time: \`podman login\` had put a key in plain text into $run_file" "Repaired"
in_file "no plain copy is left" "$run_file" '(.auths // {}) | has("nvcr.io") | not'
want "the stored key is sent again" skopeo inspect "docker://$PRIVATE"
same "the other key is kept in the store" "$(NGC_PROFILE=$OWN_ORG served_key)" ada-own

chapter "podman logout --all undoes it, configure notices and repairs"
mkdir -p "$(dirname "$run_file")" && cp "$own_file" "$run_file"
want "podman logout --all" env REGISTRY_AUTH_FILE="$own_file" podman logout --all
in_file "the entries are gone" "$own_file" '(.credHelpers // {}) == {}'
rm -f "$run_file"
want "configure" podman-auth configure
says "credHelpers had been taken out of $own_file, as \`podman logout --all\` does" "log in again"
want "after a new login" login_as ada-acme
want "podman is served again" skopeo inspect "docker://$PRIVATE"

chapter "The way back"
want "configure --undo" podman-auth configure --undo
if [ -e "$own_file" ]; then in_file "nothing of ours is in the file" "$own_file" '(.credHelpers // {}) == {}'; fi
want_fail "podman asks nobody" skopeo inspect "docker://$PRIVATE"
want "logout" podman-auth logout --all

chapter "Old keys in every file"
allow file '*' '/(auth|config)\.json$|/\.dockercfg$' "these are the plain keys that configure finds"
put "$run_file" <<<"{\"auths\": {\"nvcr.io\": $(plain ada-acme), \"quay.io\": {\"auth\": \"YTpi\"}}}"
put "$own_file" <<<"{\"auths\": {\"nvcr.io/$OWN_ORG\": $(plain ada-own)}, \"note\": [1,  2]}"
put "$docker_file" <<<"{\"auths\": {\"https://nvcr.io/v2/\": $(plain ada-legacy), \"ghcr.io\": {\"auth\": \"YTpi\"}}}"
put "$HOME/.dockercfg" <<<"{\"nvcr.io\": $(plain ci)}"
want "configure --dry-run" podman-auth configure --dry-run
says "+    \"nvcr.io\": \"ngc\"" "(not shown)"
in_file "nothing was changed" "$run_file" '.auths["nvcr.io"].auth != null'
want "configure" podman-auth configure --json
in_json '.data.moved_keys | length == 4'
in_json ".data.moved_keys | map(select(.entry == \"nvcr.io/$OWN_ORG\")) | .[0].profile == \"$OWN_ORG\""
for file in "$run_file" "$own_file" "$docker_file" "$HOME/.dockercfg"; do
  in_file "$file holds no key of NGC" "$file" '[.. | objects | to_entries[] | select(.key | test("nvcr")) | .value | objects | .auth // empty] == []'
done
in_file "other registries stay" "$run_file" '.auths["quay.io"].auth == "YTpi"'
in_file "and in docker's file" "$docker_file" '.auths["ghcr.io"].auth == "YTpi" and .credHelpers["nvcr.io"] == "ngc"'
grep -qF '"note": [1,  2]' "$own_file" || fail "unknown members keep their form"
want "the first file's key is the default one, as it was sent before" skopeo inspect "docker://$PRIVATE"
want "the other org's key is stored under its name" podman-auth profile list
says "$OWN_ORG"
want "configure says what several orgs need" podman-auth configure
says "podman names only the host" "exec --org ORG" "exec --authfile"

chapter "Undo puts keys back only where it is told to"
want "configure --undo --restore-plain" podman-auth configure --undo --restore-plain
in_file "the runtime file has its key again" "$run_file" '.auths["nvcr.io"].auth != null and .auths["quay.io"].auth == "YTpi"'
in_file "the own file, too" "$own_file" ".auths[\"nvcr.io/$OWN_ORG\"].auth != null and ((.credHelpers // {}) == {})"
rm -f "$run_file" "$own_file" "$HOME/.dockercfg"
printf '%s\n' "$seed" >"$docker_file"

chapter "A helper in an earlier file shadows ours"
put "$run_file" <<<'{"credHelpers": {"nvcr.io": "gone"}, "auths": {}}'
want "configure" podman-auth configure
says "docker-credential-gone answered for nvcr.io in $run_file"
want "the stored key is sent" skopeo inspect "docker://$PRIVATE"

chapter "Inside podman's user namespace"
# shellcheck disable=SC2034 # as_user reads it
user_environment=(XDG_RUNTIME_DIR=/run/user/4711)
user_login() { key_of ada-acme | as_user podman-auth login --key-stdin; }
want "login without root" user_login
want "podman pulls without root" as_user podman pull "$PRIVATE"
inside_key() { as_user bash -c 'printf nvcr.io | podman unshare docker-credential-ngc get' | jq -jer .Secret | id_of_key; }
same "the helper finds its vault as uid 0 that is not root" "$(inside_key)" ada-acme
want "podman-auth does, too" as_user podman unshare podman-auth status --json
in_json '.data.clients[0] | .file == "/home/story/.config/containers/auth.json" and .key == "K1" and .problems == []'
want "configure inside says it is done" as_user podman unshare podman-auth configure --json
in_json '.data.changed == false and .data.file == "/home/story/.config/containers/auth.json"'
want "exec inside" as_user podman unshare podman-auth exec --authfile -- skopeo inspect "docker://$PRIVATE"
