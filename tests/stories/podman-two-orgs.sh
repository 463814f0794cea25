#!/usr/bin/env bash
# Two orgs, two keys, one host: `exec --org`, and one build FROM both through `exec --authfile`, with real podman, buildah
# and skopeo, as root and without.
# needs: podman buildah skopeo root
# world: .images += [{"path": "k2p9xq4tz1aa/tool", "tags": {"1": {"architectures": ["amd64"]}}, "visibility": "private", "product": null, "regionBlocked": false}] | (.keys[] | select(.id == "ada-own") | .services) += ["private-registry"]
# timeout: 300
. "$STORY_LIB/story.sh"

OWN_IMAGE=nvcr.io/$OWN_ORG/tool:1

login_as() { # KEY-ID RUNNER…
  local id=$1
  shift
  key_of "$id" | "$@" podman-auth login --key-stdin
}
pair() { # RUNNER…: the whole job
  want "login to the company's org" login_as ada-acme "$@"
  want "login to the own org" login_as ada-own "$@"

  chapter "One org for one command"
  want_fail "the default profile's key does not open the other org" "$@" skopeo inspect "docker://$OWN_IMAGE"
  want "exec --org" "$@" podman-auth exec --org "$OWN_ORG" -- skopeo inspect "docker://$OWN_IMAGE"
  want "podman pulls there" "$@" podman-auth exec --org "$OWN_ORG" -- podman pull "$OWN_IMAGE"
  want_fail "and only there" "$@" podman-auth exec --org "$OWN_ORG" -- skopeo inspect "docker://$PRIVATE"
  want_exit 2 "two orgs need --authfile" "$@" podman-auth exec --org "$ORG" --org "$OWN_ORG" -- true
  says "add --authfile"

  chapter "Two orgs in one build"
  work=$("$@" mktemp -d)
  printf 'FROM %s AS one\nFROM %s\nCOPY --from=one / /one\n' "$PRIVATE" "$OWN_IMAGE" | "$@" tee "$work/Containerfile" >/dev/null
  "$@" podman rmi -a -f >/dev/null 2>&1 || true
  want_fail "with the helper alone one of them is refused" "$@" buildah bud --isolation chroot -f "$work/Containerfile" "$work"
  "$@" podman rmi -a -f >/dev/null 2>&1 || true
  log_mark
  want "buildah bud FROM both" "$@" podman-auth exec --authfile -- buildah bud --isolation chroot -f "$work/Containerfile" "$work"
  want_request "the company's image with its key" \
    ".credential == \"ada-acme\" and .form == \"key\""
  want_request "the other one with the other" '.credential == "ada-own" and .form == "key"'
  "$@" podman rmi -a -f >/dev/null 2>&1 || true
  want "podman build FROM both" "$@" podman-auth exec --authfile -- podman build --isolation chroot -f "$work/Containerfile" "$work"
  want "skopeo copies from one to the other" "$@" podman-auth exec --authfile -- \
    skopeo copy "docker://$OWN_IMAGE" "docker://nvcr.io/$ORG/zoom/copied:$(id -u)"
  want_fail "only what was chosen is in the file" "$@" podman-auth exec --authfile --org "$OWN_ORG" -- \
    skopeo inspect "docker://$PRIVATE"
}

pair env

chapter "Without root"
# shellcheck disable=SC2034 # as_user reads it
user_environment=(XDG_RUNTIME_DIR=/run/user/4711)
pair as_user

chapter "authfile: a file for those that have no helper"
allow file '*' '/crio-auth\.json$' "authfile wrote it, as it was told to"
want "authfile -o" podman-auth authfile -o "$HOME/crio-auth.json"
says "in plain text"
same "its mode" "$(stat -c %a "$HOME/crio-auth.json")" 600
bare() { env -i PATH="$PATH" HOME=/nowhere XDG_RUNTIME_DIR=/nowhere "$@"; }
want "skopeo with nothing but the file: one org" bare skopeo inspect --authfile "$HOME/crio-auth.json" "docker://$PRIVATE"
want "and the other" bare skopeo inspect --authfile "$HOME/crio-auth.json" "docker://$OWN_IMAGE"
want "it may be written again" podman-auth authfile -o "$HOME/crio-auth.json" --org "$ORG" --json
in_json ".data.entries == [\"nvcr.io\", \"nvcr.io/$ORG\"]"
want_fail "now with one org only" bare skopeo inspect --authfile "$HOME/crio-auth.json" "docker://$OWN_IMAGE"
printf '{"auths": {"quay.io": {"auth": "YTpi"}}}' >"$HOME/other.json"
want_exit 1 "a file of somebody else is refused" podman-auth authfile -o "$HOME/other.json"
says "--force"
want_exit 2 "a terminal is refused" on_tty -- podman-auth authfile -o -
says "not shown on a terminal"
