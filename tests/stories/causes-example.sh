#!/usr/bin/env bash
# examples/causes.sh, as the README tells a stranger to run it: one report, seven causes, each with its own verdict. What is
# printed is compared with golden/causes as a whole; NGCS_UPDATE_GOLDEN=1 writes it anew.
# where: host
# timeout: 200
set -euo pipefail

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
command -v docker >/dev/null || {
  printf 'skipped: no docker command on this machine\n'
  exit 77
}
tools=${NGC_TEST_TOOLS:-$STORY_ROOT/build/tools}
[ -x "$tools/helm3" ] || [ -x "$tools/helm4" ] || {
  printf 'skipped: there is no Helm in %s, which the local NGC needs for charts; tests/lib/go-tools.sh builds it\n' "$tools"
  exit 77
}
export NGC_TEST_TOOLS=$tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/docker/cli-plugins"
cp "$STORY_BUILD/stage/lib/docker/cli-plugins/docker-ngc" "$work/docker/cli-plugins/"
export DOCKER_CONFIG=$work/docker
PATH=$STORY_BUILD/stage/bin:$PATH
cd "$STORY_ROOT"

golden=tests/stories/golden/causes
undated() { sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/g' "$1"; } # some are counted from today

verdict_of() { # CAUSE EXIT VERDICT
  examples/causes.sh "$1" >"$work/output" 2>&1 </dev/null || { cat "$work/output"; fail "examples/causes.sh $1"; }
  grep -qF -- "$3" "$work/output" || { cat "$work/output"; fail "$1 is not '$3'"; }
  grep -qxF -- "[exit $2]" "$work/output" || { cat "$work/output"; fail "$1 does not end with $2"; }
  if grep -qE 'nvapi-|JG9hdXRodG9rZW' "$work/output"; then fail "the output about $1 holds a key"; fi
  if [ -n "${NGCS_UPDATE_GOLDEN:-}" ]; then undated "$work/output" >"$golden/$1.txt"; fi
  diff -u "$golden/$1.txt" <(undated "$work/output") || fail "the text about $1 is another one"
  printf 'ok: %s: %s\n' "$1" "$3"
}

verdict_of unquoted-user 1 'NGC1101 username-empty (proven)'
verdict_of old-key-in-helm 1 'NGC2302 helm-stale-password (proven)'
verdict_of nfr-not-linked 3 'one of NGC7105 | NGC7107'
verdict_of subscription-ended 1 'NGC7103 nvaie-expired (proven)'
verdict_of key-of-other-org 1 'NGC7104 nvaie-in-other-org (proven)'
verdict_of outage 4 'NGC4101 outage-helm-public-401 (proven)'
verdict_of failing-helper 1 'NGC2105 failing-helper (proven)'

code=0
examples/causes.sh no-such-cause >"$work/output" 2>&1 || code=$?
[ "$code" = 2 ] || fail "an unknown cause ends with $code"
