#!/usr/bin/env bash
# podman, buildah and skopeo with the same helper through credHelpers, as root and as an ordinary user without root.
# needs: podman buildah skopeo root
# timeout: 300
. "$STORY_LIB/story.sh"

register_helper() { # HOME: what the documentation tells podman's users to write
  mkdir -p "$1/.config/containers"
  printf '{"credHelpers": {"nvcr.io": "ngc", "nvcr.io:443": "ngc"}}\n' >"$1/.config/containers/auth.json"
}

main_job() { # RUNNER [ARGS]: how commands are run
  log_mark
  want_fail "podman: private image without a key" "$@" podman pull "$PRIVATE"
  want "podman: public image without a key" "$@" podman pull "$PUBLIC"
  want_fail "skopeo: private image without a key" "$@" skopeo inspect "docker://$PRIVATE"
  want_no_request "no key was sent" '.form == "key"'

  store_key() { key_of ada-acme | "$@" /usr/local/lib/docker/cli-plugins/docker-ngc login --key-stdin --no-configure; }
  want "login" store_key "$@"
  want "podman: pull the private image" "$@" podman pull "$PRIVATE"
  want_request "with the key" '.credential == "ada-acme" and .form == "key"'
  want "podman: tag" "$@" podman tag "$PRIVATE" "nvcr.io/$ORG/zoom/from-podman:$run"
  want "podman: push to the team" "$@" podman push "nvcr.io/$ORG/zoom/from-podman:$run"
  want "skopeo: inspect what was pushed" "$@" skopeo inspect "docker://nvcr.io/$ORG/zoom/from-podman:$run"
  want "skopeo: copy inside the registry" "$@" skopeo copy "docker://nvcr.io/$ORG/zoom/from-podman:$run" \
    "docker://nvcr.io/$ORG/zoom/from-skopeo:$run"
  want "buildah: pull" "$@" buildah pull "nvcr.io/$ORG/zoom/from-skopeo:$run"
  want "buildah: push" "$@" buildah push "nvcr.io/$ORG/zoom/from-skopeo:$run" "docker://nvcr.io/$ORG/zoom/from-buildah:$run"
  want "podman: pull what buildah pushed" "$@" podman pull "nvcr.io/$ORG/zoom/from-buildah:$run"
  want "podman: who is logged in" "$@" podman login --get-login nvcr.io
  # shellcheck disable=SC2016
  says_exactly '$oauthtoken'
}

chapter "As root"
run=root
register_helper "$HOME"
main_job env

chapter "As an ordinary user"
run=rootless
# shellcheck disable=SC2034 # as_user reads it
user_environment=(XDG_RUNTIME_DIR=/run/user/4711)
as_user true
register_helper /home/story
chown -R 4711:4711 /home/story
main_job as_user

chapter "Logout through the clients ends well"
# shellcheck disable=SC2016
as_user bash -c 'mkdir -p $XDG_RUNTIME_DIR/containers && cp ~/.config/containers/auth.json $XDG_RUNTIME_DIR/containers/'
want "podman logout calls erase" as_user podman logout nvcr.io
want_fail "podman: the private image is refused" as_user podman pull "nvcr.io/$ORG/zoom/from-skopeo:$run"
want "a second podman logout does not crash" as_user bash -c 'podman logout nvcr.io; test $? -lt 2'
