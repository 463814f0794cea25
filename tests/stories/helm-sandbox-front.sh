#!/usr/bin/env bash
# helm.ngc.nvidia.com in the sandbox, seen by unmodified clients: Helm adds, searches, pulls and verifies, helm cm-push
# pushes, each as against NGC.
# needs: helm helm-cm-push
# timeout: 600
. "$STORY_LIB/story.sh"

PATH=$PATH:$STORY_TOOLS
HOST=https://helm.ngc.nvidia.com
fresh_helm
cd "$STORY_DIR/out" || exit
mkdir gated signed back redirected foreign absolute
# shellcheck disable=SC2016
add_repo() { # NAME KEY-ID SPACE: the key comes by stdin, and Helm itself keeps it in the open
  key_of "$2" | helm repo add "$1" "$HOST/$3" --username '$oauthtoken' --password-stdin
}
index_digest() { # REPO NAME VERSION: as the index that Helm keeps says
  helm search repo "$1/$2" --devel --versions -o json >/dev/null
  python3 - "$HELM_CACHE_HOME/repository/$1-index.yaml" "$3" <<'PY'
import re, sys
text = open(sys.argv[1]).read()
entry = [e for e in re.split(r"(?m)^  - ", text) if re.search(r"(?m)^    version: %s$" % re.escape(sys.argv[2]), e)]
print(re.search(r"(?m)^    digest: (\S+)$", entry[0]).group(1))
PY
}
sha256() { sha256sum "$1" | cut -d ' ' -f 1; }
in_index() { # REPO NAME VERSION
  helm repo update "$1" && helm search repo "$1/$2" --devel --version "$3" -o json | jq -e length==1
}
wait_for() { # WHAT COMMAND…
  local what=$1 try
  shift
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if "$@" >/dev/null 2>&1; then
      printf 'ok: %s\n' "$what"
      return 0
    fi
    sleep 0.5
  done
  fail "$what: not after $try attempts"
}
update_fails() { # WHAT: Helm 3 ends with 0 all the same
  run_quietly helm repo update acme
  # shellcheck disable=SC2154  # of story.sh
  if grep -q 'Unable to get an update from the "acme" chart repository' "$story_output"; then
    tell ok "$1"
  else
    tell FAILED "$1"
  fi
}
make_chart() { # NAME VERSION
  mkdir -p "$1/templates"
  printf 'apiVersion: v2\nname: %s\nversion: %s\ndescription: Made by a story\n' "$1" "$2" >"$1/Chart.yaml"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n' >"$1/templates/map.yaml"
}
allow output ada-acme '/config/repositories.yaml$' 'helm repo add keeps the password in the open'

chapter "What is public"
want "add the public repository" helm repo add nvidia "$HOST/nvidia"
want "search" helm search repo nvidia --versions
says nvidia/gpu-operator 24.6.0 'Public operator'
says_not 24.9.0-rc.1
want "search what is not released" helm search repo nvidia --devel
says 24.9.0-rc.1
want "pull" helm pull nvidia/gpu-operator --version 24.6.0
same "the package has the digest of the index" "$(sha256 gpu-operator-24.6.0.tgz)" \
  "$(index_digest nvidia gpu-operator 24.6.0)"
want "it is a chart" helm template test gpu-operator-24.6.0.tgz
says 'kind: ConfigMap' 'version: "24.6.0"'

chapter "What needs a key"
want_fail "no key" helm repo add acme "$HOST/$ORG/zoom"
says '401 Unauthorized'
want_fail "a key of another org" add_repo acme ada-own "$ORG/zoom"
says '401 Unauthorized'
want_fail "no org" helm repo add none "$HOST"
says "$HOST/index.yaml" '401 Unauthorized'
want_fail "an unknown org" helm repo add none "$HOST/nowhere"
says '401 Unauthorized'
log_mark
want "a key" add_repo acme ada-acme "$ORG/zoom"
want_request "the key itself was sent" \
  '.host == "helm.ngc.nvidia.com" and .credential == "ada-acme" and .form == "key" and .status == 200'
want "pull what is private" helm pull acme/planner
want "a licence opens what is gated" add_repo nvaie ada-acme nvaie
want "pull what is gated" helm pull nvaie/gpu-operator -d gated
want "an org without a chart has an empty index" add_repo org ada-acme "$ORG"

