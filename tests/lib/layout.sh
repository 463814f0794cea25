# Paths inside a story's sandbox, shared by inside.sh and story.sh.
# shellcheck shell=bash
export STORY_DIR=/run/story
export SANDBOX_WORLD=/run/ngc-sandbox/world.json
