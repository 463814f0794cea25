#!/usr/bin/env bash
# can-i's answer against what really happens, in several worlds: images with skopeo, charts with curl, pushes with skopeo.
# needs: skopeo
# timeout: 500
# shellcheck disable=SC2154 # story_status and story_output are story.sh's
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
login() { key_of "$1" | ngc login --key-stdin --no-configure --profile "$1"; }

# Clients with one key and nothing else.
use_key() { # KEY-ID
  local auth
  id=$1
  auth=$(key_of "$id" | jq -Rrs '"$oauthtoken:" + . | @base64')
  printf '{"auths":{"nvcr.io":{"auth":"%s"}}}' "$auth" >"$STORY_DIR/secret/auth.json"
  printf 'user = "$oauthtoken:%s"\n' "$(key_of "$id")" >"$STORY_DIR/secret/curl"
}
pull_image() { skopeo inspect --raw --authfile "$STORY_DIR/secret/auth.json" "docker://nvcr.io/$1"; }
pull_chart() { # SPACE/NAME
  curl -fsS -K "$STORY_DIR/secret/curl" "https://helm.ngc.nvidia.com/${1%/*}/index.yaml" -o "$STORY_DIR/out/index" &&
    grep -q "^  ${1##*/}:" "$STORY_DIR/out/index"
}
push_image() { # PATH
  skopeo copy --src-no-creds --dest-authfile "$STORY_DIR/secret/auth.json" docker://nvcr.io/nvidia/cuda:12.4.1-base \
    "docker://nvcr.io/$1:pushed"
}

# What can-i says: yes, no or unknown. Unknown is never wrong, but the facts decide here, so it is not hoped for.
agrees() { # ACTION THING PATH
  local answer=no real=no
  run_quietly ngc can-i "$1" "$2" "$3" --profile "$id" --json
  case $story_status in 0) answer=yes ;; 3) answer=unknown ;; 6) ;; *) tell FAILED "can-i $1 $2 $3" ;; esac
  reason=$(jq -r '[.code // (.data.codes | join(" ")), .data.reason] | join(" ")' "$story_output")
  if "$1_$2" "$3" >"$STORY_DIR/out/client" 2>&1; then real=yes; fi
  same "$id: $1 $2 $3: $answer ($reason)" "$answer" "$real"
}
everything() { # KEY-ID…
  local key
  for key in "$@"; do
    use_key "$key"
    agrees pull image nvidia/cuda:12.4.1-base
    agrees pull image nvaie/vgpu-guest-driver:550.54
    agrees pull image "$ORG/base:1"
    agrees pull image "$ORG/zoom/app:1"
    agrees pull chart nvidia/gpu-operator
    agrees pull chart nvaie/gpu-operator
    agrees pull chart "$ORG/zoom/planner"
    agrees push image "$ORG/new"
    agrees push image "$ORG/zoom/new"
    agrees push image "$ORG/perception/new"
    agrees push image "$ORG/nobody/new"
    agrees push image "$OWN_ORG/new"
    agrees push image nvaie/new
  done
}

for key in ada-acme ada-own ada-legacy ci; do want "login $key" login "$key"; done

chapter "The example world"
everything ada-acme ada-own ada-legacy ci

chapter "The subscription has ended, and the user owns the org"
change_world '.orgs[0].enablements[0].end = "-2d" | .users[0].roles[0].role = "ORG_OWNER"'
everything ada-acme ada-legacy

chapter "It begins in a while, with other words for roles"
change_world '.orgs[0].enablements[0].start = "+3d" | .orgs[0].enablements[0].end = null
  | .users[0].roles[0].role = "REGISTRY_WRITE_ADMIN_ROLE" | .users[0].roles[1].role = "REGISTRY-READ"'
everything ada-acme ada-legacy

chapter "Terms are not accepted, and the key reads the catalogue only"
change_world '.orgs[0].enablements[0].start = "-3d" | .users[0].terms = [] | .keys[0].services = ["artifact-catalog"]'
everything ada-acme ada-legacy

chapter "403 for a missing subscription, enablements not told, a key that narrows public access"
change_world '.users[0].terms = ["nv-ai-enterprise"] | .keys[0].services = ["private-registry"]
  | .variants.missingEntitlement = "403" | .variants.membersSeeEnablements = false | .variants.keyOutsideOnPublic = "403"'
everything ada-acme ada-own ada-legacy

chapter "The identity refuses personal keys"
change_world '.keys[0].services = ["artifact-catalog", "private-registry"] | .variants.usersMeAcceptsPersonalKey = false'
everything ada-acme

chapter "The account is disabled"
change_world '.users[0].active = false | .variants.inactiveUser = "listed" | .variants.usersMeAcceptsPersonalKey = true'
everything ada-acme ada-legacy

chapter "Dead keys and no service"
change_world '.users[0].active = true | .keys[0].state = "revoked"'
use_key ada-acme
agrees pull image "$ORG/zoom/app:1"
change_world '.keys[0].state = "active"
  | .faults = [{host: "nvcr.io", path: null, kind: "status", status: 503, times: null},
               {host: "api.ngc.nvidia.com", path: null, kind: "status", status: 503, times: null}]'
want_exit 3 "an outage is unknown" ngc can-i pull image "$ORG/zoom/app:1" --profile ada-acme --json
in_json '.data.allowed == null and .code == null'
want_exit 2 "another host is refused" ngc can-i pull image ghcr.io/acme/app
want_exit 5 "no key" env NGC_PROFILE=nobody /usr/local/lib/docker/cli-plugins/docker-ngc ngc can-i pull image acme/app
