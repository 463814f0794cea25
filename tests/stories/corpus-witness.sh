#!/usr/bin/env bash
# Real docker, podman and Helm before and after the fix that diagnose names: tests/corpus/README.md, "Witnesses".
# needs: docker podman helm3 root
# timeout: 400
. "$STORY_LIB/story.sh"

corpus() { /usr/bin/python3 "$STORY_ROOT/tests/corpus/run.py" "$@"; }

# What clients without the suite do with a key: they write it down. The homes are removed after each scenario.
corpus --marks | sort -u >>"$STORY_DIR/secret/marks"
allow environ '*' '.*' "a scenario's own environment"
allow file '*' '^/tmp/corpus' "a scenario's own files"
allow argv '*' '/docker-ngc$|/helm-ngc$' "a scenario's own command line"

mkdir "$STORY_DIR/bin"
ln -s "$STORY_TOOLS/helm3" "$STORY_DIR/bin/helm"
export PATH=$STORY_DIR/bin:$PATH

# shellcheck disable=SC2086
corpus --witness --report "$STORY_DIR/out/score" ${CORPUS_NAMES:-} || fail "a witness contradicts"
