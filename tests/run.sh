#!/usr/bin/env bash
# Installs what is missing, builds, and runs all units and stories.
#
#   tests/run.sh [--no-install] [NAME…]   NAME: a story (tests/stories/NAME.sh), or any part of a test's name
#   tests/run.sh --deep                   besides: sanitizers for everything, clang, clang-tidy on all files, ten minutes
#                                         of fuzzing, thousands of crash rounds
#
# Last line: N passed, N failed, N skipped. Ends with 1 when something failed, 2 when a name matches no test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/lib/steps.sh

install=1
deep=0
names=()
for argument in "$@"; do
  case $argument in
    --no-install) install=0 ;;
    --deep) deep=1 ;;
    --help | -h)
      sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"
      exit 0
      ;;
    -*)
      printf 'run.sh: unknown option %s; see --help\n' "$argument" >&2
      exit 2
      ;;
    *) names+=("$argument") ;;
  esac
done

if [ "$install" = 1 ]; then
  step "packages"
  ./install/packages.sh --yes build sandbox client test
fi

step "build"
start_test_tools
build_preset dev
wait_for_test_tools

if [ "${#names[@]}" -gt 0 ]; then
  pattern=
  for name in "${names[@]}"; do
    name=${name##*/}
    name=${name%.sh}
    if [ -e "tests/stories/$name.sh" ]; then name="^story\\.$name(\\.|\$)"; else name=${name//./\\.}; fi
    pattern=${pattern:+$pattern|}$name
  done
  step "tests named ${names[*]}"
  status=0
  run_tests dev -R "$pattern" || status=$?
  finish "$status"
fi

step "units and stories"
status=0
run_tests dev || status=$?

if [ "$deep" = 1 ]; then
  . tests/lib/deep.sh
  run_deep || status=1
fi
finish "$status"
