#!/usr/bin/env bash
# Every program that is started on the way, seen by strace: no key in any argument or environment. The watch of the other
# stories samples; this one misses nothing.
# needs: docker strace
. "$STORY_LIB/story.sh"

traced() { strace -f -qq -v -s 100000 -e trace=execve -e signal=none -o "$STORY_DIR/out/exec.$trace" "$@"; }
trace=login
login() { key_of ada-acme | traced docker ngc login --key-stdin; }
want "docker ngc login" login
trace=pull
want "docker pull" traced docker pull "$PRIVATE"
trace=status
want "docker ngc status" traced docker ngc status
trace=docker-login
docker_login() { key_of ada-acme | traced docker login nvcr.io -u "\$oauthtoken" --password-stdin; }
want "docker login" docker_login
trace=logout
want "docker ngc logout" traced docker ngc logout

# The trace files are outputs of this story: the search after it looks for keys in them. They must really hold something.
want "docker really started the helper" grep -q 'docker-credential-ngc' "$STORY_DIR/out/exec.pull"
want "docker really started the plugin" grep -q 'cli-plugins/docker-ngc' "$STORY_DIR/out/exec.login"
