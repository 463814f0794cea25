#!/usr/bin/env bash
# The one list of packages, and the careful way to install what is missing of it.
#
#   install/packages.sh [--yes] [--list] SET…      SET: build sandbox client test
#
# Installs only what is missing, never removes anything and never touches a container engine that is already there:
# Debian's docker.io is wanted only where no engine exists. With --yes it does not ask. Without root and without sudo it
# prints the one command that somebody with root has to run, and ends with 1. --list prints what is missing, one a line.
#
# An entry is PACKAGE or PACKAGE:PROGRAM; the second form counts as present when PROGRAM is on the PATH, whichever package
# or hand brought it.
set -euo pipefail

# To build the programs that get installed.
build_packages=(
  g++:g++
  cmake
  ninja-build:ninja
  pkg-config:pkg-config
  libarchive-dev
  libcurl4-openssl-dev
  libcli11-dev
  libfmt-dev
  libsecret-1-dev
  libssl-dev
  libyaml-dev
  nlohmann-json3-dev
)
# To build and run ngc-sandbox, the local NGC of the demonstration and the stories. docker.io is added where needed.
sandbox_packages=(
  ca-certificates
  docker-registry:docker-registry
  iproute2:ip
  libbrotli-dev
  libcpp-httplib-dev
  openssl:openssl
  uidmap:newuidmap
  zlib1g-dev
)
# The other clients that the stories drive.
client_packages=(
  buildah:buildah
  podman:podman
  skopeo:skopeo
)
# What units, stories, benchmarks and the checks of the continuous integration need.
test_packages=(
  ccache:ccache
  clang:clang
  clang-format:clang-format
  clang-tidy:clang-tidy
  dbus:dbus-run-session
  git:git
  gnome-keyring:gnome-keyring-daemon
  golang-docker-credential-helpers
  jq:jq
  libclang-rt-14-dev
  libgmock-dev
  libgtest-dev
  pass:pass
  python3
  python3-jsonschema
  python3-venv
  shellcheck:shellcheck
  strace:strace
  sudo:sudo
  valgrind:valgrind
)

# Another root directory, for the test of this script.
root=${PACKAGES_ROOT:-}
system_path=$PATH:$root/usr/local/sbin:$root/usr/sbin:$root/sbin

ask=1
list_only=0
sets=()

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "packages: $*"
  exit 1
}

usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"; }

installed() { # PACKAGE
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# An engine is anything that runs containers for docker: a daemon's program, one of its packages, or a socket that
# answers. Where there is one, it stays alone: a second one would take its socket and its firewall rules.
engine_is_there() {
  local package
  if PATH=$system_path command -v dockerd >/dev/null; then return 0; fi
  for package in docker.io docker-ce moby-engine containerd containerd.io; do
    if installed "$package"; then return 0; fi
  done
  if command -v docker >/dev/null && timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; then
    return 0
  fi
  return 1
}

# Debian's engine excludes these packages; they stay, and what needs an engine says so.
engine_is_excluded() {
  installed docker-ce-cli || installed podman-docker
}

missing_packages() { # prints them
  local name entry
  local -a entries=()
  for name in "${sets[@]}"; do
    case $name in
      build) entries+=("${build_packages[@]}") ;;
      sandbox)
        entries+=("${sandbox_packages[@]}")
        if ! engine_is_there && ! engine_is_excluded; then entries+=(docker.io); fi
        ;;
      client) entries+=("${client_packages[@]}") ;;
      test) entries+=("${test_packages[@]}") ;;
      *) fail "unknown set '$name'; there are build, sandbox, client and test" ;;
    esac
  done
  for entry in "${entries[@]}"; do
    case $entry in
      *:*) if PATH=$system_path command -v "${entry#*:}" >/dev/null; then continue; fi ;;
    esac
    if ! installed "${entry%%:*}"; then printf '%s\n' "${entry%%:*}"; fi
  done | sort -u
}

