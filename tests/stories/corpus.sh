#!/usr/bin/env bash
# The scenario corpus of diagnose, all of it in one sandbox: tests/corpus/README.md.
#   CORPUS_NAMES="flagship codes/21" tests/run.sh corpus    # some of it
# needs: helm3 root
# timeout: 900
. "$STORY_LIB/story.sh"

corpus() { /usr/bin/python3 "$STORY_ROOT/tests/corpus/run.py" "$@"; }

chapter "The files themselves"
want "every code has a scenario" corpus --lint
# shellcheck disable=SC2154 # story.sh's
cat "$story_output"

# Every key of every scenario is searched for in what is left afterwards. Scenarios lay keys into homes of their own, into
# environments and into the command line of diagnose itself, and nowhere else; what diagnose says and writes is searched by
# run.py, for any eight characters of a key.
corpus --marks | sort -u >>"$STORY_DIR/secret/marks"
allow environ '*' '.*' "a scenario's own environment"
allow file '*' '^/tmp/corpus|^/home/story/' "a scenario's own files"
allow argv '*' '/docker-ngc$|/helm-ngc$' "a scenario's own command line"

chapter "Scenarios"
status=0
# shellcheck disable=SC2086
corpus --jobs 2 --report "$STORY_DIR/out/score" ${CORPUS_NAMES:-} || status=$?
[ "$status" = 0 ] || fail "the corpus is not right throughout"
