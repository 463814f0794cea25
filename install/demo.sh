#!/usr/bin/env bash
# The main job, shown inside ngc-sandbox: an unmodified docker logs in, pulls and pushes on nvcr.io, and the key stands
# nowhere in plain text. Run by quickstart.sh as: ngc-sandbox run --world FILE -- bash install/demo.sh PREFIX
set -euo pipefail

prefix=$1
plugin=$prefix/lib/docker/cli-plugins/docker-ngc
export PATH=$prefix/bin:$PATH
org=mxa8oi8djw7m
image=nvcr.io/$org/zoom/app:1
pushed=nvcr.io/$org/zoom/my-first-push:1
world=/run/ngc-sandbox/world.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# docker knows plugins of other prefixes through the user's own folder; HOME is the sandbox's.
case $prefix in
  /usr/local | /usr) ;;
  *)
    mkdir -p "$HOME/.docker/cli-plugins"
    ln -sfn "$plugin" "$HOME/.docker/cli-plugins/docker-ngc"
    ;;
esac

# Key of a test person of the sandbox's world; a pipe, so that it is in no argument and in no variable.
test_key() { sed -n 's/.*"value": *"\(nvapi-ada-acme-[^"]*\)".*/\1/p' "$world" | head -n 1; }

number=0
step() { # PROVES COMMAND…
  number=$((number + 1))
  printf '\n%d. %s\n' "$number" "$1"
  shift
  printf '   $ %s\n' "$*"
  if "$@" >"$work/output" 2>&1; then
    grep -v '^$' "$work/output" | tail -n 12 | sed 's/^/   | /' || true
  else
    sed 's/^/   | /' "$work/output"
    printf '\nThis step should have worked.\n'
    exit 1
  fi
}
refused() { # PROVES COMMAND…
  number=$((number + 1))
  printf '\n%d. %s\n' "$number" "$1"
  shift
  printf '   $ %s\n' "$*"
  if "$@" >"$work/output" 2>&1; then
    sed 's/^/   | /' "$work/output"
    printf '\nThis step should have been refused.\n'
    exit 1
  fi
  tail -n 2 "$work/output" | sed 's/^/   | /'
}
login() { test_key | docker ngc login --key-stdin; }
# Everything that was written since the start, on the sandbox's own file systems: what it lends from the machine (this tree,
# with the example world) is older or mounted, and its own copy of the world stands below /run/ngc-sandbox.
touch -d '10 seconds ago' "$work/started"
search() {
  local places=("$HOME" /tmp /var/tmp /run /etc/docker) file looked_at=0
  while IFS= read -r -d '' file; do
    looked_at=$((looked_at + 1))
    if test_key | grep -qFs -f - "$file" || test_key | base64 -w0 | cut -c5-80 | grep -qFs -f - "$file" ||
      { printf "\$oauthtoken:" && test_key | tr -d '\n'; } | base64 -w0 | cut -c1-80 | grep -qFs -f - "$file"; then
      printf 'the key is in %s\n' "$file"
      return 1
    fi
  done < <(find "${places[@]}" -xdev -path /run/ngc-sandbox -prune -o -type f -newer "$work/started" -print0)
  [ "$looked_at" -gt 0 ] || return 1
  printf 'neither plain nor in base64 in %s files of %s\n' "$looked_at" "${places[*]}"
}

command -v docker >/dev/null || {
  printf 'There is no docker command here; the demonstration needs one.\n'
  exit 1
}
docker version --format 'docker {{.Client.Version}}, engine {{.Server.Version}}, started inside the sandbox' || {
  printf 'No docker engine could be started inside the sandbox.\n'
  exit 1
}

test -n "$(test_key)"
refused "Without a key the private image is refused:" docker pull "$image"
printf '\n   (the next command reads the key from a pipe; you would type it at a prompt)\n'
step "Log in once. The key is checked, stored encrypted, and docker is told to ask the helper:" login
step "docker's own configuration holds the helper's name and no credential:" cat "$HOME/.docker/config.json"
step "An unmodified docker pulls the private image by its real name:" docker pull "$image"
step "Tag it for the team …" docker tag "$image" "$pushed"
step "… push it …" docker push "$pushed"
docker image rm -f "$pushed" "$image" >/dev/null
step "… and pull back what was pushed:" docker pull "$pushed"
step "The key is nowhere in plain text:" search
step "Where things are:" docker ngc status
step "Log out: the key is erased …" docker ngc logout
docker image rm -f "$pushed" >/dev/null
refused "… and the image is refused again:" docker pull "$image"
printf '\nAll %d steps went as they should.\n' "$number"
