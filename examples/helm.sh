#!/usr/bin/env bash
# The life of a chart with `helm ngc`, on a local NGC: no account, nothing leaves this machine.
#
#   ngc-sandbox run --world examples/world.json -- examples/helm.sh [HELM…]
#
# HELM is the command of a Helm 3 or 4 (default: helm); each gets folders of its own. A chart is rendered instead of
# installed, since there is no cluster. With your own key and org the same commands work on NGC itself.
set -euo pipefail

[ $# -gt 0 ] || set -- helm
[ -r /run/ngc-sandbox/world.json ] || {
  printf 'helm.sh: this runs inside ngc-sandbox; see the first lines of this file\n' >&2
  exit 1
}
plugins=$(dirname "$(readlink -f "$(command -v ngc-sandbox)")")/../lib/ngc-auth/helm-plugins
team=mxa8oi8djw7m/zoom

# The key of a test person of this world. Yours would be typed at the prompt of `helm ngc login`.
test_key() { sed -n 's/.*"value": *"\(nvapi-ada-acme-[^"]*\)".*/\1/p' /run/ngc-sandbox/world.json | head -n 1; }

number=0
step() { # PROVES COMMAND…
  number=$((number + 1))
  printf '\n%d. %s\n' "$number" "$1"
  shift
  printf '   $ %s\n' "$*"
  if "$@" >"$work/output" 2>&1; then
    grep -v '^$' "$work/output" | tail -n 12 | sed 's/^/   | /' || true
  else
    sed 's/^/   | /' "$work/output"
    printf '\nThis step should have worked.\n'
    exit 1
  fi
}
refused() { # PROVES COMMAND…
  number=$((number + 1))
  printf '\n%d. %s\n' "$number" "$1"
  shift
  printf '   $ %s\n' "$*"
  if "$@" >"$work/output" 2>&1; then
    sed 's/^/   | /' "$work/output"
    printf '\nThis step should have been refused.\n'
    exit 1
  fi
  tail -n 3 "$work/output" | sed 's/^/   | /'
}
login() { test_key | helm ngc login --key-stdin; }
# What a Helm without the plugins keeps: the key, in plain text.
# shellcheck disable=SC2016
old_way() { test_key | helm repo add old "https://helm.ngc.nvidia.com/$team" --username '$oauthtoken' --password-stdin; }
no_password() { ! grep -E 'password: *[^" ]' "$HELM_CONFIG_HOME/repositories.yaml"; }

life_of_a_chart() { # VERSION
  step "Two plugin directories, installed as any other plugin:" helm plugin install "$plugins/ngc"
  step "… the second one downloads from ngc:// addresses:" helm plugin install "$plugins/ngc-getter"
  refused "Without a key a private repository is refused:" helm repo add zoom "ngc://$team"
  printf '\n   (the next command reads the key from a pipe; you would type it at a prompt)\n'
  step "Log in once; the key is checked and stored encrypted:" login
  step "Helm adds the repository by its ngc:// address …" helm repo add zoom "ngc://$team"
  step "… and has no password in its file:" no_password
  step "Search …" helm search repo zoom/
  step "… pull …" helm pull zoom/planner --version 0.1.0
  step "… and render (with a cluster: helm install):" helm template zoom/planner
  step "A chart of your own …" helm create "my-chart-$1"
  step "… goes to the team; its record at NGC is made on the way:" \
    helm ngc push "my-chart-$1" "$team" --version "1.0.$1"
  step "What the team has:" helm ngc list "$team/*"
  step "The pushed chart, back through the repository:" helm repo update zoom
  step "…" helm pull "zoom/my-chart-$1" --version "1.0.$1"
  step "… or in one command, without any repository:" helm ngc fetch "$team/my-chart-$1:1.0.$1" -d "$work/fetched"
  step "The old way left the key in plain text in repositories.yaml:" old_way
  step "migrate moves it into the store; comments and everything else stay:" helm ngc repo migrate
  step "Nothing is in plain text any more:" no_password
  step "All is well:" helm ngc self-check
  step "Before the plugins go, no repository may need them:" helm ngc unconfigure helm
  step "Log out: the key is erased:" helm ngc logout
}

for program in "$@"; do
  program=$(command -v "$program") || {
    printf 'helm.sh: there is no %s here\n' "$program" >&2
    exit 1
  }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/bin" "$work/fetched"
  ln -s "$program" "$work/bin/helm"
  export PATH=$work/bin:$PATH
  hash -r
  export HELM_DATA_HOME=$work/data HELM_CONFIG_HOME=$work/config HELM_CACHE_HOME=$work/cache
  unset HELM_PLUGINS
  version=$(helm version --template '{{.Version}}')
  major=${version#v}
  printf '\n=== Helm %s\n' "$version"
  cd "$work"
  life_of_a_chart "${major%%.*}"
  cd /
  rm -rf "$work"
done
printf '\nAll %d steps went as they should.\n' "$number"
