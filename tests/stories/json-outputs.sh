#!/usr/bin/env bash
# Every --json prints exactly one object that follows its published schema, on success, on failure and on a usage error;
# no object holds a key.
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
follows() { # SCHEMA STATUS WHAT COMMAND…
  local schema=$1 expected=$2 what=$3
  shift 3
  story_status=0
  "$@" >"$STORY_DIR/out/json" 2>"$STORY_DIR/out/last" || story_status=$?
  [ "$story_status" = "$expected" ] || tell FAILED "$what (expected status $expected)"
  /usr/bin/python3 - "$STORY_ROOT/docs/schema/$schema.json" "$STORY_DIR/out/json" >"$STORY_DIR/out/last" 2>&1 <<'PYTHON' || tell FAILED "$what"
import json, sys
import jsonschema
with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    document = json.loads(file.read())
jsonschema.validate(document, schema)
PYTHON
  printf 'ok: %s\n' "$what"
}
login() { key_of "$1" | ngc login --key-stdin --json --no-configure "${@:2}"; }

follows ngc.version 0 "version" ngc version --json
follows ngc.status 5 "status without a key" ngc status --json
follows ngc.can-i 5 "can-i without a key" ngc can-i pull image "$ORG/base" --json
follows ngc.profile-list 0 "profile list, empty" ngc profile list --json
follows ngc.login 1 "login with a revoked key" login ada-old
follows ngc.login 0 "login" login ada-acme --profile acme
follows ngc.login 0 "login to a second org" login ada-own
follows ngc.login 2 "login with options that exclude each other" login ada-own --offline --require-online
follows ngc.status 0 "status" ngc status --json
follows ngc.profile-list 0 "profile list" ngc profile list --json
follows ngc.status 0 "status --online" ngc status --online --json
follows ngc.can-i 0 "can-i, yes" ngc can-i pull image "$ORG/base" --json
follows ngc.can-i 6 "can-i, no" ngc can-i push image "$ORG/base" --json
follows ngc.can-i 2 "can-i, not understood" ngc can-i pull plane "$ORG/base" --json
follows ngc.ls 0 "ls" ngc ls "$ORG/*" --json
follows ngc.ls 0 "ls of tags" ngc ls "$ORG/base:*" --json
follows ngc.info 0 "info" ngc info "$ORG/base" --json
echo nvidia/cuda:12.4.1-base >"$STORY_DIR/out/list"
follows ngc.migrate 0 "migrate --dry-run" ngc migrate --from "$OWN_ORG" --to acme --list "$STORY_DIR/out/list" --map "nvidia=$ORG/zoom" --dry-run --json
follows ngc.migrate 6 "migrate without the right to push" ngc migrate --from "$OWN_ORG" --to acme --list "$STORY_DIR/out/list" --json
follows ngc.migrate 2 "migrate of nothing" ngc migrate --from "$OWN_ORG" --to acme --json
follows ngc.use 0 "use" ngc use "$OWN_ORG" --json
follows ngc.use 1 "use of an unknown org" ngc use nobody-knows-this-org --json
follows ngc.profile-rename 0 "profile rename" ngc profile rename acme company --json
follows ngc.profile-rename 1 "profile rename of nothing" ngc profile rename acme company --json
follows ngc.profile-restore 1 "profile restore without a previous key" ngc profile restore company --json
follows ngc.configure 0 "configure docker" ngc configure docker --json
follows ngc.configure 0 "configure docker --dry-run" ngc configure docker --dry-run --json
follows ngc.unconfigure 0 "unconfigure docker" ngc unconfigure docker --json
follows ngc.configure 0 "configure podman" podman-auth configure --json
follows ngc.configure 0 "configure podman, in docker ngc" ngc configure podman --dry-run --json
follows ngc.configure 0 "configure --undo" podman-auth configure --undo --json
follows ngc.unconfigure 0 "unconfigure podman" podman-auth unconfigure --json
follows ngc.unconfigure 0 "unconfigure podman --system" podman-auth unconfigure podman --system --json
follows ngc.status 0 "status of podman-auth" podman-auth status --json
follows ngc.exec 2 "exec without a command" podman-auth exec --json
follows ngc.authfile 0 "authfile" podman-auth authfile -o "$HOME/auth-file.json" --json
follows ngc.authfile 1 "authfile of an org without a key" podman-auth authfile -o "$HOME/auth-file.json" --org nobody --json
rm "$HOME/auth-file.json"
follows ngc.profile-remove 0 "profile remove" ngc profile remove company --json
follows ngc.logout 0 "logout" ngc logout --json
follows ngc.usage 2 "a command that does not exist" ngc no-such-command --json

chapter "When the service is not there"
change_world '.faults = [{host: "nvcr.io", path: null, kind: "status", status: 503, times: null}]'
follows ngc.login 0 "login, unchecked" login ada-acme
follows ngc.login 3 "login --require-online" login ada-acme --require-online
