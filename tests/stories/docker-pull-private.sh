#!/usr/bin/env bash
# The main job: private, org and gated images by their real names; every request carries the right credential.
# needs: docker
. "$STORY_LIB/story.sh"

for image in "$PRIVATE" "$ORG_IMAGE" "$GATED"; do
  want_fail "$image is refused without a key" docker pull "$image"
done

want "docker ngc login" suite_login ada-acme
log_mark
for image in "$PRIVATE" "$ORG_IMAGE" "$GATED"; do
  want "$image is pulled" docker pull "$image"
done
want_request "the key went to the token endpoint of nvcr.io" '.host == "nvcr.io" and .form == "key" and .credential == "ada-acme"'
want_request "manifests were read with a token" '.form == "token" and (.path | test("/manifests/"))'
want_request "blobs came from layers.nvcr.io" '.host == "layers.nvcr.io" and .status == 200'
want_no_request "the file host never saw the key" '.host == "layers.nvcr.io" and .form == "key"'
want_no_request "no other host was spoken to" '.host != "nvcr.io" and .host != "layers.nvcr.io"'

want "the image runs" docker run --rm "$PRIVATE"
