#!/usr/bin/env bash
# A stranger's first five minutes: a clean clone, one command, the demonstration, and everything taken away again.
# where: host
# needs: git
# timeout: 2400
set -euo pipefail

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}
command -v docker >/dev/null || skip "no docker command on this machine"
PATH=$PATH:/usr/sbin command -v dockerd >/dev/null || skip "no docker engine (dockerd) on this machine"
git -C "$STORY_ROOT" rev-parse --git-dir >/dev/null 2>&1 || skip "this tree is no git clone"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
# The compiler's cache of the user who runs the tests may be used; it holds nothing of this clone.
export CCACHE_DIR=${CCACHE_DIR:-$HOME/.cache/ccache} CCACHE_BASEDIR=$work/clone CCACHE_NOHASHDIR=1
export HOME=$work/home
unset DOCKER_CONFIG XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME
git -c safe.directory='*' clone --quiet "$STORY_ROOT" "$work/clone"
cd "$work/clone"

printf '== the first run\n'
./install/quickstart.sh --yes --no-packages --prefix "$work/prefix" >"$work/first" 2>&1 </dev/null || {
  tail -n 60 "$work/first"
  fail "quickstart.sh"
}
for text in 'docker pull nvcr.io/' 'docker push nvcr.io/' 'The key is nowhere in plain text' 'steps went as they should' \
  'docker ngc login'; do
  grep -qF "$text" "$work/first" || { tail -n 60 "$work/first"; fail "quickstart.sh does not say '$text'"; }
done
if grep -qE 'nvapi-|JG9hdXRodG9rZW' "$work/first"; then fail "the output of quickstart.sh holds a key"; fi
[ ! -e "$HOME/.docker/config.json" ] || fail "quickstart.sh touched the user's docker configuration"
[ ! -e "$HOME/.local/share/ngc-auth" ] || fail "quickstart.sh left a key store behind"
"$work/prefix/bin/docker-credential-ngc" version
[ "$(docker ngc version >/dev/null 2>&1 && echo yes)" = yes ] || fail "docker does not know its new command"

printf '== a second run changes nothing and does not fail\n'
./install/quickstart.sh --yes --no-packages --prefix "$work/prefix" --no-demo --configure >"$work/second" 2>&1 </dev/null || {
  tail -n 30 "$work/second"
  fail "the second run of quickstart.sh"
}
grep -q '"nvcr.io": *"ngc"' "$HOME/.docker/config.json" || fail "--configure did not register the helper"

printf '== uninstall\n'
./install/uninstall.sh --prefix "$work/prefix"
if grep -qs '"ngc"' "$HOME/.docker/config.json"; then fail "uninstall left the helper in docker's configuration"; fi
left=$(find "$work/prefix" -type f -o -type l)
[ -z "$left" ] || fail "uninstall left files: $left"
[ ! -L "$HOME/.docker/cli-plugins/docker-ngc" ] || fail "uninstall left the plugin link"
