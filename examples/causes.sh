#!/usr/bin/env bash
# The same two lines, seven causes: `docker login` says "Login Succeeded", `helm repo add` says 401 Unauthorized. Shows for
# each what `docker ngc diagnose` says about it, on a local NGC: no account, nothing leaves this machine. Each cause is a
# world beside this file; its member `machine` says what stands on the person's machine.
#
#   examples/causes.sh [CAUSE…]      unquoted-user old-key-in-helm nfr-not-linked subscription-ended key-of-other-org
#                                    outage failing-helper (default: all of them)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

title_of() {
  case $1 in
    unquoted-user) echo "The shell replaced \$oauthtoken by nothing" ;;
    old-key-in-helm) echo 'Helm still holds the key of last year' ;;
    nfr-not-linked) echo 'The not-for-resale licence was never registered' ;;
    subscription-ended) echo 'The subscription ended' ;;
    key-of-other-org) echo 'The key was made in the individual org' ;;
    outage) echo 'NGC has an outage' ;;
    failing-helper) echo "docker's helper fails, and docker uses an old password without a word" ;;
    *) return 1 ;;
  esac
}

[ $# -gt 0 ] || set -- unquoted-user old-key-in-helm nfr-not-linked subscription-ended key-of-other-org outage failing-helper
for cause in "$@"; do
  title=$(title_of "$cause") || {
    printf 'causes.sh: unknown cause %s; known: %s\n' "$cause" "$(sed -n 's/^#   examples.causes.sh \[CAUSE…\] *//p' "$0")" >&2
    exit 2
  }
  question=(docker ngc diagnose)
  case $cause in
    failing-helper) question+=(nvcr.io/mxa8oi8djw7m/base:1) ;;
    nfr-not-linked) question+=(--licence nfr https://helm.ngc.nvidia.com/nvaie) ;;
    *) question+=(https://helm.ngc.nvidia.com/nvaie) ;;
  esac
  printf '\n== %s\n$ ngc-sandbox run --world examples/%s.json -- %s\n' "$title" "$cause" "${question[*]}"
  ngc-sandbox run --world "$here/$cause.json" --without-docker -- "${question[@]}" || printf '[exit %s]\n' "$?"
done
