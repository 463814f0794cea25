#!/usr/bin/env bash
# The life of a chart with helm ngc: look, fetch, record, remove; and the guide's curl examples without a key in argv.
# timeout: 600
# needs: helm
# world: .users[0].roles += [{"org": "mxa8oi8djw7m", "team": "perception", "role": "REGISTRY_ADMIN"}] | .charts += [{"path": "mxa8oi8djw7m/perception/camera", "versions": ["1.0.0", "1.1.0", "2.0.0-rc.1"], "visibility": "private", "product": null, "shortDescription": "Camera"}]
. "$STORY_LIB/story.sh"

cd "$STORY_DIR/out" || exit
fresh_helm
want "the plugins" install_plugins
SPACE=$ORG/perception
sha256() { sha256sum "$1" | cut -d ' ' -f 1; }

chapter "What is public, without a key"
log_mark
want "list an org" helm ngc list 'nvidia/*'
says 'Repository' 'Created By' 'Last Modified' nvidia/gpu-operator 24.6.0
want "versions" helm ngc versions nvidia/gpu-operator
says 'Version' 'File Count' 'File Size' 'Created Date' 24.3.0 24.9.0-rc.1
want "info" helm ngc info nvidia/gpu-operator
want "fetch the newest release" helm ngc fetch nvidia/gpu-operator
[ -f gpu-operator-24.6.0.tgz ] || fail "gpu-operator-24.6.0.tgz is not there"
want "and with prereleases" helm ngc pull nvidia/gpu-operator --devel --json
in_json '.data.charts[0].version == "24.9.0-rc.1"'
want "a range" helm ngc fetch nvidia/gpu-operator --version '~24.3' --json
in_json '.data.charts[0].version == "24.3.0"'
want_no_request "no key was sent" '.form == "key"'
want_exit 5 "what is private" helm ngc fetch "$SPACE/camera"
want_exit 5 "my charts" helm ngc list

chapter "With a key"
want "log in" helm_login ada-acme
want "list" helm ngc list
says "$ORG/zoom/planner" "$SPACE/camera" "$ORG/zoom/empty"
want "by a part of the name" helm ngc list '*ame*'
says "$SPACE/camera"
says_not planner
want "versions by pattern" helm ngc list "$SPACE/camera:1.*"
says 1.0.0 1.1.0
says_not 2.0.0
want "info" helm ngc info "$SPACE/camera:1.1.0" --files
says 'Chart Information' 'Short Description' 'Latest Version ID' 'Total File Count' Chart.yaml "fetch $SPACE/camera:1.1.0"
want "fetch" helm ngc fetch "$SPACE/camera"
want "as Helm does" helm pull "ngc://$SPACE/charts/camera-1.1.0.tgz" -d "$STORY_DIR"
same "the same bytes" "$(sha256 camera-1.1.0.tgz)" "$(sha256 "$STORY_DIR/camera-1.1.0.tgz")"
mkdir unpacked
want "unpack" helm ngc fetch "$SPACE/camera:1.0.0" --untar -d unpacked
want "it is a chart" helm template unpacked/camera
want_exit 1 "not over what is there" helm ngc fetch "$SPACE/camera:1.0.0" --untar -d unpacked
want_exit 1 "no such version" helm ngc fetch "$SPACE/camera:9.9.9"
want_exit 1 "no such chart" helm ngc fetch "$SPACE/nothing"
want_exit 6 "an org that the key does not open" helm ngc fetch k2p9xq4tz1aa/nothing

chapter "What a broken connection leaves"
rm -f camera-1.1.0.tgz
change_world '.faults = [{"host": "helm.ngc.nvidia.com", "path": "/mxa8oi8djw7m/perception/charts/", "kind": "truncate", "times": null}]'
want_fail "truncated" helm ngc fetch "$SPACE/camera"
same "nothing" "$(find . -name '*camera-1.1*' -o -name '.ngc-*' | wc -l)" 0
change_world '.faults = [] | .variants.chartDownload = "redirect"'
log_mark
want "redirected to another host" helm ngc fetch "$SPACE/camera"
want_no_request "which never gets the key" '.host == "xfiles.ngc.nvidia.com" and .form != "none"'

chapter "Records"
want_exit 2 "a short description is needed" helm ngc create "$SPACE/lidar"
want "create" helm ngc create "$SPACE/lidar" --short-desc 'Sees far' --display-name Lidar --label sensors
want_exit 1 "it exists now" helm ngc create "$SPACE/lidar" --short-desc 'Sees far'
printf '# Lidar\n\nSees far.\n' >overview.md
want "update" helm ngc update "$SPACE/lidar" --publisher Acme --built-by CI --logo https://acme.example/l.png \
  --overview overview.md --attribute tier=gold --short-desc 'Sees farther'
want "update another attribute" helm ngc update "$SPACE/lidar" --attribute site=nbg --json
in_json '.data.chart.attributes | length == 2'
in_json '.data.chart.publisher == "Acme" and .data.chart.labels == ["sensors"] and .data.chart.shortDescription == "Sees farther"'
want_exit 6 "not without the role" helm ngc update "$ORG/nothing" --publisher Acme

chapter "The guide's curl examples"
printf '{"displayName": "Lidar II"}' >change.json
want "PATCH" helm ngc api -X PATCH "/v2/org/$ORG/team/perception/helm-charts/lidar" --input change.json
want "GET" helm ngc api "/v2/org/$ORG/team/perception/helm-charts/lidar" --json
in_json '.data.body.artifact.displayName == "Lidar II"'
log_mark
want_exit 1 "a new key cannot be made" helm ngc api -X POST /v2/users/me/api-key
want_no_request "it was not even asked" '.path | test("api-key")'
want_exit 1 "DELETE asks" helm ngc api -X DELETE "/v2/org/$ORG/team/perception/helm-charts/lidar"
want "DELETE" helm ngc api -X DELETE "/v2/org/$ORG/team/perception/helm-charts/lidar" --yes
want_exit 1 "gone" helm ngc api "/v2/org/$ORG/team/perception/helm-charts/lidar"
want_exit 1 "a key that is its own token" helm ngc token --org "$ORG"
token() { helm ngc token --registry "$ORG/zoom/app" | curl -sf -K <(printf 'oauth2-bearer = "%s"\n' "$(cat)") "https://nvcr.io/v2/$ORG/zoom/app/tags/list"; }
want "a token of the registry" token
says '"tags"'
by_curl() { helm ngc token --org "$ORG" --curl-config | curl -sf -K - "https://api.ngc.nvidia.com/v2/org/$ORG/teams"; }
want "curl with the key, not in argv" by_curl
says perception

chapter "Remove"
want_exit 1 "without a terminal it asks nobody" helm ngc remove "$SPACE/camera:1.0.0"
want "dry run" helm ngc remove "$SPACE/camera" --dry-run
says "would remove version $SPACE/camera:1.1.0" "would remove chart $SPACE/camera"
want "one version" helm ngc remove "$SPACE/camera:1.0.0" --yes
says_exactly "removed version $SPACE/camera:1.0.0"
want_exit 6 "not without the role" helm ngc remove "$ORG/zoom/planner" --yes
want "the chart" helm ngc remove "$SPACE/camera" --yes
says "removed chart $SPACE/camera"
want_exit 1 "it is gone" helm ngc info "$SPACE/camera"
