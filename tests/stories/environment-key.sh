#!/usr/bin/env bash
# A CI job: the key is in a file or in the environment, nobody logs in, nothing is stored.
# needs: docker
. "$STORY_LIB/story.sh"

want "docker ngc configure docker" docker ngc configure docker

chapter "NGC_API_KEY_FILE"
key_of ada-acme >"$STORY_DIR/secret/api-key"
want "pull with a key file" env NGC_API_KEY_FILE="$STORY_DIR/secret/api-key" docker pull "$PRIVATE"
forget_images
mkdir "$STORY_DIR/secret/credentials"
key_of ada-acme >"$STORY_DIR/secret/credentials/ngc-api-key"
want "pull with a systemd credential" env CREDENTIALS_DIRECTORY="$STORY_DIR/secret/credentials" docker pull "$PRIVATE"
forget_images

chapter "NGC_API_KEY"
allow environ ada-acme '' "the story sets the variable itself"
allow environ ada-legacy '' "the story sets the variable itself"
with_variable() ( # NAME KEY-ID COMMAND…
  export "$1=$(key_of "$2")"
  "${@:3}"
)
want "pull with NGC_API_KEY" with_variable NGC_API_KEY ada-acme docker pull "$PRIVATE"
forget_images
want "pull with NGC_CLI_API_KEY" with_variable NGC_CLI_API_KEY ada-acme docker pull "$PRIVATE"
forget_images
both() (
  NGC_API_KEY=$(key_of ada-legacy)
  export NGC_API_KEY
  with_variable NGC_CLI_API_KEY ada-acme served_key
)
same "the NGC CLI's order decides between the two" "$(both)" ada-acme
same "nothing was stored" "$(served_key)" none
want "no vault was made" test ! -e "$HOME/.local/share/ngc-auth/vault"
want_fail "and without the variable the image is refused" docker pull "$PRIVATE"

chapter "A stored key beside it"
want "login with another key" suite_login ada-own
same "the environment wins" "$(with_variable NGC_API_KEY ada-acme served_key)" ada-acme
want "status says that it shadows" with_variable NGC_API_KEY ada-acme docker ngc status
says "NGC_API_KEY"
same "an explicit profile wins over the environment" \
  "$(NGC_PROFILE=$(docker ngc profile list --json | jq -r '.data.profiles[0].name') with_variable NGC_API_KEY ada-acme served_key)" ada-own
