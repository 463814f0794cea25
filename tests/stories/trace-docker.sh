#!/usr/bin/env bash
# What `status --trace` says docker will send is what docker sends: helpers, plain entries, and every way in which one of
# them does not count.
# needs: docker
# timeout: 400
. "$STORY_LIB/story.sh"
. "$STORY_LIB/traced.sh"

write_config() { mkdir -p "$HOME/.docker" && cat >"$HOME/.docker/config.json"; }
docker_sends() { # WHAT EXPECTED, config on stdin
  write_config
  agree "$1" docker "$2" "$PRIVATE" docker pull "$PRIVATE"
}

allow file ada-own '/(\.docker|elsewhere)/config\.json$' "entries in plain text are what is tried"
want "keys are stored" store_keys ada-acme ada-own ci
usual_helpers
plain=$(plain_entry ada-own)
version=$(docker version --format '{{.Client.Version}}')
major=${version%%.*}

chapter "Plain entries"
docker_sends "the host itself" ada-own <<<"{\"auths\": {\"nvcr.io\": $plain}}"
finds docker
docker_sends "an address counts" ada-own <<<"{\"auths\": {\"https://nvcr.io\": $plain}}"
docker_sends "so does the old form" ada-own <<<"{\"auths\": {\"https://nvcr.io/v2/\": $plain}}"
docker_sends "of a namespaced name, only the host" ada-own <<<"{\"auths\": {\"nvcr.io/nvidia\": $plain}}"
docker_sends "docker's note of a login is none" none <<<'{"auths": {"nvcr.io": {}}}'
docker_sends "another host" none <<<"{\"auths\": {\"nvcr.io.example\": $plain}}"
docker_sends "an auth without a colon" none <<<'{"auths": {"nvcr.io": {"auth": "bm8gcGFpcg=="}}}'
traced docker '[.findings[].code] | index("NGC2108") != null'
docker_sends "another user name" ada-own <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ada-own ada)}}"
traced docker '.sends.user == "ada"'

docker_sends "no user name: nothing" none <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ada-own '')}}"
finds docker NGC1101
docker_sends "user and password without auth" ada-own \
  <<<"{\"auths\": {\"nvcr.io\": $(key_of ada-own | jq -Rsc '{username: "$oauthtoken", password: .}')}}"
docker_sends "the file in another letter case of the host" none <<<"{\"auths\": {\"NVCR.IO\": $plain}}"

chapter "Helpers"
docker_sends "a helper beats the plain entry" ci <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"nvcr.io\": \"good\"}}"
finds docker NGC2101
traced docker '.sends.helper == "docker-credential-good" and (.shadowed | length) == 1'
docker_sends "this suite's" ada-acme <<<'{"credHelpers": {"nvcr.io": "ngc"}}'
finds docker
docker_sends "one that knows nothing hides the plain entry" none \
  <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"nvcr.io\": \"empty\"}}"
docker_sends "so does an empty answer" none <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"nvcr.io\": \"mute\"}}"
docker_sends "credHelpers come before credsStore" ci <<<'{"credHelpers": {"nvcr.io": "good"}, "credsStore": "broken"}'
finds docker
docker_sends "credsStore is asked for every host" ci <<<'{"credsStore": "good"}'
finds docker NGC2102
docker_sends "the name must be the bare host" ada-own \
  <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"https://nvcr.io\": \"good\", \"NVCR.IO\": \"good\", \"nvcr.io/\": \"good\"}}"
finds docker NGC2103

chapter "Helpers that fail"
if [ "$major" -lt 29 ]; then fallback=ada-own; else fallback=none; fi
docker_sends "any other sentence: the plain entry is sent" "$fallback" \
  <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"nvcr.io\": \"broken\"}}"
finds docker NGC2101 NGC2105
traced docker '[.findings[] | select(.code == "NGC2105") | .values.message] == ["the vault is locked"]'
docker_sends "without one nothing" none <<<'{"credHelpers": {"nvcr.io": "broken"}}'
docker_sends "a program that is not there" "$fallback" \
  <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credHelpers\": {\"nvcr.io\": \"nowhere\"}}"
finds docker NGC2101 NGC2104
docker_sends "a store that fails" "$fallback" <<<"{\"auths\": {\"nvcr.io\": $plain}, \"credsStore\": \"broken\"}"
finds docker NGC2101 NGC2102 NGC2105

chapter "Places"
docker_sends "a file that is no JSON" none <<<'{"auths": {'
traced docker '[.findings[] | select(.code == "NGC2107") | .values.file | endswith("/.docker/config.json")] == [true]'
write_config <<<'{"auths": {"seed.invalid": {}}}'
mkdir "$HOME/elsewhere"
printf '{"auths": {"nvcr.io": %s}}\n' "$plain" >"$HOME/elsewhere/config.json"
export DOCKER_CONFIG=$HOME/elsewhere
agree "DOCKER_CONFIG" docker ada-own "$PRIVATE" docker pull "$PRIVATE"
unset DOCKER_CONFIG

chapter "DOCKER_AUTH_CONFIG"
docker_sends "nothing in the file" none <<<'{"auths": {"seed.invalid": {}}}'
if [ "$major" -lt 28 ] || [ "${version#28.}" != "$version" ] && [ "$(cut -d. -f2 <<<"$version")" -lt 3 ]; then
  allow environ ada-own ".*" "the variable is what is tried"
  DOCKER_AUTH_CONFIG=$(printf '{"auths": {"nvcr.io": %s}}' "$plain")
  export DOCKER_AUTH_CONFIG
  agree "is not read before 28.3" docker none "$PRIVATE" docker pull "$PRIVATE"
  finds docker NGC2106
fi
