#!/usr/bin/env bash
# The vault damaged, too open, with another machine's key, on a full disk, in a read-only home: each as an ordinary user.
# Every answer names the remedy, nothing is deleted, foreign hosts are not affected.
# needs: root
. "$STORY_LIB/story.sh"

data=/home/story/.local/share/ngc-auth
state=/home/story/.local/state/ngc-auth
index=/home/story/.config/ngc-auth
plugin=/usr/local/lib/docker/cli-plugins/docker-ngc
user_get() { as_user bash -c "printf %s '${1:-nvcr.io}' | docker-credential-ngc get"; }
user_login() { key_of "$1" | as_user "$plugin" ngc login --key-stdin "${@:2}"; }
user_served() { user_get nvcr.io 2>/dev/null | jq -ej .Secret 2>/dev/null | id_of_key; }
foreign_is_fine() {
  want_exit 1 "a foreign host gets not-found" user_get registry.example
  says_exactly "$NOT_FOUND"
}
one_sentence() {
  same "one line on stdout" "$(user_get nvcr.io 2>/dev/null | wc -l)" 1
}

chapter "No key at all"
want_exit 1 "the helper says not-found" user_get
says_exactly "$NOT_FOUND"
want_exit 5 "status says not logged in" as_user "$plugin" ngc status

want "login" user_login ada-acme
same "the key is served" "$(user_served)" ada-acme
cp -a "$data" "$STORY_DIR/secret/data"
cp -a "$state" "$STORY_DIR/secret/state"
cp -a "$index" "$STORY_DIR/secret/index"
restore() {
  rm -rf "$data" "$state" "$index"
  cp -a "$STORY_DIR/secret/index" "$index"
  cp -a "$STORY_DIR/secret/data" "$data"
  cp -a "$STORY_DIR/secret/state" "$state"
}

chapter "Damaged"
printf 'x' | dd of="$data/vault" bs=1 seek=150 conv=notrunc status=none
before=$(sha256sum <"$data/vault")
want_exit 1 "the helper refuses" user_get
says "damaged"
says_not "$NOT_FOUND"
one_sentence
foreign_is_fine
want_fail "status ends with an error" as_user "$plugin" ngc status
same "the damaged file was left alone" "$(sha256sum <"$data/vault")" "$before"
truncate -s 10 "$data/vault"
want_exit 1 "cut short: the helper refuses" user_get
says_not "$NOT_FOUND"
: >"$data/vault"
want_exit 1 "empty: the helper refuses" user_get
says_not "$NOT_FOUND"
restore

chapter "Too open"
chmod 644 "$data/vault"
want_exit 1 "a readable vault is refused" user_get
says "chmod 600"
one_sentence
foreign_is_fine
chmod 600 "$data/vault"
chmod 640 "$state/machine.key"
want_exit 1 "a readable machine key is refused" user_get
says "chmod 600"
restore
same "after the chmod it is served again" "$(user_served)" ada-acme

chapter "A link where the vault was"
mv "$data/vault" "$data/elsewhere"
ln -s elsewhere "$data/vault"
want_exit 1 "a symbolic link is refused" user_get
says_not "$NOT_FOUND"
restore

chapter "Another machine's key"
rm "$state/machine.key"
want_exit 1 "without the machine key the helper refuses" user_get
says_not "$NOT_FOUND"
head -c "$(stat -c %s "$STORY_DIR/secret/state/machine.key")" /dev/urandom >"$state/machine.key"
chown 4711:4711 "$state/machine.key"
chmod 600 "$state/machine.key"
want_exit 1 "with a foreign machine key the helper refuses" user_get
says_not "$NOT_FOUND"
foreign_is_fine
restore
same "with the right one it is served again" "$(user_served)" ada-acme

chapter "A full disk"
mount -t tmpfs -o size=64k,mode=700,uid=4711,gid=4711 tmpfs "$data"
cp -p "$STORY_DIR/secret/data/vault" "$data/"
as_user bash -c "cat /dev/zero >'$data/filler'" 2>/dev/null || true
want_fail "login with a second key says that the disk is full" user_login ada-legacy --profile second
same "the first key is still served" "$(user_served)" ada-acme
want_exit 0 "erase does not fail its client" as_user bash -c 'printf nvcr.io | docker-credential-ngc erase'
same "and the key is not served any more" "$(user_served)" unknown
rm -f "$data/filler"
umount "$data"
restore

chapter "A read-only home"
before=$(cd /home/story && find . -type f -exec sha256sum {} + | sort)
mount -o remount,ro /home
same "a key is still served" "$(user_served)" ada-acme
want_fail "login says that it cannot store" user_login ada-legacy --profile third
says "ead-only"
want_exit 0 "erase does not fail its client" as_user bash -c 'printf nvcr.io | docker-credential-ngc erase'
same "nothing changed on the disk" "$(cd /home/story && find . -type f -exec sha256sum {} + | sort)" "$before"
mount -o remount,rw /home
