#!/usr/bin/env bash
# examples/helm.sh, as the README tells a stranger to run it: both Helms, from plugin install to push and back.
# where: host
# timeout: 400
set -euo pipefail

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
tools=${NGC_TEST_TOOLS:-$STORY_ROOT/build/tools}
helms=()
for helm in helm3 helm4; do
  if [ -x "$tools/$helm" ]; then helms+=("$tools/$helm"); fi
done
[ "${#helms[@]}" -gt 0 ] || {
  printf 'skipped: there is no Helm in %s; tests/lib/go-tools.sh builds it\n' "$tools"
  exit 77
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$STORY_ROOT"
PATH=$STORY_BUILD/stage/bin:$PATH
ngc-sandbox run --world examples/world.json --share "$STORY_BUILD" --share "$tools" -- \
  examples/helm.sh "${helms[@]}" >"$work/output" 2>&1 </dev/null || {
  tail -n 40 "$work/output"
  fail "examples/helm.sh"
}
for text in "Stored as profile" "ngc://mxa8oi8djw7m/zoom" "zoom/planner" "Nothing is wrong" "steps went as they should"; do
  grep -qF "$text" "$work/output" || { cat "$work/output"; fail "it does not say '$text'"; }
done
[ "$(grep -c '^=== Helm' "$work/output")" = "${#helms[@]}" ] || fail "not every Helm was tried"
if grep -qE 'nvapi-|JG9hdXRodG9rZW' "$work/output"; then fail "its output holds a key"; fi
printf 'ok: %s\n' "$(grep -E '^=== Helm|went as' "$work/output" | tr '\n' ' ')"
