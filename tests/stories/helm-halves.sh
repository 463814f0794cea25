#!/usr/bin/env bash
# Each half of the plugin missing, other plugins in the way, and leaving: self-check names it, unconfigure takes ngc://
# addresses away before they break other commands.
# timeout: 600
# needs: helm
. "$STORY_LIB/story.sh"

repositories=$HOME/.config/helm/repositories.yaml
plugins=$HOME/.local/share/helm/plugins
# Helm adds a line of its own on stderr where its plugin fails.
problems() { grep -v '^Error: ' "$STORY_DIR/out/last" | jq -r '[.data.problems[].code] | sort | join(" ")'; }
self=/usr/local/lib/ngc-auth/helm-plugins/ngc/bin/helm-ngc

chapter "Nothing installed"
want_exit 1 "self-check" "$self" self-check --json
same "names both halves" "$(problems)" "command-missing getter-missing"
want_exit 1 "and says what to type" "$self" self-check
says "helm plugin install /usr/local/lib/ngc-auth/helm-plugins/ngc"

chapter "Only the command"
want "install it" helm plugin install /usr/local/lib/ngc-auth/helm-plugins/ngc
want "login" helm_login ada-acme
want_exit 1 "self-check" helm ngc self-check --json
same "names the other half" "$(problems)" "getter-missing"
want_exit 1 "repo add writes nothing that Helm could not download" helm ngc repo add zoom "$ORG/zoom"
says "helm plugin install" "ngc-getter"
if [ -e "$repositories" ]; then fail "a repository was added"; fi

chapter "Only the downloader"
want "install it" helm plugin install /usr/local/lib/ngc-auth/helm-plugins/ngc-getter
want "uninstall the command" helm plugin uninstall ngc
want_exit 1 "self-check" "$self" self-check --json
same "names the other half" "$(problems)" "command-missing"
want "repositories work all the same" helm repo add zoom "ngc://$ORG/zoom"
want "pull" helm pull zoom/planner -d "$STORY_DIR/out"
want "install the command again" helm plugin install /usr/local/lib/ngc-auth/helm-plugins/ngc
want "self-check" helm ngc self-check

chapter "Another plugin in the way"
mkdir -p "$plugins/other"
printf 'apiVersion: v1\ntype: cli/v1\nname: other\nversion: 1.0.0\nruntime: subprocess\nruntimeConfig:\n  platformCommand:\n  - command: "true"\nconfig:\n  usage: other\n  shortHelp: x\n  longHelp: x\n' \
  >"$plugins/other/plugin.yaml"
if [ "$STORY_HELM" = 3 ]; then
  want_fail "Helm 3 loses every plugin" helm ngc version
  want_exit 1 "self-check, started by its own name" "$self" self-check --json
  same "names the plugin in the way" "$(problems)" "breaks-helm-3"
else
  want "Helm 4 reads it" helm ngc version
  want "so nothing is wrong" helm ngc self-check
fi
rm -r "$plugins/other"

chapter "Left behind"
want "a public repository" helm repo add nvidia https://helm.ngc.nvidia.com/nvidia
want "uninstall the downloader" helm plugin uninstall ngc-getter
want_fail "Helm refuses a chart that has nothing to do with it" \
  helm pull https://helm.ngc.nvidia.com/nvidia/charts/gpu-operator-24.6.0.tgz -d "$STORY_DIR/out"
want_exit 1 "self-check" helm ngc self-check --json
same "says why" "$(problems)" "getter-missing leftover-repositories"
want "unconfigure helm --dry-run" helm ngc unconfigure helm --dry-run
says "https://helm.ngc.nvidia.com/$ORG/zoom"
want "unconfigure helm" helm ngc unconfigure helm
says "needs the ngc-getter plugin any more" "401"
if grep -q ngc:// "$repositories"; then fail "an ngc:// address is left"; fi
want "the unrelated chart" helm pull https://helm.ngc.nvidia.com/nvidia/charts/gpu-operator-24.6.0.tgz -d "$STORY_DIR/out"
want "and back" helm ngc unconfigure helm --undo
want "the address is there" grep -q "ngc://$ORG/zoom" "$repositories"
