#!/usr/bin/env bash
# install/packages.sh leaves a machine alone that has all it needs, asks nobody with --yes, and never plans a removal.
# where: host
set -euo pipefail

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
command -v apt-get >/dev/null || { printf 'skipped: no apt on this machine\n'; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages=$STORY_ROOT/install/packages.sh

# A machine made of stand-ins: dpkg-query knows what the file "installed" names; apt-get writes down what it was asked.
mkdir -p "$work/bin" "$work/root/usr/sbin"
cat >"$work/bin/dpkg-query" <<STUB
#!/bin/sh
for last; do :; done
if grep -qx "\$last" "$work/installed"; then printf installed; else exit 1; fi
STUB
cat >"$work/bin/apt-get" <<STUB
#!/bin/sh
printf '%s\n' "\$*" >>"$work/asked"
case "\$*" in *-s*install*) cat "$work/plan" 2>/dev/null ;; esac
exit 0
STUB
cat >"$work/bin/id" <<'STUB'
#!/bin/sh
echo "${FAKE_UID:-0}"
STUB
for program in docker dockerd; do printf '#!/bin/sh\nexit 1\n' >"$work/bin/$program"; done
chmod +x "$work"/bin/*
# Everything else that the script calls, and nothing of this machine's compilers and engines.
for program in bash sh env sort sed grep cat printf mktemp rm chmod tail timeout tr true; do
  ln -s "$(command -v "$program")" "$work/bin/$program" 2>/dev/null || true
done
run() { # ARGS
  : >"$work/asked"
  env -i PATH="$work/bin" PACKAGES_ROOT="$work/root" HOME="$work" FAKE_UID="${uid:-0}" bash "$packages" "$@" >"$work/output" 2>&1 </dev/null
}
asked() { grep -qE -- "$1" "$work/asked"; }

: >"$work/installed"
rm "$work/bin/docker" "$work/bin/dockerd"

printf '== nothing is there\n'
run --list build sandbox || fail "--list"
grep -qx docker.io "$work/output" || fail "an engine is wanted where none exists"
grep -qx libssl-dev "$work/output" || fail "libraries are wanted"
run --yes build sandbox || { cat "$work/output"; fail "the installation"; }
asked '--no-remove' || fail "apt-get is told never to remove"
asked '^-y .*install .*docker.io' || fail "the missing packages are installed"
[ ! -e "$work/root/usr/sbin/policy-rc.d" ] || fail "the rule that keeps services from starting was left behind"

printf '== a bare docker command is no engine\n'
printf '#!/bin/sh\nexit 1\n' >"$work/bin/docker"
chmod +x "$work/bin/docker"
run --list sandbox
grep -qx docker.io "$work/output" || fail "a docker command without an engine still needs one"

printf '== engines that are there are left alone\n'
printf '#!/bin/sh\nexit 0\n' >"$work/bin/dockerd"
chmod +x "$work/bin/dockerd"
run --list sandbox
if grep -qx docker.io "$work/output"; then fail "dockerd is there already"; fi
rm "$work/bin/dockerd"
for package in docker-ce moby-engine containerd.io docker-ce-cli podman-docker; do
  printf '%s\n' "$package" >"$work/installed"
  run --list sandbox
  if grep -qx docker.io "$work/output"; then fail "$package is there already"; fi
done
: >"$work/installed"
printf '#!/bin/sh\necho 27.0\n' >"$work/bin/docker"
run --list sandbox
if grep -qx docker.io "$work/output"; then fail "an engine answers already"; fi

printf '== a plan with removals is refused\n'
printf 'Remv docker-ce [27.0]\nInst cmake\n' >"$work/plan"
if run --yes build; then fail "a plan with removals was carried out"; fi
if asked '^-y .*install'; then
  grep -v -- ' -s ' "$work/asked" | grep -q '^-y ' && fail "apt-get was called after the refused plan"
fi
rm "$work/plan"

printf '== without root and without sudo: one sentence with the command\n'
uid=1000
if run --yes build; then fail "ended with 0"; fi
grep -q 'apt-get install --no-install-recommends .*cmake' "$work/output" || fail "does not name the command"
[ "$(wc -l <"$work/output")" = 1 ] || fail "says more than one sentence"
[ ! -s "$work/asked" ] || fail "called apt-get"

printf '== nobody to ask\n'
uid=0
if setsid -w env -i PATH="$work/bin" PACKAGES_ROOT="$work/root" HOME="$work" FAKE_UID=0 bash "$packages" build >"$work/output" 2>&1 </dev/null; then
  fail "installed without being asked"
fi
grep -q -- '--yes' "$work/output" || fail "does not name --yes"
[ ! -s "$work/asked" ] || fail "called apt-get"
