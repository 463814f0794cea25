#!/usr/bin/env bash
# helm ngc push: directories, packages and signed packages, into a space where nothing, the same or something else lies,
# with too few rights, and through failures half-way.
# timeout: 600
# needs: helm
. "$STORY_LIB/story.sh"

command -v gpg >/dev/null || skip "gpg is not installed"
cd "$STORY_DIR/out" || exit
fresh_helm
want "the plugins" install_plugins
SPACE=$ORG/zoom
make_chart() { # DIRECTORY NAME VERSION
  mkdir -p "$1/templates"
  printf 'apiVersion: v2\nname: %s\nversion: %s\ndescription: Made by a story\n' "$2" "$3" >"$1/Chart.yaml"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n' >"$1/templates/map.yaml"
}
sha256() { sha256sum "$1" | cut -d ' ' -f 1; }
uploads() { requests '.host == "helm.ngc.nvidia.com" and .method == "POST"' | wc -l; }
fault() { change_world ".faults = [$1]"; }

chapter "Without a key"
make_chart planner planner 0.2.0
want_exit 5 "nobody is logged in" helm ngc push planner "$SPACE"
says 'no key is recorded'
want "log in" helm_login ada-acme

chapter "A directory, packaged by Helm itself"
log_mark
want "dry run" helm ngc push planner "$SPACE" --dry-run
says "would push $SPACE/planner:0.2.0"
same "nothing was uploaded" "$(uploads)" 0
want "push" helm ngc push planner "$SPACE"
says 'Chart Version Information' UPLOAD_COMPLETE "pushed $SPACE/planner:0.2.0"
want "the flags reach helm package" helm ngc push planner "$SPACE" --version 0.2.1 --app-version 7
says "pushed $SPACE/planner:0.2.1"
want "Helm reads it back" helm show chart "ngc://$SPACE/charts/planner-0.2.1.tgz"
says 'appVersion: "7"'

chapter "A package, byte for byte"
want "package" helm package planner --version 0.3.0
want "push" helm ngc push planner-0.3.0.tgz "$SPACE" --json
in_json ".data.pushed[0].digest == \"sha256:$(sha256 planner-0.3.0.tgz)\""
mkdir back
want "fetch" helm ngc fetch "$SPACE/planner:0.3.0" -d back
same "the same bytes came back" "$(sha256 back/planner-0.3.0.tgz)" "$(sha256 planner-0.3.0.tgz)"
want_exit 1 "the same once more" helm ngc push planner-0.3.0.tgz "$SPACE"
says 'there already, with this very content' --ignore-if-exists
log_mark
want "the same, and that is fine" helm ngc push planner-0.3.0.tgz "$SPACE" --ignore-if-exists
same "without an upload" "$(uploads)" 0
mkdir other
printf 'other: content\n' >planner/values.yaml
want "package it anew" helm package planner --version 0.3.0 -d other
want_exit 1 "other content under the same version" helm ngc push other/planner-0.3.0.tgz "$SPACE" --ignore-if-exists
says 'with other content'
want "forced" helm ngc push other/planner-0.3.0.tgz "$SPACE" --force
says "replaced $SPACE/planner:0.3.0"
want "fetch it" helm ngc fetch "$SPACE/planner:0.3.0" -d back
same "the new bytes" "$(sha256 back/planner-0.3.0.tgz)" "$(sha256 other/planner-0.3.0.tgz)"

chapter "The record"
make_chart fresh fresh 1.0.0
want_exit 1 "missing, and not to be made" helm ngc push fresh "$SPACE" --no-create
says 'there is no record'
want "missing: made from Chart.yaml" helm ngc push fresh "$SPACE"
says "made the chart's record from its Chart.yaml"
want "it holds the description" helm ngc info "$SPACE/fresh"
says 'Made by a story'

chapter "Signed"
export GNUPGHOME=$STORY_DIR/out/gnupg
mkdir -m 700 "$GNUPGHOME"
want "a key" gpg --batch --passphrase '' --quick-gen-key 'Ada Example <ada@acme.example>' rsa2048 sign 1d
gpg --batch --export-secret-keys >secret.gpg 2>/dev/null
gpg --batch --export >public.gpg 2>/dev/null
want "sign on the way" helm ngc push planner "$SPACE" --version 0.4.0 --sign --key 'Ada Example' --keyring secret.gpg
mkdir signed
want "fetch and verify" helm ngc fetch "$SPACE/planner:0.4.0" --verify --keyring public.gpg --prov -d signed
want "Helm itself verifies what came back" helm verify --keyring public.gpg signed/planner-0.4.0.tgz
want "a signed package" helm package planner --version 0.4.1 --sign --key 'Ada Example' --keyring secret.gpg
want "push it with its signature" helm ngc push planner-0.4.1.tgz "$SPACE" --json
in_json '.data.pushed[0].provenance'
want "verify" helm pull "ngc://$SPACE/charts/planner-0.4.1.tgz" --verify --keyring public.gpg -d signed
want_exit 1 "no signature" helm ngc fetch "$SPACE/planner:0.2.0" --verify --keyring public.gpg -d signed
says 'no signature'
want_exit 1 "signed, the same, once more" helm ngc push planner-0.4.1.tgz "$SPACE"
want "signed, the same, and that is fine" helm ngc push planner-0.4.1.tgz "$SPACE" --ignore-if-exists

chapter "Too few rights"
want_exit 6 "read-only" helm ngc push planner-0.3.0.tgz "$ORG"
want_exit 6 "a team that there is not" helm ngc push planner-0.3.0.tgz "$ORG/nowhere"
want "a second key" helm_login ada-own
want_exit 6 "a key without the private registry" helm ngc push planner-0.3.0.tgz "$OWN_ORG"
want_exit 6 "a publisher's space" helm ngc push planner-0.3.0.tgz nvaie
NGC_API_KEY=$(key_of ada-old)
allow environ ada-old . 'the story gives a dead key by the environment'
export NGC_API_KEY
want_exit 1 "a dead key" helm ngc push planner-0.3.0.tgz "$SPACE"
says 'NGC rejects the key'
unset NGC_API_KEY

chapter "Failures half-way"
want "package" helm package planner --version 0.5.0
want "package" helm package planner --version 0.5.1
want "package" helm package planner --version 0.5.2
want "package" helm package planner --version 0.5.3
upload='"host": "helm.ngc.nvidia.com", "path": "/api/", "method": "POST"'
fault "{$upload, \"kind\": \"lostAnswer\", \"times\": 1}"
log_mark
want "the answer is lost" helm ngc push planner-0.5.0.tgz "$SPACE"
same "it was sent once" "$(uploads)" 1
fault "{$upload, \"kind\": \"reset\", \"afterBytes\": 100, \"times\": 1}"
want "the service dies half-way" helm ngc push planner-0.5.1.tgz "$SPACE"
says 'once more'
fault "{$upload, \"kind\": \"status\", \"status\": 503, \"times\": 1}"
want "busy for a moment" helm ngc push planner-0.5.2.tgz "$SPACE"
fault "{$upload, \"kind\": \"status\", \"status\": 502, \"times\": null}"
want_exit 4 "down" helm ngc push planner-0.5.3.tgz "$SPACE"
fault ''
change_world '.variants.duplicatePush = 400'
want_exit 1 "the other answer to a duplicate" helm ngc push planner-0.5.2.tgz "$SPACE"
for version in 0.5.0 0.5.1 0.5.2; do
  want "what was pushed is whole" helm ngc fetch "$SPACE/planner:$version" -d back
  same "$version" "$(sha256 "back/planner-$version.tgz")" "$(sha256 "planner-$version.tgz")"
done
