#!/usr/bin/env bash
# ngc:// repositories with Helm's own commands: the same charts as by https, without a key in repositories.yaml.
# timeout: 600
# needs: helm
. "$STORY_LIB/story.sh"

HOST=https://helm.ngc.nvidia.com
INDEX='.host == "helm.ngc.nvidia.com" and (.path | endswith("/index.yaml"))'
fresh_helm
cd "$STORY_DIR/out" || exit
mkdir pulled web signed gnupg
# shellcheck disable=SC2016
add_web() { # NAME KEY-ID SPACE
  key_of "$2" | helm repo add "$1" "$HOST/$3" --username '$oauthtoken' --password-stdin
}
found() { # REPO: what a search prints, without the repository's name
  helm search repo "$1/" --devel --versions -o json | jq -S "map(.name |= sub(\"^$1/\"; \"\"))"
}
sha256() { sha256sum "$1" | cut -d ' ' -f 1; }
# Helm 3 ends with 0 where an update fails, Helm 4 does not.
update_fails() { # WHAT
  run_quietly helm repo update acme
  # shellcheck disable=SC2154  # of story.sh
  if grep -q 'Unable to get an update from the "acme" chart repository' "$story_output"; then
    tell ok "$1"
  else
    tell FAILED "$1"
  fi
}
# A Helm 4 that has a chart of this digest in its content cache asks for nothing.
pull_anew() { # CHART-OR-URL
  rm -rf "$HELM_CACHE_HOME/content"
  helm pull "$1" --version 0.1.0 -d pulled
}
allow output ada-acme '/config/repositories.yaml$' 'helm repo add keeps the password in the open'

chapter "Both directories, from the installation, without a network"
want "install them" install_plugins
want "Helm knows both" helm plugin list
says ngc-getter
want "the command answers" helm ngc version
want_fail "without a key a private repository is refused" helm repo add acme "ngc://$ORG/zoom"
says "answered 401" 'run `helm ngc login`'
want "a public one is not" helm repo add nvidia ngc://nvidia

chapter "One login, no password"
want "log in" helm_login ada-acme
log_mark
want "add a private repository" helm repo add acme "ngc://$ORG/zoom"
want_request "the key itself went there" "$INDEX"' and .credential == "ada-acme" and .form == "key" and .status == 200'
if grep -Eq 'password: "?[^"]|nvapi' "$HELM_CONFIG_HOME/repositories.yaml"; then fail "repositories.yaml holds a key"; fi
want "and by https, for comparison" add_web web ada-acme "$ORG/zoom"
same "a search finds the same" "$(found acme)" "$(found web)"
want "pull" helm pull acme/planner -d pulled
want "pull by https" helm pull web/planner -d web
same "the same bytes" "$(sha256 pulled/planner-0.1.0.tgz)" "$(sha256 web/planner-0.1.0.tgz)"
want "render it" helm template test acme/planner
says 'kind: ConfigMap'
want "a chart by its address" helm pull "ngc://$ORG/zoom/charts/planner-0.1.0.tgz" --untar --untardir unpacked
want "a chart of --repo" helm show chart planner --repo "ngc://$ORG/zoom"
want "a gated chart" helm pull gpu-operator --repo ngc://nvaie -d pulled
want "a public chart" helm show values nvidia/gpu-operator
want_fail "no such chart" helm pull "ngc://$ORG/zoom/charts/planner-9.9.9.tgz"
says 'answered 404'

chapter "Profiles"
want "a second account" helm_login ada-own --profile own
want_fail "which may not read it" helm repo add other "ngc://$ORG/zoom?profile=own"
says 'answered 401'
want_fail "a profile that does not exist" helm repo add other "ngc://$ORG/zoom?profile=nobody"
says 'helm ngc login --profile nobody'
want "the name of the first one" helm repo add named "ngc://$ORG/zoom?profile=$ORG"
want "whose charts come with it" helm pull named/planner -d pulled

