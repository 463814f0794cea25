#!/usr/bin/env bash
# docker ngc ls and info against the registry, and status --online: what they show is what is there.
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
login() { key_of "$1" | ngc login --key-stdin --no-configure --profile "$1"; }
for key in ada-acme ada-own ada-legacy ci; do want "login $key" login "$key"; done

chapter "ls"
want "the key's own org" ngc ls --profile ada-acme
says "$ORG/base" "$ORG/zoom/app" "amd64, arm64" yes
want "the same in JSON" ngc ls --profile ada-acme --json
in_json '[.data.images[] | [.repository, .pull, (.latest.platforms | length)]] == [["'"$ORG"'/base", true, 1], ["'"$ORG"'/zoom/app", true, 2]]'
in_json '[.data.images[].latest.platforms[].size | select(. > 0)] | length == 3'
want "a publisher's, with a licence" ngc ls 'nvaie/*' --profile ada-acme --json
in_json '.data.images | map([.repository, .pull]) == [["nvaie/vgpu-guest-driver", true]]'
want "and without one" ngc ls 'nvaie/*' --profile ada-own --json
in_json '.data.images | map([.repository, .pull, .products]) == [["nvaie/vgpu-guest-driver", false, ["nv-ai-enterprise"]]]'
want "tags" ngc ls "$ORG/zoom/app:*" --profile ada-acme --json
in_json '.data.images[0].tags[0] | .tag == "1" and ([.platforms[].architecture] == ["amd64", "arm64"])'
want "without a key" env NGC_AUTH_HOME="$STORY_DIR/out/nothing" /usr/local/lib/docker/cli-plugins/docker-ngc ngc ls 'nvidia/*' --json
in_json '.data.images | map([.repository, .pull]) == [["nvidia/cuda", true]]'
want_exit 6 "an org that is closed" ngc ls "$ORG/*" --profile ada-own

chapter "info"
want "an image" ngc info "$ORG/zoom/app" --profile ada-acme
says "Architectures:  amd64, arm64" "Pull:           yes" "docker pull $PRIVATE"
want "one that needs a licence" ngc info "$GATED" --profile ada-own --json
in_json '.data.image.pull.allowed == false and .data.image.products == ["nv-ai-enterprise"]'
want "the key that has it" ngc info "$GATED" --profile ada-acme --json
in_json '.data.image.pull.allowed == true and .data.image.shown.tag == "550.54"'
want_exit 1 "a tag that is not there" ngc info "$ORG/base:9" --profile ada-acme
want_exit 6 "an image of a closed org" ngc info "$ORG/base" --profile ada-own

chapter "status --online"
want "a personal key" env NGC_PROFILE=ada-acme /usr/local/lib/docker/cli-plugins/docker-ngc ngc status --online --json
in_json '.data.online | .verdict == "accepted" and .key_org == "'"$ORG"'" and .accepted_terms == ["nv-ai-enterprise"]'
in_json '.data.online.orgs[0] | .display_name == "Acme Robotics" and .roles == ["REGISTRY_READ"] and .enablements[0].state == "in-force"'
in_json '[.data.online.site[].shown] == ["yes", "yes", "yes"]'
want "the key of the own org" env NGC_PROFILE=ada-own /usr/local/lib/docker/cli-plugins/docker-ngc ngc status --online --json
in_json '[.data.online.site[].shown] == ["no", "no", "no"]'
want "a service key" env NGC_PROFILE=ci /usr/local/lib/docker/cli-plugins/docker-ngc ngc status --online --json
in_json '.data.online | .kind == "service" and .policies[0].scopes == ["pull"]'
change_world '.variants.membersSeeEnablements = false | .variants.pendingInvitation = "listed"
  | .users[0].roles += [{org: "nim", team: null, role: "REGISTRY_READ", invitation: "pending"}]'
want "enablements are not told, an invitation is open" env NGC_PROFILE=ada-acme /usr/local/lib/docker/cli-plugins/docker-ngc ngc status --online --json
in_json '.data.online | .pending_orgs == ["nim"] and .site.enterprise_catalog.shown == "unknown" and .orgs[0].enablements == null'