chapter "helm cm-push"
make_chart planner 0.2.0
want "push a directory" helm-cm-push planner acme
says 'Done.'
wait_for "the index shows it when it is complete" in_index acme planner 0.2.0
want "pull it back" helm pull acme/planner --version 0.2.0
same "the package has the digest of the index" "$(sha256 planner-0.2.0.tgz)" "$(index_digest acme planner 0.2.0)"
want "it is the chart that was pushed" helm show chart planner-0.2.0.tgz
says 'Made by a story'
want_fail "the same version again" helm-cm-push planner acme
says '409: chart already exists'
want "by force" helm-cm-push --force planner acme
make_chart unknown 1.0.0
want_fail "a chart without a record" helm-cm-push unknown acme
says '404: chart meta data is not found'
want_fail "a space where the key reads only" helm-cm-push planner org
says '401'
change_world '.variants.uploadLimit = 100'
make_chart planner 0.2.1
want_fail "more than the service takes" helm-cm-push planner acme
says '413'
change_world 'del(.variants.uploadLimit) | .variants.duplicatePush = 400'
make_chart planner 0.2.0
want_fail "a duplicate without a reason" helm-cm-push planner acme
says '400'

chapter "A signed chart"
if command -v gpg >/dev/null; then
  mkdir -m 700 gnupg
  export GNUPGHOME=$PWD/gnupg
  want "make a key pair" gpg --batch --quiet --passphrase '' --quick-generate-key 'Story <story@acme.example>' rsa2048
  gpg --export-secret-keys >secring.gpg
  gpg --export >pubring.gpg
  make_chart planner 0.3.0
  want "package and sign" helm package --sign --key Story --keyring secring.gpg planner -d signed
  upload() {
    # shellcheck disable=SC2016
    printf 'user = "$oauthtoken:%s"\n' "$(key_of ada-acme)" |
      curl -sS --fail-with-body -K - -F chart=@signed/planner-0.3.0.tgz -F prov=@signed/planner-0.3.0.tgz.prov \
        "$HOST/api/$ORG/zoom/charts"
  }
  want "upload both" upload
  says '{"saved":true}'
  wait_for "the index shows it" in_index acme planner 0.3.0
  want "Helm verifies what it gets back" helm pull acme/planner --version 0.3.0 --verify --keyring pubring.gpg -d back
  same "byte for byte" "$(sha256 back/planner-0.3.0.tgz)" "$(sha256 signed/planner-0.3.0.tgz)"
  gpgconf --kill all
else
  printf 'no gpg on this machine: nothing is signed\n'
fi

chapter "Where downloads lead"
change_world '.variants.chartDownload = "redirect"'
log_mark
want "a redirect to signed storage" helm pull acme/planner --version 0.1.0 -d redirected
same "the same package" "$(sha256 redirected/planner-0.1.0.tgz)" "$(sha256 planner-0.1.0.tgz)"
want_request "storage answered" '.host == "xfiles.ngc.nvidia.com" and .status == 200'
want_no_request "and saw no key" '.host == "xfiles.ngc.nvidia.com" and .credential != "none"'
change_world '.variants.chartDownload = "direct" | .variants.chartUrls = "foreign"'
want "an index with URLs of another host" helm repo update acme
log_mark
want "is followed" helm pull acme/planner --version 0.1.0 -d foreign
same "the same package" "$(sha256 foreign/planner-0.1.0.tgz)" "$(sha256 planner-0.1.0.tgz)"
want_no_request "without the key" '.host == "foreign.example" and .credential != "none"'
change_world '.variants.chartUrls = "absolute" | .variants.indexForm = "json"'
want "an index of JSON with absolute URLs" helm repo update acme
want "is followed" helm pull acme/planner --version 0.1.0 -d absolute
change_world '.variants.indexForm = "malformed"'
update_fails "a malformed index"
says 'error converting YAML to JSON'
change_world '.variants.indexForm = "yaml" | .variants.indexBytes = 6000000'
want "a large index" helm repo update acme
want "has all its charts" helm search repo acme/filler-100
says 40.0.1

chapter "Outages"
change_world 'del(.variants.indexBytes) |
  .faults = [{host: "helm.ngc.nvidia.com", path: "/'"$ORG"'/", kind: "status", status: 429, retryAfter: 1, times: 1}]'
update_fails "too many requests"
says '429'
want "afterwards" helm repo update acme
change_world '.faults = [{host: "helm.ngc.nvidia.com", path: "/api/", method: "POST", kind: "lostAnswer", times: 1}]'
make_chart planner 0.4.0
want_fail "a push whose answer is lost" helm-cm-push planner acme
wait_for "has been stored all the same" in_index acme planner 0.4.0
change_world '.faults = [{host: "helm.ngc.nvidia.com", path: "/api/", kind: "reset", afterBytes: 100, times: 1}]'
make_chart planner 0.5.0
want_fail "a push that breaks off" helm-cm-push planner acme
want_fail "has not" in_index acme planner 0.5.0
want "and goes through the second time" helm-cm-push planner acme