chapter "A signed chart"
if command -v gpg >/dev/null; then
  chmod 700 gnupg
  export GNUPGHOME=$PWD/gnupg
  want "make a key pair" gpg --batch --quiet --passphrase '' --quick-generate-key 'Story <story@acme.example>' rsa2048
  gpg --export-secret-keys >secring.gpg
  gpg --export >pubring.gpg
  mkdir -p planner/templates
  printf 'apiVersion: v2\nname: planner\nversion: 0.3.0\n' >planner/Chart.yaml
  want "package and sign" helm package --sign --key Story --keyring secring.gpg planner -d signed
  upload() {
    # shellcheck disable=SC2016
    printf 'user = "$oauthtoken:%s"\n' "$(key_of ada-acme)" |
      curl -sS --fail-with-body -K - -F chart=@signed/planner-0.3.0.tgz -F prov=@signed/planner-0.3.0.tgz.prov \
        "$HOST/api/$ORG/zoom/charts"
  }
  want "upload both" upload
  sleep 2
  want "update" helm repo update acme named
  want "Helm verifies it" helm pull acme/planner --version 0.3.0 --verify --keyring pubring.gpg -d pulled
  rm pulled/planner-0.3.0.tgz*
  # Helm appends .prov behind the profile.
  want "with a profile, too" helm pull named/planner --version 0.3.0 --verify --keyring pubring.gpg -d pulled
  want_fail "an unsigned one is not" helm pull acme/planner --version 0.1.0 --verify --keyring pubring.gpg -d pulled
  says 'this chart is not signed'
  gpgconf --kill all
else
  printf 'no gpg on this machine: nothing is signed\n'
fi

chapter "Indexes of all kinds"
change_world '.variants.indexBytes = 3000000'
want "a large one" helm repo update acme web
same "a search finds the same" "$(found acme | sha256sum)" "$(found web | sha256sum)"
log_mark
want "the same again" helm repo update acme
want_request "the service says unchanged" "$INDEX and .status == 304"
change_world '.variants.indexBytes = 0 | .variants.indexGzip = false'
want "without compression" helm repo update acme web
same "a search finds the same" "$(found acme)" "$(found web)"
change_world '.variants.indexForm = "json"'
want "JSON" helm repo update acme web
same "a search finds the same" "$(found acme)" "$(found web)"
change_world '.variants.chartUrls = "absolute"'
want "URLs with the host" helm repo update acme
log_mark
want "come through the getter" pull_anew acme/planner
want_request "with the key" '.host == "helm.ngc.nvidia.com" and (.path | endswith(".tgz")) and .credential == "ada-acme"'
change_world '.variants.indexForm = "yaml" | .variants.chartUrls = "foreign"'
want "URLs of another host" helm repo update acme
log_mark
want "are Helm's own matter" pull_anew acme/planner
want_request "it asks there" '.host == "foreign.example" and .status == 200'
want_no_request "and no key goes there" '.host == "foreign.example" and .credential != "none"'
change_world '.variants.chartUrls = "relative" | .variants.chartDownload = "redirect"'
want "a redirect to storage" helm repo update acme
log_mark
want "is followed" pull_anew acme/planner
want_request "storage answered" '.host == "xfiles.ngc.nvidia.com" and .status == 200'
want_no_request "and saw no key" '.host == "xfiles.ngc.nvidia.com" and .credential != "none"'
change_world '.variants.chartDownload = "direct" | .variants.indexForm = "malformed"'
update_fails "one that ends in the middle"
says 'the index is nothing that Helm reads: line '

chapter "What the index says about a chart"
rm -f pulled/*
change_world '.variants.indexForm = "yaml" | .variants.indexDigest = "wrong"'
want "an index with wrong digests" helm repo update acme
want_fail "a chart that is another than the index says" pull_anew acme/planner
says 'nothing of it is handed on'
same "nothing is left of it" "$(ls pulled)" ""
change_world '.variants.indexDigest = "absent"'
want "an index without digests" helm repo update acme
want "hands charts on unchecked" pull_anew acme/planner
says 'it is handed on unchecked'
change_world '.variants.indexDigest = "right"'

chapter "Outages"
fault() { # JSON
  change_world '.faults = [{host: "helm.ngc.nvidia.com", path: "/'"$ORG"'/", '"$1"'}]'
}
fault 'kind: "status", status: 503, times: 2'
want "two refusals are waited out" helm repo update acme
fault 'kind: "status", status: 429, retryAfter: 1, times: 1'
want "a call for patience, too" helm repo update acme
fault 'kind: "reset", times: 1'
want "a cut connection, too" helm repo update acme
fault 'kind: "truncate", times: 1'
want "an answer that breaks off, too" pull_anew "ngc://$ORG/zoom/charts/planner-0.1.0.tgz"
for status in 402 403 451 500; do
  fault 'kind: "status", status: '"$status"', body: "json", times: null'
  update_fails "status $status"
  says "answered $status"
done
fault 'kind: "delay", seconds: 20, times: null'
slow() { NGC_HELM_TIMEOUT=2 helm repo update acme; }
run_quietly timeout 15 bash -c "$(declare -f slow); slow"
says 'Unable to get an update' 'no answer came in time'
