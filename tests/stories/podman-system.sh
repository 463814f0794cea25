#!/usr/bin/env bash
# The drop-in for all users: refused where it is not safe, used by podman and skopeo of every user, removed without a trace;
# and what a user's own registries.conf does to it.
# needs: podman skopeo root
# timeout: 300
. "$STORY_LIB/story.sh"

dropin=/etc/containers/registries.conf.d/50-ngc.conf
login_user() { key_of ada-acme | as_user podman-auth login --key-stdin --no-configure; }
login_root() { key_of ada-acme | podman-auth login --key-stdin --no-configure; }
# shellcheck disable=SC2034 # as_user reads it
user_environment=(XDG_RUNTIME_DIR=/run/user/4711)

want "the user's key is stored" login_user
want "root's key, too" login_root
want_fail "podman asks nobody yet" as_user skopeo inspect "docker://$PRIVATE"

chapter "Refused where it is not safe"
want_fail "an ordinary user may not" as_user podman-auth configure --system
test ! -e "$dropin" || fail "something was written"
printf 'credential-helpers = ["secretservice"]\n' >/etc/containers/registries.conf.d/10-own.conf
want_exit 1 "another file sets the list" podman-auth configure --system
says "10-own.conf sets credential-helpers already"
test ! -e "$dropin" || fail "something was written"
rm /etc/containers/registries.conf.d/10-own.conf
printf '# mine\n' >"$dropin"
want_exit 1 "a file of that name is there" podman-auth configure --system
says "was not written by this suite"
rm "$dropin"

chapter "For all users"
want "configure --system --dry-run" podman-auth configure --system --dry-run
test ! -e "$dropin" || fail "a dry run wrote"
want "configure --system" podman-auth configure --system
same "everybody can read it" "$(stat -c %a "$dropin")" 644
want "a user's podman finds the key" as_user podman pull "$PRIVATE"
want "root's podman, too" podman pull "$ORG_IMAGE"
want "skopeo of root" skopeo inspect "docker://$PRIVATE"
want "other registries are not disturbed: a public image" as_user skopeo inspect "docker://$PUBLIC"
want "status knows" podman-auth status --json
in_json ".data.clients[0] | .client == \"podman\" and .file == \"$dropin\" and .key == \"K1\""
want "again: nothing to do" podman-auth configure podman --system --json
in_json '.data.changed == false'

chapter "A user's own registries.conf hides it"
as_user mkdir -p /home/story/.config/containers
as_user cp /etc/containers/registries.conf /home/story/.config/containers/registries.conf
want_fail "the drop-in is not read" as_user skopeo inspect "docker://$PRIVATE"
want "the user's own entry does it" as_user podman-auth configure
want "podman is served" as_user skopeo inspect "docker://$PRIVATE"
want "a list without the auth files is told" as_user bash -c \
  'printf "credential-helpers = [\"ngc\"]\n" >.config/containers/registries.conf; podman-auth configure'
says 'without "containers-auth.json"'

chapter "Clean removal"
want "unconfigure --system" podman-auth unconfigure --system --json
in_json '.data.changed == true'
test ! -e "$dropin" || fail "the drop-in is still there"
want_fail "root's podman asks nobody" skopeo inspect "docker://$PRIVATE"
want "a second time: nothing" podman-auth unconfigure podman --system
want "configure --system again" podman-auth configure --system
want "and the user's own entry" podman-auth configure

chapter "The removal of the suite takes both with it"
cp -a /usr/local "$STORY_DIR/out/suite"
mount --bind "$STORY_DIR/out/suite" /usr/local
sed -i "s|^.*/stage/|/usr/local/|" /usr/local/share/ngc-auth/install-manifest
want "uninstall" "$STORY_ROOT/install/uninstall.sh" --prefix /usr/local
test ! -e "$dropin" || fail "the drop-in is still there"
if grep -qs '"ngc"' "$HOME/.config/containers/auth.json"; then fail "podman's file still names the helper"; fi
test ! -e /usr/local/bin/podman-auth || fail "podman-auth is still there"
says "/home/story/.config/containers/auth.json still names the helper"
want "podman still pulls what is public" podman pull "$PUBLIC"
umount /usr/local
hash -r

chapter "A drop-in that somebody changed"
want "configure --system again" podman-auth configure --system
printf '# changed\n' >>"$dropin"
want_exit 1 "a changed file is not removed blindly" podman-auth unconfigure --system
says "was changed since it was written"
