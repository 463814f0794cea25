#!/usr/bin/env bash
# Takes away what quickstart.sh installed.
#
#   install/uninstall.sh [--prefix DIR | --user] [--erase-keys]
#
# First the helper is taken out of docker's and podman's configuration of the user who runs this: a `credHelpers` entry whose
# program is gone breaks logins, and with podman every pull, as does podman's drop-in for all users; and ngc:// addresses out
# of Helm's, which breaks other commands without their downloader. Then Helm's
# links to the plugin directories and the files of the install manifest go. Keys stay in their store unless --erase-keys is given.
set -euo pipefail

prefix=
erase=0
fail() {
  printf 'uninstall: %s\n' "$*" >&2
  exit 1
}
while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || fail "--prefix needs a value"
      prefix=$2
      shift
      ;;
    --prefix=*) prefix=${1#*=} ;;
    --user) prefix=$HOME/.local ;;
    --erase-keys) erase=1 ;;
    --help | -h)
      sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) fail "unknown option '$1'; see --help" ;;
  esac
  shift
done
if [ -z "$prefix" ]; then
  for candidate in /usr/local "$HOME/.local"; do
    if [ -e "$candidate/share/ngc-auth/install-manifest" ]; then
      prefix=$candidate
      break
    fi
  done
fi
[ -n "$prefix" ] || fail "nothing is installed in /usr/local or ~/.local; use --prefix DIR"
manifest=$prefix/share/ngc-auth/install-manifest
[ -e "$manifest" ] || fail "there is no $manifest"
as_root=()
if [ ! -w "$manifest" ]; then
  command -v sudo >/dev/null || fail "$prefix is not writable and there is no sudo"
  as_root=(sudo)
fi

plugin=$prefix/lib/docker/cli-plugins/docker-ngc
if [ -x "$plugin" ]; then
  if [ "$erase" = 1 ]; then
    "$plugin" ngc logout --all || fail "the keys could not be erased; nothing was removed"
  fi
  PATH="$prefix/bin:$PATH" "$plugin" ngc unconfigure docker ||
    fail "docker's configuration still names the helper; nothing was removed"
fi
podman_auth=$prefix/bin/podman-auth
if [ -x "$podman_auth" ]; then
  PATH="$prefix/bin:$PATH" "$podman_auth" unconfigure podman ||
    fail "podman's files still name the helper; nothing was removed"
  # It names whichever helper services find; one in another prefix goes on serving it.
  served_by=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v docker-credential-ngc || true)
  if [ -e /etc/containers/registries.conf.d/50-ngc.conf ] && [ "$served_by" = "$prefix/bin/docker-credential-ngc" ]; then
    drop_in=("$podman_auth" unconfigure podman --system)
    if [ "$(id -u)" != 0 ]; then
      command -v sudo >/dev/null || fail "the drop-in for all users needs root, and there is no sudo; nothing was removed"
      drop_in=(sudo "${drop_in[@]}")
    fi
    "${drop_in[@]}" || fail "podman's drop-in for all users still names the helper; nothing was removed"
  fi
fi
helm_plugins=$prefix/lib/ngc-auth/helm-plugins
if [ -x "$helm_plugins/ngc/bin/helm-ngc" ]; then
  "$helm_plugins/ngc/bin/helm-ngc" unconfigure helm ||
    fail "Helm's repositories still need the downloader; nothing was removed"
fi
# `helm plugin install DIRECTORY` made links. Plugins that were copied elsewhere stay, and work on.
for half in ngc ngc-getter; do
  link=${HELM_DATA_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/helm}/plugins/$half
  if [ -L "$link" ] && [ "$(readlink -m "$link")" = "$(readlink -m "$helm_plugins/$half")" ]; then rm -f "$link"; fi
done
link=$HOME/.docker/cli-plugins/docker-ngc
if [ -L "$link" ] && [ "$(readlink "$link")" = "$plugin" ]; then rm -f "$link"; fi

# Other people's files are not changed, but they are named.
for config in /root/.docker/config.json /home/*/.docker/config.json; do
  if [ -r "$config" ] && grep -Eq '"nvcr\.io(:443)?"[[:space:]]*:[[:space:]]*"ngc' "$config"; then
    printf 'uninstall: %s still names the helper; its owner should run: docker ngc unconfigure docker\n' "$config" >&2
  fi
done

for config in /root/.config/containers/auth.json /home/*/.config/containers/auth.json; do
  if [ -r "$config" ] && grep -Eq '"nvcr\.io(:443)?"[[:space:]]*:[[:space:]]*"ngc' "$config"; then
    printf 'uninstall: %s still names the helper; its owner should run: podman-auth unconfigure\n' "$config" >&2
  fi
done

for config in /root/.config/helm/repositories.yaml /home/*/.config/helm/repositories.yaml; do
  if [ -r "$config" ] && grep -q 'url: *ngc://' "$config"; then
    printf 'uninstall: %s still names ngc:// repositories; its owner should run: helm repo remove NAME\n' "$config" >&2
  fi
done

remove_listed() { # MANIFEST PREFIX; only files below the prefix
  local path
  while IFS= read -r path; do
    case $path in
      *..*) ;;
      "$2"/*) if [ -f "$path" ] || [ -L "$path" ]; then rm -f "$path"; fi ;;
    esac
  done <"$1"
  rm -f "$1"
  # Folders that are ours alone, once empty.
  find "$2/share/ngc-auth" "$2/share/doc/ngc-auth" "$2/libexec/ngc-auth" "$2/lib/ngc-auth" -depth -type d -empty -delete 2>/dev/null || true
}
if [ "${#as_root[@]}" -gt 0 ]; then
  sudo bash -c "$(declare -f remove_listed); remove_listed \"\$@\"" remove_listed "$manifest" "$prefix"
else
  remove_listed "$manifest" "$prefix"
fi
printf 'Removed what was installed below %s.' "$prefix"
if [ "$erase" = 0 ]; then printf ' Keys stay where they are: ~/.local/share/ngc-auth, ~/.local/state/ngc-auth, ~/.config/ngc-auth.'; fi
printf '\n'
