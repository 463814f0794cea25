#!/usr/bin/env bash
# From login to an installed chart: plugins, `repo add`, search, pull; no password anywhere in Helm's files.
# timeout: 600
# needs: helm
# world: (.orgs[] | select(.name == "k2p9xq4tz1aa") | .enablements) = [{"product": "private-registry", "type": "NGC_ADMIN_COMMERCIAL", "start": "-9d", "end": null}] | (.keys[] | select(.id == "ada-own") | .services) = ["private-registry"] | .charts += [{"path": "k2p9xq4tz1aa/tool", "versions": ["0.3.0"], "visibility": "private", "product": null}]
. "$STORY_LIB/story.sh"

repositories=$HOME/.config/helm/repositories.yaml

chapter "Plugins"
want "both halves are installed as any plugin is" install_plugins
want "helm lists them" helm plugin list
says ngc ngc-getter
want "self-check finds nothing wrong" helm ngc self-check
says "Nothing is wrong"
want "and says it as data" helm ngc self-check --json
want "with this Helm's major" jq -e --argjson major "$STORY_HELM" '.ok and .data.helm.major == $major and
  ([.data.halves[] | .installed and (.helm | index($major) != null)] | all)' "$STORY_DIR/out/last"

chapter "Without a key"
want_fail "a private repository is refused" helm ngc repo add zoom "$ORG/zoom"
says_not "Added"
if [ -e "$repositories" ]; then fail "a repository was added"; fi

chapter "With a key"
want "login" helm_login ada-acme
says "helm repo add"
log_mark
want "repo add" helm ngc repo add zoom "$ORG/zoom"
says "Added zoom" "helm search repo"
want_request "with the key" '.credential == "ada-acme" and .host == "helm.ngc.nvidia.com"'
want "the entry has the address and nothing else" grep -q "url: ngc://$ORG/zoom" "$repositories"
if grep -qE 'password: [^"]' "$repositories"; then fail "there is a password"; fi
want "helm itself does the same" helm repo add zoom2 "ngc://$ORG/zoom"
want "helm search" helm search repo zoom/
says "zoom/"
chart=$(helm search repo zoom/ -o json | jq -r '.[0].name')
want "helm pull" helm pull "$chart" -d "$STORY_DIR/out"
want "helm template" helm template "$chart"
want "a second time it is there already" helm ngc repo add zoom "$ORG/zoom"
want_fail "another repository of that name is refused" helm ngc repo add zoom "$ORG"
want "unless it is to be replaced" helm ngc repo add zoom "$ORG" --force-update

chapter "A profile of its own"
want "a second account" helm_login ada-own --profile own
log_mark
want "repo add --profile" helm ngc repo add mine "$OWN_ORG" --profile own --json
want "says which address" jq -e --arg url "ngc://$OWN_ORG?profile=own" '.data.url == $url' "$STORY_DIR/out/last"
want_request "that key went out" '.credential == "ada-own" and .host == "helm.ngc.nvidia.com"'
want_exit 1 "an unknown profile is named" helm ngc repo add x "$ORG" --profile nobody
says "nobody"
want_exit 2 "a strange address is a usage error" helm ngc repo add x "https://charts.example/x"
want_exit 2 "so is a name with a slash" helm ngc repo add a/b "$ORG"

chapter "Helm's own flags reach the plugin through its environment"
want "--repository-config" helm ngc repo add zoom "$ORG/zoom" --repository-config "$STORY_DIR/out/other.yaml"
want "was heeded" grep -q "ngc://$ORG/zoom" "$STORY_DIR/out/other.yaml"
