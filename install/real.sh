# The main job with the user's own key on the real NGC; sourced by quickstart.sh. Unless --configure was given, docker's
# files and the key store of this run live in a directory that is deleted at the end.
# shellcheck shell=bash

run_real() { # PLUGIN PREFIX IMAGE CONFIGURED
  local plugin=$1 prefix=$2 image=$3 configured=$4 engine
  command -v docker >/dev/null || fail "there is no docker command here"
  say "The main job with your own key, on NGC itself"
  PATH=$prefix/bin:$PATH
  export PATH
  if [ "$configured" = 0 ]; then
    # The engine that the user's own configuration points to, before another configuration takes its place.
    engine=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || true)
    # Not local: the trap runs after this function.
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/docker/cli-plugins"
    ln -s "$plugin" "$work/docker/cli-plugins/docker-ngc"
    export DOCKER_CONFIG=$work/docker NGC_AUTH_HOME=$work/ngc-auth
    if [ -n "$engine" ]; then export DOCKER_HOST=$engine; fi
    printf 'Key and docker configuration of this run are in %s and will be deleted.\n' "$work"
  fi
  if [ -t 0 ]; then docker ngc login; else docker ngc login --key-stdin; fi || fail "the login did not succeed"
  if [ -z "$image" ] && [ -t 0 ]; then
    read -r -p 'Image of your org to pull (nvcr.io/ORG/…; empty: none): ' image
  fi
  if [ -n "$image" ]; then
    docker pull "$image" || fail "docker could not pull $image"
  fi
  docker ngc status || true
}
