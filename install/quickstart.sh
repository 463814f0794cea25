#!/usr/bin/env bash
# From a clone to a working `docker ngc`: packages, build, installation, and the main job shown on a local NGC.
#
#   install/quickstart.sh [OPTION…]
#
#   --yes          install missing packages without asking
#   --prefix DIR   install below DIR             (default: /usr/local as root or with sudo, else ~/.local)
#   --user         install below ~/.local, for this user alone, without sudo
#   --no-packages  do not look for missing packages
#   --no-demo      stop after the installation
#   --real         after the installation, the main job with your own key on the real NGC instead of the local one
#   --image REF    with --real: the image to pull; asked for on the terminal otherwise
#   --configure    register the helper in your own docker configuration (docker ngc configure docker)
#   --help
#
# Nothing is ever removed. Your own docker files stay untouched without --configure: the demonstration runs inside a
# sandbox, and --real works in a directory of its own that is deleted at the end. Running it again is harmless.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
yes=()
prefix=
user=0
demo=1
real=0
image=
configure=0
packages=1

fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}
usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }

while [ $# -gt 0 ]; do
  case $1 in
    --yes | -y) yes=(--yes) ;;
    --prefix | --image)
      [ $# -ge 2 ] || fail "$1 needs a value"
      if [ "$1" = --prefix ]; then prefix=$2; else image=$2; fi
      shift
      ;;
    --prefix=*) prefix=${1#*=} ;;
    --image=*) image=${1#*=} ;;
    --user) user=1 ;;
    --no-packages) packages=0 ;;
    --no-demo) demo=0 ;;
    --real) real=1 ;;
    --configure) configure=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      usage >&2
      fail "unknown option '$1'"
      ;;
  esac
  shift
done
[ "$user" = 0 ] || [ -z "$prefix" ] || fail "--user and --prefix exclude each other"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then say() { printf '\n%s\n' "$*"; }; fi

# Without root, sudo is used for the installation only, and only where the prefix asks for it.
as_root=()
if [ -n "$prefix" ]; then
  case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
elif [ "$user" = 1 ]; then
  prefix=$HOME/.local
elif [ "$(id -u)" = 0 ]; then
  prefix=/usr/local
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  prefix=/usr/local
else
  prefix=$HOME/.local
fi
writable_parent() { # DIR
  local dir=$1
  while [ ! -e "$dir" ]; do dir=$(dirname "$dir"); done
  [ -w "$dir" ]
}
if ! writable_parent "$prefix"; then
  command -v sudo >/dev/null || fail "$prefix is not writable and there is no sudo; use --user or --prefix DIR"
  as_root=(sudo)
fi

with_sandbox=OFF
if [ "$demo" = 1 ] && [ "$real" = 0 ]; then with_sandbox=ON; fi

if [ "$packages" = 1 ]; then
  say "1. Packages"
  sets=(build)
  if [ "$with_sandbox" = ON ]; then sets+=(sandbox); fi
  "$top/install/packages.sh" ${yes[@]+"${yes[@]}"} "${sets[@]}"
  printf 'All packages that are needed are here.\n'
fi

say "2. Build"
build=$top/build/release
mkdir -p "$build"
printf 'Compiling into %s (a few minutes the first time) …\n' "$build"
if ! { (cd "$top" && cmake --preset release -DCMAKE_INSTALL_PREFIX="$prefix" -DNGCS_SANDBOX="$with_sandbox") &&
  cmake --build "$build" -j "$(nproc)"; } >"$build/quickstart.log" 2>&1; then
  tail -n 30 "$build/quickstart.log" >&2
  fail "the build failed; all of it is in $build/quickstart.log"
fi

say "3. Install below $prefix"
${as_root[@]+"${as_root[@]}"} cmake --install "$build" --strip >"$build/install.log" 2>&1 ||
  fail "$(tail -n 5 "$build/install.log")"
plugin=$prefix/lib/docker/cli-plugins/docker-ngc
helper=$prefix/bin/docker-credential-ngc
helm_plugins=$prefix/lib/ngc-auth/helm-plugins
printf '%s\n' "$helper" "$plugin" "$helm_plugins/ngc" "$helm_plugins/ngc-getter"

# docker looks for plugins of all users in /usr/local and /usr only; elsewhere a link in the user's own plugin folder
# makes the command known. Plugins are not configuration: docker's config.json is not touched.
case $prefix in
  /usr/local | /usr) ;;
  *)
    mkdir -p "$HOME/.docker/cli-plugins"
    link=$HOME/.docker/cli-plugins/docker-ngc
    if [ -e "$link" ] && [ ! -L "$link" ]; then fail "$link is a file that this script did not make; move it away first"; fi
    ln -sfn "$plugin" "$link"
    printf '%s -> %s\n' "$link" "$plugin"
    ;;
esac
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) printf "Note: %s is not on your PATH, where docker looks for its helpers: export PATH=\"%s:\$PATH\"\n" \
    "$prefix/bin" "$prefix/bin" ;;
esac

if [ "$configure" = 1 ]; then
  say "4. Register the helper in your docker configuration"
  PATH="$prefix/bin:$PATH" "$plugin" ngc configure docker
fi

if [ "$real" = 1 ]; then
  . "$top/install/real.sh"
  run_real "$plugin" "$prefix" "$image" "$configure"
elif [ "$demo" = 1 ]; then
  say "Demonstration on a local NGC (no account needed, nothing leaves this machine)"
  # Inside, HOME and the temporary folders are the sandbox's own; a prefix or a tree below them has to be named.
  "$prefix/bin/ngc-sandbox" run --world "$prefix/share/ngc-auth/world.json" --share "$prefix" --share "$top" -- \
    bash "$top/install/demo.sh" "$prefix" || fail "the demonstration did not succeed"
fi

say "Done. Next:"
cat <<TXT
  docker ngc login             your own key, typed once; registers the helper with docker
  docker pull nvcr.io/…        images of your org
  docker ngc status            where your keys are and who uses them
  helm plugin install $helm_plugins/ngc
  helm plugin install $helm_plugins/ngc-getter
                               then: helm repo add NAME ngc://ORG[/TEAM]
  install/uninstall.sh --prefix $prefix   takes everything away again
TXT
