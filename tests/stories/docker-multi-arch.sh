#!/usr/bin/env bash
# An index of several architectures: inspected, and each architecture pulled.
# needs: docker
. "$STORY_LIB/story.sh"

want "docker ngc login" suite_login ada-acme
want "docker manifest inspect reads the private index" docker manifest inspect "$PRIVATE"
same "it lists both architectures" "$(jq -r '[.manifests[].platform.architecture] | sort | join(" ")' "$STORY_DIR/out/last")" \
  "amd64 arm64"

for architecture in amd64 arm64; do
  want "pull for linux/$architecture" docker pull --platform "linux/$architecture" "$PRIVATE"
  same "docker has it" "$(docker image inspect --format '{{.Architecture}}' "$PRIVATE")" "$architecture"
  forget_images
done

chapter "Without a key"
want "docker ngc logout" docker ngc logout
want_fail "docker manifest inspect of the private image" docker manifest inspect "$PRIVATE"
case $(docker version --format '{{.Client.Version}}') in
  20.10.*) ;; # it asks for the right to push, also to look (docker/cli: "push", "pull"), which nobody has anonymously
  *) want "docker manifest inspect of a public image" docker manifest inspect "$PUBLIC" ;;
esac
