#!/usr/bin/env bash
# Many at once: twenty ngc:// repositories updated in parallel, thirty private dependencies without `helm repo add`.
# timeout: 600
# needs: helm
# world: .orgs |= map(if .name == "mxa8oi8djw7m" then .teams += [range(20) | {name: "t\(.)"}] else . end) | .charts += [range(20) | {path: "mxa8oi8djw7m/t\(.)/app", versions: ["1.0.0"], visibility: "private", product: null, shortDescription: "An app"}] | .charts += [range(30) | {path: "mxa8oi8djw7m/zoom/part-\(.)", versions: ["1.0.\(.)"], visibility: "private", product: null, shortDescription: "A part"}]
. "$STORY_LIB/story.sh"

fresh_helm
cd "$STORY_DIR/out" || exit
want "install the plugins" install_plugins
want "log in" helm_login ada-acme
INDEX='.host == "helm.ngc.nvidia.com" and (.path | endswith("/index.yaml"))'

chapter "Twenty repositories"
add_all() {
  local i
  for i in $(seq 0 19); do helm repo add "r$i" "ngc://$ORG/t$i" || return; done
}
want "add them" add_all
log_mark
want "update them" helm repo update
for i in $(seq 0 19); do says "Successfully got an update from the \"r$i\" chart repository"; done
same "one request for each" "$(requests "$INDEX and (.status == 304 or .status == 200)" | wc -l)" 20
want "all are searched" helm search repo app -o json
# shellcheck disable=SC2154  # of story.sh
same "and found" "$(jq length "$story_output")" 20

chapter "Thirty private dependencies"
mkdir -p umbrella
{
  printf 'apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n'
  for i in $(seq 0 29); do
    printf -- '- name: part-%s\n  version: 1.x\n  repository: ngc://%s/zoom\n' "$i" "$ORG"
  done
} >umbrella/Chart.yaml
fresh_helm
want "a Helm that knows no repository" install_plugins
log_mark
want "gets them all" helm dependency update umbrella
same "they are there" "$(find umbrella/charts -name '*.tgz' | wc -l)" 30
same "one look at the index was enough" "$(requests "$INDEX" | wc -l)" 1
same "and one request for each chart" "$(requests '.path | endswith(".tgz")' | wc -l)" 30
# From the lock file Helm wants the repository in its list, whatever the scheme.
want "the repository in the list" helm repo add acme "ngc://$ORG/zoom"
want "again, from the lock" helm dependency build umbrella

chapter "No getter, no ngc://"
fresh_helm
want_fail "Helm alone does not know it" helm pull planner --repo "ngc://$ORG/zoom"
