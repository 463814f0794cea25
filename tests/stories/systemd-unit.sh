#!/usr/bin/env bash
# examples/ngc-pull.service, run by a real systemd in namespaces of its own: LoadCredential=, and a key that no other process
# sees.
# needs: podman root systemd-analyze unshare
. "$STORY_LIB/story.sh"

[ -x /lib/systemd/systemd ] || skip "no systemd on this machine"
unshare --mount sh -c 'mount -t tmpfs tmpfs /mnt && mkdir /mnt/s && { mount -t cgroup -o none,name=systemd cgroup /mnt/s ||
  mount -t cgroup2 cgroup2 /mnt/s; }' 2>/dev/null || skip "no control groups can be mounted here, which systemd needs"
work=$STORY_DIR/out/systemd
mkdir -p "$work" /etc/ngc-auth
printf '{"credHelpers":{"nvcr.io":"ngc"}}\n' >/etc/ngc-auth/auth.json
key_of ada-acme >/etc/ngc-api-key
chmod 600 /etc/ngc-api-key
allow file ada-acme '^/etc/ngc-api-key$' "the administrator put it there"

want "systemd understands the unit" systemd-analyze verify "$STORY_ROOT/examples/ngc-pull.service"
says_not "Unknown" "ngc-pull.service:"
sed "s|nvcr.io/ORG/TEAM/IMAGE:TAG|$PRIVATE|" "$STORY_ROOT/examples/ngc-pull.service" >"$work/ngc-pull.service"

# What a booted machine has and a sandbox has not: /run and a hierarchy of systemd's own, and mounts that propagate.
cat >"$work/boot.sh" <<'BOOT'
set -eu
mount --make-rshared /
mount -t tmpfs tmpfs /run/systemd 2>/dev/null || { mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd; }
mkdir -p /run/systemd/system/ngc-pull.service.d /run/credentials
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd,xattr cgroup /sys/fs/cgroup/systemd 2>/dev/null ||
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
cp "$1/ngc-pull.service" /run/systemd/system/
cat >/run/systemd/system/ngc-pull.service.d/story.conf <<UNIT
[Unit]
DefaultDependencies=no
SuccessAction=exit-force
FailureAction=exit-force
[Service]
StandardOutput=append:$1/unit
StandardError=append:$1/unit
ExecStartPre=/bin/sh -c 'tr "\\\\000" "\\\\n" </proc/self/environ >$1/environment; stat -c %%a \$CREDENTIALS_DIRECTORY/ngc-api-key >$1/mode'
UNIT
exec env -i container=story PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  SSL_CERT_FILE="${SSL_CERT_FILE:-}" /lib/systemd/systemd --system --unit=ngc-pull.service --log-target=console \
  --show-status=no
BOOT
log_mark
want "the unit runs to its end" timeout -k 5 90 unshare --mount --pid --fork --mount-proc bash "$work/boot.sh" "$work"
want "the image is there" podman image exists "$PRIVATE"
want_request "pulled with the key of the unit" '.credential == "ada-acme" and .form == "key"'
same "the credential is for the unit alone" "$(cat "$work/mode")" 400
want "the unit knows where it lies" grep -q '^CREDENTIALS_DIRECTORY=/run/credentials/ngc-pull.service$' "$work/environment"
want_fail "and has no key in its environment" grep -q nvapi- "$work/environment"
want_fail "nothing is left of it" test -e /run/credentials/ngc-pull.service/ngc-api-key
