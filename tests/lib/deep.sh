# What --deep adds, and the pieces of it that the continuous integration runs shorter. Sourced after steps.sh.
# shellcheck shell=bash disable=SC2154 # python and jobs are steps.sh's

# Files of ours that clang-format and clang-tidy look at.
cpp_sources() { git ls-files '*.cpp' '*.c'; }
cpp_files() { git ls-files '*.cpp' '*.c' '*.h'; }

check_format() {
  local -a files
  mapfile -t files < <(cpp_files)
  [ "${#files[@]}" -gt 0 ] || return 0
  clang-format --dry-run --Werror "${files[@]}"
}
check_scripts() {
  local -a files
  mapfile -t files < <(
    git ls-files '*.sh' .ci/run tests/lib/run-story tests/lib/fuzz-one
  )
  shellcheck "${files[@]}"
}

# clang-tidy on the named files. Its static analyzer takes most of the time and looks at paths through whole programs; it
# runs with --deep. TIDY_SECONDS bounds the time: a change of hundreds of files would outlast everything else.
tidy() { # FILE…
  [ $# -gt 0 ] || return 0
  mkdir -p build/tidy
  cmake --preset tidy >build/tidy/configure.log 2>&1 || {
    tail -n 30 build/tidy/configure.log
    return 1
  }
  $python tests/lib/tidy.py build/tidy --jobs "$jobs" --seconds "${TIDY_SECONDS:-0}" --checks="${TIDY_CHECKS:-}" \
    "$@"
}

# Every fuzz target for its share of the time, from its seeds; a crash leaves its input in build/fuzz/crashes.
fuzz() { # SECONDS
  local total=$1 each log failed=0
  build_preset fuzz fuzzers || return 1
  local -a targets
  mapfile -t targets < <(find build/fuzz -name 'fuzz_*' -type f -executable | sort)
  if [ "${#targets[@]}" = 0 ]; then
    printf 'fuzz: no target was built\n'
    return 1
  fi
  # $jobs targets at once share the time; at least two seconds each.
  each=$((total * jobs / ${#targets[@]}))
  [ "$each" -ge 2 ] || each=2
  mkdir -p build/fuzz/crashes build/fuzz/logs
  printf 'fuzz: %d targets, %d s each\n' "${#targets[@]}" "$each"
  printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$jobs" tests/lib/fuzz-one "$each" || failed=1
  for log in build/fuzz/logs/*.log; do
    printf 'fuzz: %s: %s\n' "$(basename "$log" .log)" "$(grep -E 'Done [0-9]+ runs' "$log" || printf 'no result')"
  done
  return "$failed"
}

sanitized_units() {
  build_preset asan units || return 1
  run_tests asan -L unit
}

run_deep() {
  local failed=0
  step "shellcheck and clang-format"
  check_scripts || failed=1
  check_format || failed=1
  step "clang: build and units"
  { build_preset tidy && run_tests tidy -L unit; } || failed=1
  step "clang-tidy on all files"
  local -a files
  mapfile -t files < <(cpp_sources)
  tidy "${files[@]}" || failed=1
  step "address and undefined-behaviour sanitizers: everything"
  { build_preset asan && run_tests asan; } || failed=1
  step "thousands of crash rounds"
  NGCS_CRASH_ROUNDS=5000 run_tests dev -R '[Cc]rash' || failed=1
  step "ten minutes of fuzzing"
  fuzz 600 || failed=1
  return "$failed"
}
