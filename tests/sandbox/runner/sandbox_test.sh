#!/usr/bin/env bash
# The runner's promises, on real namespaces: sandbox_test.sh PROGRAM SOURCE_DIR CASE
# PROGRAM is ngc-sandbox. Exit status: 0 passed, 1 failed, 77 skipped with its reason. The machine is left as it was.
set -euo pipefail

sandbox=$1
source_dir=$2
test_case=$3
work=$(mktemp -d "${TMPDIR:-/tmp}/ngc-sandbox-test.XXXXXX")
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  printf 'failed: %s\n' "$*" >&2
  exit 1
}
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}
expect() { # WHAT EXPECTED ACTUAL
  [ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
}
need() {
  local program
  for program; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || skip "$program is not installed"
  done
}
need_root() { [ "$(id -u)" = 0 ] || skip "needs root"; }
light() { "$sandbox" run --without-docker -- "$@"; }
need docker-registry

# Waits up to 10 s until the command succeeds.
eventually() {
  local i
  for ((i = 0; i < 200; i++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  return 1
}

# Every process that carries the mark in its environment: it is inherited by everything that a sandbox starts.
marked() { grep -lsz "^SANDBOX_TEST_MARK=$1\$" /proc/[0-9]*/environ 2>/dev/null | wc -l; }
nobody_marked() { [ "$(marked "$1")" = 0 ]; }

# A static program in an image for docker and podman, made without a network.
make_image() {
  need cc tar
  printf '#include <stdio.h>\nint main(void) { puts("hello from a container"); return 7; }\n' >hello.c
  cc -static -Os -o hello hello.c || skip "no static C library"
  tar -cf hello.tar hello
}

# Runs `as_user RANGES COMMAND…` as a user that exists only there: the passwd and subordinate-id files are private copies.
as_user() {
  local ranges=$1
  shift
  grep -v '^sandboxer:' /etc/passwd >passwd
  printf 'sandboxer:x:4712:4712::%s/home:/bin/sh\n' "$work" >>passwd
  if [ "$ranges" = ranges ]; then printf 'sandboxer:300000:65536\n' >subids; else : >subids; fi
  mkdir -p home
  chown 4712:4712 home
  # shellcheck disable=SC2016
  unshare --mount bash -euc '
    mount --bind passwd /etc/passwd
    for file in subuid subgid; do mount --bind subids "/etc/$file"; done
    exec setpriv --reuid 4712 --regid 4712 --clear-groups env HOME="$PWD/home" USER=sandboxer "$@"' as_user "$@"
}

case_exit_codes() {
  local code
  for code in 0 1 3 42 255; do
    local got=0
    light sh -c "exit $code" || got=$?
    expect "exit code" "$code" "$got"
  done
  got=0
  light sh -c 'kill -TERM $$' || got=$?
  expect "death by SIGTERM" 143 "$got"
  got=0
  light /nonexistent/program 2>err || got=$?
  expect "a command that does not exist" 127 "$got"
  grep -q '^ngc-sandbox: error: cannot run /nonexistent/program: ' err || fail "no sentence for it: $(cat err)"
  got=0
  light /etc/passwd 2>err || got=$?
  expect "a command that is no program" 126 "$got"
  got=0
  "$sandbox" run 2>err || got=$?
  expect "no command" 2 "$got"
  got=0
  "$sandbox" run --world /nonexistent.json -- true 2>err || got=$?
  expect "a world that does not exist" 2 "$got"
  # `kill 0` stays inside.
  got=0
  light sh -c 'trap "exit 9" TERM; kill 0; exit 8' || got=$?
  expect "kill 0" 9 "$got"
  expect "stdin and stdout" "in" "$(echo in | light cat)"
}

case_environment() {
  env NGC_API_KEY=marked NGC_CLI_ORG=marked HTTPS_PROXY=http://marked https_proxy=http://marked \
    DOCKER_HOST=tcp://marked DOCKER_CONTEXT=marked CONTAINER_HOST=marked REGISTRY_AUTH_FILE=/marked \
    CONTAINERS_CONF=/marked DBUS_SESSION_BUS_ADDRESS=marked XDG_CONFIG_HOME=/marked XDG_RUNTIME_DIR=/marked \
    SSL_CERT_FILE=/marked PLAIN=kept "$sandbox" run --without-docker -- env >inside
  grep -q marked inside && fail "reached COMMAND: $(grep marked inside)"
  grep -qx 'PLAIN=kept' inside || fail "an ordinary variable is gone"
  grep -qx 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' inside || fail "SSL_CERT_FILE does not point inside"
  grep -qx "PATH=$PATH:/run/ngc-sandbox/bin" inside || fail "PATH is not the caller's"
  expect "the working directory" "$work" "$(light pwd)"
  expect "the umask" "0027" "$(umask 027 && light sh -c umask)"
}

case_names_and_trust() {
  need curl openssl
  light sh -euc '
    for host in nvcr.io layers.nvcr.io authn.nvidia.com api.ngc.nvidia.com helm.ngc.nvidia.com xfiles.ngc.nvidia.com; do
      address=$(getent ahostsv4 "$host" | head -n 1 | cut -d " " -f 1)
      case $address in 203.0.113.*) ;; *) echo "$host is $address" >&2; exit 1 ;; esac
      curl -sS -o /dev/null --max-time 10 "https://$host/" || { echo "$host is not trusted" >&2; exit 1; }
    done
    start=$(date +%s%N)
    for host in example.com www.example.org; do
      getent hosts "$host" && { echo "$host resolves" >&2; exit 1; }
    done
    for address in 1.1.1.1 10.0.0.1 169.254.169.254; do
      code=0
      curl -s --max-time 10 "https://$address/" || code=$?
      [ "$code" = 7 ] || { echo "$address: curl ends with $code" >&2; exit 1; }
    done
    [ "$((($(date +%s%N) - start) / 1000000))" -lt 5000 ] || { echo "failures take long" >&2; exit 1; }
    openssl verify -CAfile /etc/ssl/certs/ca-certificates.crt /run/ngc-sandbox/tls/nvcr.io.pem >/dev/null
    openssl verify -CApath /etc/ssl/certs /run/ngc-sandbox/tls/nvcr.io.pem >/dev/null
    for bad in expired unknown-ca; do
      if openssl verify -CAfile /etc/ssl/certs/ca-certificates.crt "/run/ngc-sandbox/tls/nvcr.io.$bad.pem" 2>/dev/null
      then echo "$bad is trusted" >&2; exit 1; fi
    done
    [ ! -s /etc/resolv.conf ]
    grep -qx "hosts: files" /etc/nsswitch.conf
    [ "$(hostname)" = ngc-sandbox ]' || fail "names and trust inside"
  cmp -s /etc/ssl/certs/ca-certificates.crt <(light cat /etc/ssl/certs/ca-certificates.crt) && fail "the CA is not added"
  grep -q ngc-sandbox /etc/ssl/certs/ca-certificates.crt && fail "the CA reached the machine"
  return 0
}

# The negative control: take the throw-away CA away, and every tool must refuse.
case_nothing_without_the_ca() {
  need_root
  need curl
  # shellcheck disable=SC2016
  "$sandbox" run -- bash -euc '
    umount /etc/ssl/certs
    unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
    code=0
    curl -s https://nvcr.io/v2/ || code=$?
    [ "$code" = 60 ] || { echo "curl ends with $code" >&2; exit 1; }
    refuses() {
      command -v "$1" >/dev/null || return 0
      if "$@" >/tmp/out 2>&1; then echo "$* succeeds" >&2; exit 1; fi
      grep -q "certificate signed by unknown authority\|failed to verify certificate" /tmp/out || { cat /tmp/out >&2; exit 1; }
    }
    refuses skopeo inspect docker://nvcr.io/nvidia/cuda:12.4.1-base
    refuses podman pull -q nvcr.io/nvidia/cuda:12.4.1-base
    if [ -S /run/docker.sock ]; then refuses docker pull nvcr.io/nvidia/cuda:12.4.1-base; fi' ||
    fail "something trusts the local NGC without its CA"
}

control_groups() { find /sys/fs/cgroup -type d -name "ngc-sandbox-$1" 2>/dev/null; }

start_collects() {
  light true
  [ -z "$(control_groups "$1")" ]
}

case_nothing_left() {
  local signal
  for signal in TERM INT HUP KILL; do
    local mark="$$-$signal" pid before after
    before=$(wc -l </proc/self/mountinfo)
    SANDBOX_TEST_MARK=$mark "$sandbox" run -- sh -c "touch '$work/up'; exec sleep 300" &
    pid=$!
    eventually test -e up || fail "the sandbox does not start"
    [ "$(marked "$mark")" -ge 4 ] || fail "too few processes: $(marked "$mark")"
    kill -"$signal" "$pid"
    local got=0
    wait "$pid" 2>/dev/null || got=$?
    expect "exit code after SIG$signal" "$((128 + $(kill -l "$signal")))" "$got"
    eventually nobody_marked "$mark" || fail "SIG$signal leaves $(marked "$mark") processes"
    after=$(wc -l </proc/self/mountinfo)
    expect "mounts after SIG$signal" "$before" "$after"
    # Control groups that SIGKILL left are collected by a later start: the first one after the machine's process 1, which
    # inherits the sandbox's, has reaped it. Until then the kernel calls the group busy.
    [ "$signal" != KILL ] || eventually start_collects "$pid" || true
    expect "control groups after SIG$signal" "" "$(control_groups "$pid")"
    rm up
  done
}

case_nothing_left_when_the_parent_dies() {
  local mark="$$-parent" parent
  # shellcheck disable=SC2016
  SANDBOX_TEST_MARK=$mark bash -c '"$1" run --without-docker -- sh -c "touch \"$2/up\"; exec sleep 300"; true' _ \
    "$sandbox" "$work" &
  parent=$!
  eventually test -e up || fail "the sandbox does not start"
  kill -KILL "$parent"
  wait "$parent" 2>/dev/null || true
  eventually nobody_marked "$mark" || fail "$(marked "$mark") processes are left"
}

case_two_at_once() {
  need_root
  need curl
  local i pids=()
  for i in 1 2; do
    # Both are up at the same time: each waits for the other's file.
    # shellcheck disable=SC2016
    "$sandbox" run -- bash -euc '
      touch "$1/up.$2"
      for ((n = 0; n < 400; n++)); do [ -e "$1/up.$((3 - $2))" ] && break; sleep 0.05; done
      [ -e "$1/up.$((3 - $2))" ]
      curl -sS -o /dev/null https://nvcr.io/
      echo "$2" >/var/lib/containers/whose; echo "$2" >/tmp/whose; echo "$2" >"$HOME/whose"; echo "$2" >/dev/shm/whose
      sleep 0.5
      [ "$(cat /var/lib/containers/whose /tmp/whose "$HOME/whose" /dev/shm/whose | sort -u)" = "$2" ]
      [ ! -S /run/docker.sock ] || docker version >/dev/null' _ "$work" "$i" &
    pids+=($!)
  done
  for i in "${pids[@]}"; do wait "$i" || fail "one of two sandboxes fails"; done
}

case_private_places() {
  need_root
  local leak=ngc-sandbox-leak.$$
  mkdir -p home/bin home/.config/ngc-auth home/.docker home/src/tree/.git home/src/tree/sub
  echo secret >home/.config/ngc-auth/config.json
  echo '{"auths":{"nvcr.io":{"auth":"eDp5"}}}' >home/.docker/config.json
  printf '#!/bin/sh\necho tool\n' >home/bin/tool
  chmod 755 home/bin/tool
  mkdir -p home/.docker/cli-plugins home/.local/share/helm/plugins/one
  printf '#!/bin/sh\necho plugin\n' >home/.docker/cli-plugins/docker-one
  chmod 755 home/.docker/cli-plugins/docker-one
  echo 'name: one' >home/.local/share/helm/plugins/one/plugin.yaml
  cd home/src/tree/sub
  # shellcheck disable=SC2016
  HOME=$work/home PATH=$work/home/bin:$PATH "$sandbox" run --without-docker -- bash -euc '
    [ "$(tool)" = tool ]
    [ ! -e ~/.config/ngc-auth ]
    grep -q seed.invalid ~/.docker/config.json
    ! grep -q nvcr.io ~/.docker/config.json
    grep -q seed.invalid ~/.config/helm/registry/config.json
    [ "$(~/.docker/cli-plugins/docker-one)" = plugin ]
    grep -q "name: one" ~/.local/share/helm/plugins/one/plugin.yaml
    ! touch ~/bin/new 2>/dev/null
    echo inside >../made
    for place in "$HOME" /tmp /var/tmp /etc /var/lib /var/lib/containers /usr/local /dev/shm /etc/docker; do
      touch "$place/$1"
    done' _ "$leak" || fail "private places inside"
  expect "the work tree is the real one" inside "$(cat ../made)"
  local place left=
  for place in "$work/home" /tmp /var/tmp /etc /var/lib /usr/local /dev/shm; do
    if [ -e "$place/$leak" ]; then
      left="$left $place"
      rm -f "$place/$leak"
    fi
  done
  expect "places where what COMMAND wrote is left" "" "$left"
  mkdir /tmp/ngc-sandbox-share.$$
  echo shared >/tmp/ngc-sandbox-share.$$/file
  expect "--share" shared "$("$sandbox" run --without-docker --share /tmp/ngc-sandbox-share.$$ -- cat /tmp/ngc-sandbox-share.$$/file)"
  rm -r /tmp/ngc-sandbox-share.$$
}

case_containers() {
  need_root
  need dockerd docker podman
  make_image
  # shellcheck disable=SC2016
  "$sandbox" run -- bash -euc '
    image=127.0.0.1:5000/test/hello:1
    code=0
    docker import hello.tar "$image" >/dev/null
    docker run --rm "$image" /hello >out || code=$?
    [ "$code $(cat out)" = "7 hello from a container" ] || { echo "docker run: $code $(cat out)" >&2; exit 1; }
    docker push -q "$image" >/dev/null
    podman pull -q --tls-verify=false "$image" >/dev/null
    code=0
    podman run --rm --network=none "$image" /hello >out || code=$?
    [ "$code $(cat out)" = "7 hello from a container" ] || { echo "podman run: $code $(cat out)" >&2; exit 1; }' ||
    fail "containers inside"
  # Other sandboxes may be running; their groups are below ngc-sandbox-PID.
  expect "groups of containers on the machine" "" "$(find /sys/fs/cgroup -type d -name 'ngc-sandbox-*' -prune -o \
    -type d \( -name 'libpod*' -o -name docker \) -newer hello.tar -print)"
}

ordinary_user() { # ranges|single
  need_root
  need curl setpriv
  make_image
  # An ordinary user need not be able to enter the folder that the build is in.
  cp "$sandbox" program
  chmod -R a+rX .
  local map=65537
  [ "$1" = ranges ] || map=1
  [ "$1" = single ] || need newuidmap
  # shellcheck disable=SC2016
  as_user "$1" "$work/program" run -- sh -euc '
    [ "$(id -u)" = 0 ]
    ids=$(awk "{ sum += \$3 } END { print sum }" /proc/self/uid_map)
    [ "$ids" = "$1" ] || { echo "$ids ids" >&2; exit 1; }
    curl -sS -o /dev/null https://nvcr.io/
    touch "$HOME/private" /tmp/private
    image=127.0.0.1:5000/test/hello:1
    if [ -S /run/docker.sock ]; then
      docker import hello.tar "$image" >/dev/null
      docker push -q "$image" >/dev/null
      docker rmi "$image" >/dev/null
      docker pull -q "$image" >/dev/null
      if [ "$1" != 1 ]; then
        code=0
        docker run --rm "$image" /hello >/tmp/out || code=$?
        [ "$code" = 7 ]
      fi
      if command -v podman >/dev/null; then
        podman pull -q --tls-verify=false "$image" >/dev/null
        code=0
        podman run --rm "$image" /hello >/tmp/out || code=$?
        [ "$code" = 7 ]
      fi
    fi' _ "$map" || fail "an ordinary user's sandbox"
  [ ! -e home/private ] || fail "what COMMAND wrote to HOME is left"
}
case_ordinary_user_with_ranges() { ordinary_user ranges; }
case_ordinary_user_single_id() { ordinary_user single; }

# Where the kernel refuses, one sentence says what is missing.
case_refused_namespaces() {
  need_root
  local got=0
  # A user namespace of its own carries the limit, so that the machine's is not touched.
  # shellcheck disable=SC2016
  unshare --user --map-root-user --mount bash -euc '
    echo 0 >/proc/sys/user/max_user_namespaces
    echo 0 >/proc/sys/user/max_net_namespaces
    exec "$1" run --without-docker -- true' _ "$sandbox" 2>err || got=$?
  expect "exit code" 3 "$got"
  grep -q '^ngc-sandbox: error: the kernel refuses namespaces' err || fail "no sentence: $(cat err)"
  grep -q '^ngc-sandbox: hint: as root: sysctl user.max_user_namespaces=' err || fail "no remedy: $(cat err)"
}

case_missing_registry() {
  need_root
  local got=0
  # shellcheck disable=SC2016
  unshare --mount bash -euc '
    registry=$(command -v docker-registry)
    mount --bind /dev/null "$registry"
    exec "$1" run -- true' _ "$sandbox" 2>err || got=$?
  expect "exit code" 3 "$got"
  grep -q 'hint: install the package docker-registry' err || fail "the package is not named: $(cat err)"
}

case_help() {
  "$sandbox" --help | grep -q 'ngc-sandbox run -- docker pull' || fail "--help shows no example"
  "$sandbox" run --help | grep -q -- '--keep-log' || fail "run --help names no options"
  "$sandbox" version | grep -q '^ngc-sandbox [0-9]' || fail "version"
  local got=0
  "$sandbox" nonsense 2>/dev/null || got=$?
  expect "an unknown command" 2 "$got"
  # The built-in world is the example.
  expect "built-in world" "$(cat "$source_dir/examples/world.json")" "$(light cat /run/ngc-sandbox/world.json)"
}

case_keep_log() {
  need curl
  "$sandbox" run --without-docker --keep-log "$work/log" -- curl -sS -o /dev/null https://nvcr.io/v2/
  grep -q '"host":"nvcr.io"' log || fail "the request is not in the log: $(cat log)"
}

"case_$test_case"
