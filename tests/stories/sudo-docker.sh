#!/usr/bin/env bash
# `sudo docker` reads root's store: a user's login says so, and after `sudo docker ngc login` the pull works.
# needs: docker root sudo
. "$STORY_LIB/story.sh"

as_user sudo -n true || skip "sudo does not work inside this sandbox"
sudo_login() { key_of ada-acme | as_user sudo docker ngc login --key-stdin; }
user_login() { key_of ada-acme | as_user docker ngc login --key-stdin; }

chapter "Only the user is logged in"
want "docker ngc login as an ordinary user" user_login
says "sudo"
want "the user pulls" as_user docker pull "$PRIVATE"
forget_images
want_fail "sudo docker pull reads root's store, which is empty" as_user sudo docker pull "$PRIVATE"

chapter "Root as well"
want "sudo docker ngc login" sudo_login
want "sudo docker pull" as_user sudo docker pull "$PRIVATE"
want "root's files belong to root" \
  test "$(stat -c %U "$HOME/.local/share/ngc-auth/vault" "$HOME/.docker/config.json" | sort -u)" = root
want "the user's files belong to the user" \
  test "$(stat -c %U /home/story/.local/share/ngc-auth/vault /home/story/.docker/config.json | sort -u)" = story
want "nothing of root's lies in the user's home" test -z "$(find /home/story ! -user story)"
