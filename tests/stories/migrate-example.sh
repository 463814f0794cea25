#!/usr/bin/env bash
# The worked example of docs/migration.md, as a stranger types it: the world's machine has both logins already.
# where: host
# timeout: 120
set -euo pipefail

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$STORY_ROOT"
PATH=$STORY_BUILD/stage/bin:$PATH
program=("$STORY_BUILD/stage/lib/docker/cli-plugins/docker-ngc" ngc)
if [ -x "$STORY_BUILD/stage/bin/podman-auth" ]; then program=(podman-auth); fi

# shellcheck disable=SC2016 # the inner shell's
ngc-sandbox run --without-docker --world examples/two-accounts.json --share "$STORY_BUILD" -- bash -euc '
  "$@" profile list
  "$@" migrate --from old --to new --all --dry-run
  "$@" migrate --from old --to new --all
  "$@" use new
  "$@" logout --profile old
' example "${program[@]}" >"$work/output" 2>&1 </dev/null || {
  tail -n 40 "$work/output"
  fail "the example"
}
for text in "20 to copy" "20 copied" "acme/vision/tracker:2"; do
  grep -qF "$text" "$work/output" || { cat "$work/output"; fail "it does not say '$text'"; }
done
if grep -qE 'nvapi-ada|b2xkZGd4' "$work/output"; then fail "its output holds a key"; fi
printf 'ok: both logins were there, and 20 images were copied\n'

# Without the suite: one sentence, and no COMMAND.
for place in /usr/bin/podman-auth /usr/{,local/}lib{,exec}/docker/cli-plugins/docker-ngc; do
  if [ -e "$place" ]; then
    printf 'ok: the suite is installed on this machine, so that its absence is not looked at\n'
    exit 0
  fi
done
status=0
mkdir "$work/home"
HOME=$work/home PATH=/usr/sbin:/usr/bin:/sbin:/bin "$STORY_BUILD/stage/bin/ngc-sandbox" run --without-docker \
  --world examples/two-accounts.json -- echo started >"$work/output" 2>&1 </dev/null || status=$?
[ "$status" = 3 ] || { cat "$work/output"; fail "without the suite it ends with $status instead of 3"; }
grep -q "profiles, and the suite that keeps them is not installed" "$work/output" || { cat "$work/output"; fail "it does not say why"; }
if grep -q '^started' "$work/output"; then fail "COMMAND was started all the same"; fi
printf 'ok: without the suite it says so\n'
