#!/usr/bin/env bash
# docker's own login, by pipe and by prompt: the key lands in the store, never in docker's file.
# needs: docker
. "$STORY_LIB/story.sh"

want "docker ngc configure docker registers the helper" docker ngc configure docker

login_by_pipe() { key_of "$1" | docker login nvcr.io --username "$2" --password-stdin; }

# shellcheck disable=SC2016
chapter 'docker login nvcr.io -u $oauthtoken --password-stdin'
# shellcheck disable=SC2016
want "docker login succeeds" login_by_pipe ada-acme '$oauthtoken'
says "Login Succeeded"
same "the helper serves that key" "$(served_key)" ada-acme
want "docker's file holds no credential" jq -e '[.auths[]? | select(.auth or .password)] == []' "$HOME/.docker/config.json"
want "docker pulls the private image" docker pull "$PRIVATE"

chapter "docker login nvcr.io with stored credentials"
want "docker login without arguments uses the stored key" docker login nvcr.io
says "Login Succeeded"
same "and it is still served" "$(served_key)" ada-acme

chapter "docker login at the prompt"
want "docker logout" docker logout nvcr.io
same "logout erased the key" "$(served_key)" none
# shellcheck disable=SC2016
want "docker login asks for user name and password" \
  on_tty --on 'Username' --type '$oauthtoken' --on 'Password' --key ada-acme -- docker login nvcr.io
says "Login Succeeded"
same "the helper serves the typed key" "$(served_key)" ada-acme

chapter "The user name that the shell ate"
want "logged out again" docker logout nvcr.io
log_mark
want_fail "an empty user name is no login" login_by_pipe ada-acme ''
want_fail "another user name is refused" login_by_pipe ada-acme ada@acme.example
same "nothing was stored" "$(served_key)" none
refused_store() { key_of ada-acme | jq -Rc --arg user "$1" '{ServerURL:"nvcr.io",Username:$user,Secret:.}' |
  docker-credential-ngc store; }
want_exit 1 "the helper itself refuses it" refused_store ada@acme.example
# shellcheck disable=SC2016
says '$oauthtoken'
same "and stored nothing" "$(served_key)" none
