# Building, testing and summing up; shared by tests/run.sh and .ci/run. Run from the top of the tree.
# shellcheck shell=bash
jobs=$(nproc)
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD} CCACHE_NOHASHDIR=1
# Python in this project is the system's: the modules come from its packages.
python=/usr/bin/python3
started_at=$SECONDS

step() { printf '\n== [%3d s] %s\n' "$((SECONDS - started_at))" "$*"; }

build_preset() { # PRESET [TARGET…]; output only when it fails
  local preset=$1 log
  shift
  mkdir -p "build/$preset"
  log=build/$preset/build.log
  if ! { cmake --preset "$preset" && cmake --build "build/$preset" -j "$jobs" ${1:+--target "$@"}; } >"$log" 2>&1; then
    grep -nE 'error|FAILED|Error' "$log" | head -n 40
    tail -n 40 "$log"
    printf 'the build of preset %s failed; all of it is in %s\n' "$preset" "$log"
    return 1
  fi
}

# Clients that Debian does not ship (Helm 3, Helm 4, its cm-push plugin, crane), from the user's cache or built beside the
# C++ build. Stories of a client that could not be built are skipped with that reason. They stand below build/, which stays
# visible inside the sandbox.
start_test_tools() {
  export NGC_TEST_TOOLS=$PWD/build/tools
  mkdir -p build
  nice tests/lib/go-tools.sh --into "$NGC_TEST_TOOLS" >"$run_stamp.tools" 2>&1 </dev/null &
  test_tools=$!
}
wait_for_test_tools() {
  if ! wait "$test_tools"; then
    tail -n 5 "$run_stamp.tools"
    printf 'some clients could not be built; their stories will be skipped\n'
  fi
}

# ctest's own report goes to a file; what people need of it is printed. Ctest by itself would wait for a hanging test for
# ever: tests that name no limit of their own get five minutes.
run_tests() { # PRESET [CTEST-OPTION…]
  local preset=$1 status=0
  shift
  rm -f "build/$preset/results.xml"
  ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --output-junit results.xml --no-tests=error \
    --timeout 300 --progress "$@" >"build/$preset/ctest.log" 2>&1 </dev/null || status=$?
  if [ ! -s "build/$preset/results.xml" ]; then
    tail -n 30 "build/$preset/ctest.log"
    return 2
  fi
  $python tests/lib/summary.py report "build/$preset/results.xml"
  return "$status"
}

# The closing line counts everything that run_tests ran since the start of this shell.
finish() { # STATUS
  local preset files=()
  for preset in dev asan tidy; do
    if [ -s "build/$preset/results.xml" ] && [ "build/$preset/results.xml" -nt "$run_stamp" ]; then
      files+=("build/$preset/results.xml")
    fi
  done
  printf '\n[%d s]\n' "$((SECONDS - started_at))"
  $python tests/lib/summary.py total "$1" ${files[@]+"${files[@]}"}
  exit "$1"
}
run_stamp=$(mktemp)
trap 'rm -f "$run_stamp" "$run_stamp.tools"' EXIT
