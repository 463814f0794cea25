#!/usr/bin/env bash
# What `podman-auth status --trace` says podman will send is what podman, buildah and skopeo send: the order of their files, helpers, namespaced
# entries, and the drop-ins of registries.conf.
# needs: podman buildah skopeo root
# timeout: 400
. "$STORY_LIB/story.sh"
. "$STORY_LIB/traced.sh"
# shellcheck disable=SC2034 # traced.sh reads it
traced_status=(podman-auth status)

run_file=/run/containers/0/auth.json
own_file=$HOME/.config/containers/auth.json
docker_file=$HOME/.docker/config.json

no_files() { rm -f "$run_file" "$own_file" "$docker_file" "$HOME/.dockercfg"; }
put() { # FILE, content on stdin
  mkdir -p "$(dirname "$1")" && cat >"$1"
}
both() { # WHAT EXPECTED [TARGET]
  local target=${3:-$PRIVATE}
  agree "$1" podman "$2" "$target" podman pull "$target"
  agree "$1" podman "$2" "$target" buildah pull --policy always "$target"
  agree "$1" podman "$2" "$target" skopeo inspect "docker://$target"
}

# shellcheck disable=SC2016
allow file '*' '/(auth|config|named)\.json$|/\.dockercfg$' "entries in plain text are what is tried"
want "keys are stored" store_keys ada-acme ada-own ci
usual_helpers
plain=$(plain_entry ada-own)
other=$(plain_entry ada-acme)

chapter "The order of the files"
no_files
both "nothing anywhere" none
put "$docker_file" <<<"{\"auths\": {\"nvcr.io\": $plain}}"
both "docker's file" ada-own
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $other}}"
both "the user's own file comes before it" ada-acme
finds podman NGC2201
traced podman "[.findings[] | .values.file1] == [\"$own_file\"] and [.findings[] | .values.file2] == [\"$docker_file\"]"
put "$run_file" <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ci)}}"
both "the runtime file comes first" ci
put "$run_file" <<<'{"auths": {"quay.io": {}}}'
both "unless it has nothing for the host" ada-acme
put "$run_file" <<<"{\"credHelpers\": {\"nvcr.io\": \"empty\"}}"
both "or its helper knows nothing" ada-acme
put "$run_file" <<<"{\"credHelpers\": {\"nvcr.io\": \"good\"}}"
both "a helper there hides the rest" ci

chapter "A file that is named"
put "$HOME/named.json" <<<"{\"auths\": {\"nvcr.io\": $plain}}"
export REGISTRY_AUTH_FILE=$HOME/named.json
both "REGISTRY_AUTH_FILE" ada-own
unset REGISTRY_AUTH_FILE

chapter "Within one file"
no_files
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $plain, \"nvcr.io/$ORG\": $other}}"
both "the longer name wins" ada-acme
both "for other images the host" ada-own nvcr.io/nvidia/cuda:12.4.1-base
put "$own_file" <<<"{\"auths\": {\"nvcr.io/$ORG\": $other, \"nvcr.io/$ORG/zoom\": $plain}}"
both "of two names the longest" ada-own
both "an image of the org" ada-acme "$ORG_IMAGE"
both "another org" none nvcr.io/nvidia/cuda:12.4.1-base
put "$own_file" <<<"{\"auths\": {\"nvcr.io/$ORG\": $other}, \"credHelpers\": {\"nvcr.io\": \"good\"}}"
both "a helper beats names" ci
put "$own_file" <<<"{\"auths\": {\"nvcr.io/$ORG\": $other}, \"credHelpers\": {\"nvcr.io\": \"empty\"}}"
both "also one that knows nothing" none
put "$own_file" <<<"{\"auths\": {\"https://nvcr.io\": $plain}}"
both "the form that docker writes" ada-own
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"https://nvcr.io\": \"good\"}}"
both "a helper's name must be the bare host" ada-own
finds podman NGC2103
# shellcheck disable=SC2016
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $(key_of ada-own | jq -Rsc '{username: "$oauthtoken", password: .}')}}"
both "user and password without auth are not read" none
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ada-own '')}}"
both "no user name" none
traced podman '[.findings[].code] | index("NGC1101") != null'

chapter "What is not read"
no_files
put "$docker_file" <<<'{"credsStore": "good"}'
both "credsStore" none
finds podman NGC2202
put "$docker_file" <<<'{"credHelpers": {"nvcr.io": "ngc"}}'
both "this suite's helper in docker's file" ada-acme
finds podman

chapter "What ends the command, also for public images"
put "$own_file" <<<'{"credHelpers": {"nvcr.io": "broken"}}'
both "a helper that fails" none "$PUBLIC"
finds podman NGC2105
want_no_request "not even asked" true
put "$own_file" <<<'{"credHelpers": {"nvcr.io": "nowhere"}}'
both "a program that is not there" none "$PUBLIC"
finds podman NGC2104
put "$own_file" <<<'{"auths": {'
both "a file that is no JSON" none "$PUBLIC"
traced podman "[.findings[] | select(.code == \"NGC2107\") | .values.file] == [\"$own_file\"]"
: >"$own_file"
both "an empty file" none "$PUBLIC"
finds podman NGC2107

chapter "docker's oldest file"
no_files
put "$HOME/.dockercfg" <<<"{\"nvcr.io\": $plain, \"nvcr.io/$ORG\": $other}"
both "knows hosts only" ada-own
put "$docker_file" <<<"{\"auths\": {\"nvcr.io\": $other}}"
both "and comes last" ada-acme
finds podman NGC2201

chapter "registries.conf"
no_files
system=/etc/containers/registries.conf.d/50-ngc.conf
own=$HOME/.config/containers/registries.conf
put "$system" <<<'credential-helpers = ["containers-auth.json", "ngc"]'
both "a helper for every registry" ada-acme
traced podman ".sends.file == \"$system\""
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $plain}}"
both "behind the files" ada-own
put "$system" <<<'credential-helpers = ["good", "containers-auth.json"]'
both "before the files" ci
put "$own_file" <<<'{"auths": {'
put "$system" <<<'credential-helpers = ["containers-auth.json", "good"]'
both "a damaged file is not the end of the list" ci
put "$own_file" <<<"{\"auths\": {\"nvcr.io\": $plain}}"
put "$system" <<<'credential-helpers = ["broken", "containers-auth.json"]'
both "nor is a helper that fails" ada-own
finds podman NGC2105
put "$system" <<<'credential-helpers = ["empty"]'
both "without the files' name they are not read" none
put "$own" <<<'unqualified-search-registries = ["quay.io"]'
both "the user's file hides the drop-ins for all users" ada-own
put "$own.d/10-own.conf" <<<'credential-helpers = [
  "good", # first
]'
both "not the user's own" ci
rm -rf "$own" "$own.d"
no_files
put "$system" <<<'credential-helpers = ["containers-auth.json", "nowhere"]'
both "one that is not there ends every pull" none "$PUBLIC"
finds podman NGC2104
