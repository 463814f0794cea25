#!/usr/bin/env bash
# The same two lines, seven causes: `docker login` says "Login Succeeded", `helm repo add` says 401 Unauthorized. Shows for
# each what `docker ngc diagnose` says about it, on a local NGC: no account, nothing leaves this machine.
#
#   examples/causes.sh [CAUSE…]      unquoted-user old-key-in-helm nfr-not-linked subscription-ended key-of-other-org
#                                    outage failing-helper (default: all of them)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
url=https://helm.ngc.nvidia.com/nvaie
all=(unquoted-user old-key-in-helm nfr-not-linked subscription-ended key-of-other-org outage failing-helper)

# The key of a test person of this world. Yours would be typed at the prompt of `docker ngc login`.
key_of() { sed -n "s/.*\"value\": *\"\\([^\"]*\\)\".*/\\1/p" /run/ngc-sandbox/world.json | grep -- "-$1-" | head -n 1; }
login() { key_of "$1" | docker ngc login --key-stdin >/dev/null; }
helm_entry() { # KEY-ID; what an earlier `helm repo add` left
  mkdir -p ~/.config/helm
  printf 'repositories:\n- name: nvaie\n  url: %s\n  username: $oauthtoken\n  password: %s\n' "$url" "$(key_of "$1")" \
    >~/.config/helm/repositories.yaml
}
show() { # TITLE COMMAND…
  printf '\n== %s\n$ %s\n' "$1" "${*:2}"
  "${@:2}" || printf '[exit %s]\n' "$?"
}

inside() { # CAUSE
  case $1 in
    unquoted-user)
      login ada-acme
      # What the shell leaves of --username=$oauthtoken. The password is a key; its place shows that it was typed.
      printf 'helm repo add nvaie --username=$oauthtoken --password=$NGC_API_KEY %s\n' "$url" >~/typed
      printf '\n== The shell replaced $oauthtoken by nothing\n$ docker ngc diagnose --stdin < typed\n'
      docker ngc diagnose --stdin <~/typed || printf '[exit %s]\n' "$?"
      ;;
    old-key-in-helm)
      login ada-acme
      helm_entry ada-old
      show "Helm still holds the key of last year" docker ngc diagnose nvaie
      ;;
    nfr-not-linked)
      login ada-acme
      show "The not-for-resale licence was never registered" docker ngc diagnose --licence nfr "$url"
      ;;
    subscription-ended)
      login ada-acme
      show "The subscription ended" docker ngc diagnose "$url"
      ;;
    key-of-other-org)
      login ada-own
      show "The key was made in the individual org" docker ngc diagnose "$url"
      ;;
    outage)
      login ada-acme
      show "NGC has an outage" docker ngc diagnose "$url"
      ;;
    failing-helper)
      login ada-acme
      mkdir -p ~/bin
      printf '#!/bin/sh\necho "the keyring is locked"\nexit 1\n' >~/bin/docker-credential-locked
      chmod +x ~/bin/docker-credential-locked
      export PATH=$HOME/bin:$PATH
      printf '{"credHelpers":{"nvcr.io":"locked"},"auths":{"nvcr.io":{"auth":"%s"}}}' \
        "$(printf '$oauthtoken:%s' "$(key_of ada-old)" | base64 -w0)" >~/.docker/config.json
      show "docker's helper fails, and docker uses an old password without a word" \
        docker ngc diagnose nvcr.io/mxa8oi8djw7m/base:1
      ;;
  esac
}

if [ "${1:-}" = --inside ]; then
  inside "$2"
  exit 0
fi
[ $# -gt 0 ] || set -- "${all[@]}"
for cause in "$@"; do
  case $cause in
    nfr-not-linked | subscription-ended | outage) world=$here/$cause.json ;;
    unquoted-user | old-key-in-helm | key-of-other-org | failing-helper) world=$here/world.json ;;
    *)
      printf 'causes.sh: unknown cause %s; known: %s\n' "$cause" "${all[*]}" >&2
      exit 2
      ;;
  esac
  ngc-sandbox run --world "$world" --without-docker -- "$here/causes.sh" --inside "$cause"
done
