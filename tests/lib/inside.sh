#!/usr/bin/env bash
# First program inside a story's sandbox: lays out the machine that the story sees, runs the story under the watch of the
# leak checks, and judges. Everything it changes is in the sandbox's own mount namespace.
#
# The story sees: the installed suite in /usr/local, one docker command, one Helm, root with an empty HOME, and the ordinary user
# "story" (uid 4711, home /home/story, member of the group docker, may use sudo).
set -euo pipefail

. "$STORY_LIB/layout.sh"

mkdir -m 755 "$STORY_DIR" "$STORY_DIR/out" "$STORY_DIR/secret"
chmod 700 "$STORY_DIR/secret"
cp "$SANDBOX_WORLD" "$STORY_DIR/secret/world.json"

# The suite over /usr/local, read-only, as an installation would leave it.
if [ -n "$STORY_DOCKER" ]; then
  : >"$STORY_DIR/docker"
  mount --bind "$(readlink -f "$STORY_DOCKER")" "$STORY_DIR/docker"
fi
mkdir -p "$STORY_DIR/layer/bin"
ln -s "$STORY_DIR/docker" "$STORY_DIR/layer/bin/docker"
if [ -n "$STORY_HELM" ]; then ln -s "$STORY_TOOLS/helm$STORY_HELM" "$STORY_DIR/layer/bin/helm"; fi
mount -t overlay overlay -o "lowerdir=$STORY_DIR/layer:$STORY_BUILD/stage:/usr/local" /usr/local

# The ordinary user.
for file in passwd group shadow gshadow subuid subgid sudoers; do
  if [ -e "/etc/$file" ]; then cp -p "/etc/$file" "$STORY_DIR/secret/$file"; else : >"$STORY_DIR/secret/$file"; fi
done
(
  cd "$STORY_DIR/secret"
  printf 'story:x:4711:4711:Story:/home/story:/bin/bash\n' >>passwd
  printf 'story:*:19000:0:99999:7:::\n' >>shadow
  printf 'story:x:4711:\n' >>group
  if grep -q '^docker:' group; then
    sed -i 's/^\(docker:[^:]*:[^:]*:\)\(.\)/\1story,\2/; s/^\(docker:[^:]*:[^:]*:\)$/\1story/' group
  fi
  printf 'story:200000:65536\n' | tee -a subuid >>subgid
  printf 'story ALL=(ALL:ALL) NOPASSWD: ALL\n' >>sudoers
)
for file in passwd group shadow gshadow subuid subgid sudoers; do
  if [ -e "/etc/$file" ]; then mount --bind "$STORY_DIR/secret/$file" "/etc/$file"; fi
done
mount -t tmpfs -o mode=755 tmpfs /home
mkdir -m 700 /home/story
# The same seed as root's home: where docker finds no configuration it picks a helper of its own choice.
if [ -e "$HOME/.docker/config.json" ]; then
  mkdir -m 700 /home/story/.docker
  cp "$HOME/.docker/config.json" /home/story/.docker/
fi
chown -R 4711:4711 /home/story
# What a login makes for a user; the sandbox's own /run/user is closed.
mkdir -p /run/user/4711
chmod 755 /run/user
chmod 700 /run/user/4711
chown 4711:4711 /run/user/4711
if [ -S /run/docker.sock ] && grep -q '^docker:' /etc/group; then chgrp docker /run/docker.sock; fi

# Helm plugins of the person who runs the stories have no part in them.
unset HELM_PLUGINS
rm -rf "$HOME/.local/share/helm"

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
hash -r
touch "$STORY_DIR/started"

/usr/bin/python3 "$STORY_LIB/leaks.py" watch "$STORY_DIR" &
watch=$!
status=0
bash "$STORY_FILE" >"$STORY_DIR/out/transcript" 2>&1 </dev/null || status=$?
kill "$watch" 2>/dev/null || true
wait "$watch" 2>/dev/null || true

verdict=0
/usr/bin/python3 "$STORY_LIB/leaks.py" search "$STORY_DIR" "$STORY_ROOT" "$STORY_BUILD" || verdict=$?
/usr/bin/python3 "$STORY_LIB/leaks.py" redact "$STORY_DIR" "$STORY_DIR/out/transcript"
if [ "$status" = 77 ]; then exit 77; fi
if [ "$status" != 0 ]; then
  printf 'failed: the story ended with status %s\n' "$status"
  exit 1
fi
exit "$verdict"