# Services that come along as tools only (the registry would take port 5000, a web server port 80) are neither started
# now nor at the next boot. Where systemd does not run, as in a container, nothing is started at all: init scripts fail
# there and would fail the installation. What the machine already had keeps running.
policy=$root/usr/sbin/policy-rc.d
quiet_services=(docker-registry nginx)

install_as_root() { # PACKAGE…; runs as root, in a shell of its own under sudo
  set -euo pipefail
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C
  local log plan service made_policy=0
  local options=(-y -qq --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  log=$(mktemp)
  # An old list names versions that are gone; a missing one names nothing.
  apt-get update -qq >"$log" 2>&1 || true
  if ! plan=$(apt-get -s "${options[@]}" install "$@" 2>&1); then
    printf '%s\n' "$plan" | tail -n 15 >&2
    printf 'packages: apt cannot install what is missing without removing something; nothing was changed\n' >&2
    rm -f "$log"
    return 1
  fi
  if printf '%s\n' "$plan" | grep -q '^Remv '; then
    printf '%s\n' "$plan" | grep '^Remv ' >&2
    printf 'packages: apt would remove packages; nothing was changed\n' >&2
    rm -f "$log"
    return 1
  fi
  if [ ! -e "$policy" ]; then
    made_policy=1
    printf '%s\n' '#!/bin/sh' "case \$1 in docker-registry* | nginx*) exit 101 ;; esac" \
      '[ -d /run/systemd/system ] || exit 101' 'exit 0' >"$policy"
    chmod 755 "$policy"
  fi
  local status=0
  apt-get "${options[@]}" install "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$made_policy" = 1 ]; then rm -f "$policy"; fi
  if [ "$status" != 0 ]; then
    tail -n 25 "$log" >&2
    printf 'packages: apt-get failed (%s)\n' "$status" >&2
  elif [ -d /run/systemd/system ]; then
    for service in "${quiet_services[@]}"; do
      case " $* " in *" $service "*) systemctl disable --quiet "$service" >/dev/null 2>&1 || true ;; esac
    done
  fi
  rm -f "$log"
  return "$status"
}

while [ $# -gt 0 ]; do
  case $1 in
    --yes | -y) ask=0 ;;
    --list) list_only=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    -*) fail "unknown option '$1'; see --help" ;;
    *) sets+=("$1") ;;
  esac
  shift
done
[ "${#sets[@]}" -gt 0 ] || fail "name at least one set: build, sandbox, client, test"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  if [ "$list_only" = 1 ]; then exit 0; fi
  say "packages: this is no Debian-like system; the names of what is needed are in $0"
  exit 0
fi

mapfile -t missing < <(missing_packages)
if [ "$list_only" = 1 ]; then
  if [ "${#missing[@]}" -gt 0 ]; then printf '%s\n' "${missing[@]}"; fi
  exit 0
fi
[ "${#missing[@]}" -gt 0 ] || exit 0

by_hand="apt-get install --no-install-recommends ${missing[*]}"
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || fail "packages are missing and this is not root; as root, run: $by_hand"
  if ! sudo -n true 2>/dev/null && ! [ -t 0 ]; then
    fail "packages are missing and sudo wants a password; run: sudo $by_hand"
  fi
fi
if [ "$ask" = 1 ]; then
  say "These packages are missing: ${missing[*]}"
  if ! { exec 3<>/dev/tty; } 2>/dev/null; then
    fail "nobody to ask here; pass --yes, or run as root: $by_hand"
  fi
  printf 'Install them with apt now? [Y/n] ' >&3
  read -r answer <&3
  case $answer in
    '' | [yY]*) ;;
    *) fail "not installed; the command is: $by_hand" ;;
  esac
  exec 3>&-
fi

say "Installing ${#missing[@]} packages: ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
  install_as_root "${missing[@]}"
else
  sudo bash -c "$(declare -p policy quiet_services); $(declare -f install_as_root); install_as_root \"\$@\"" \
    install_as_root "${missing[@]}"
fi
