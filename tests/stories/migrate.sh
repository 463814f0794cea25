#!/usr/bin/env bash
# Two accounts on the one host nvcr.io: everything of the old one is copied to the new one, killed on the way and started
# again, and looked at with skopeo and the other account's key.
# needs: skopeo
# timeout: 300
# shellcheck disable=SC2154 # story_status and story_output are story.sh's
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
migrate() { ngc migrate --from old --to new "$@"; }
login() { key_of "$1" | ngc login --key-stdin --no-configure --profile "$1"; }
raw() { # KEY-ID REPOSITORY:TAG: digest of the manifest, by skopeo with that key alone
  skopeo inspect --raw --authfile "$STORY_DIR/secret/$1.json" "docker://nvcr.io/$2" | sha256sum
}
digests() { # KEY-ID ORG
  local image
  for image in $images; do printf '%s %s\n' "$image" "$(raw "$1" "$2/$image")"; done
}

# The person may push to the old account here, for the signature and the large image below.
jq '.users[0].roles[].role = "REGISTRY_USER"' "$STORY_ROOT/examples/two-accounts.json" >"$STORY_DIR/secret/world.json"
change_world .
images=$(jq -r '.images[] | select(.path | startswith("acmedgx/")) | (.path | ltrimstr("acmedgx/")) as $path | .tags | keys[] | $path + ":" + .' \
  "$STORY_DIR/secret/world.json")
same "there are 20 images" "$(wc -w <<<"$images")" 20
for key in old new; do
  want "login $key" login "$key"
  auth=$(key_of "$key" | jq -Rrs '"$oauthtoken:" + . | @base64')
  printf '{"auths":{"nvcr.io":{"auth":"%s"}}}' "$auth" >"$STORY_DIR/secret/$key.json"
done

chapter "What there is"
log_mark
want "a dry run" migrate --all --dry-run --json
in_json '.data.summary.toCopy == 20 and .data.summary.bytes > 0 and .data.dryRun'
in_json '.data.images | map(select(.source == "acmedgx/vision/tracker:2"))[0].target == "acme/vision/tracker:2"'
want_no_request "it writes nothing" '.host == "nvcr.io" and (.method == "PUT" or .method == "POST" or .method == "PATCH")'

chapter "Killed on the way"
change_world '.faults = [{host: "nvcr.io", path: "/v2/acme/", method: "PUT", kind: "delay", seconds: 0.4, times: null}]'
log_mark
migrate --all >"$STORY_DIR/out/killed" 2>&1 &
run=$!
tags_put() { requests '.method == "PUT" and .status == 201 and (.path | test("/manifests/[^:]*$"))' | wc -l; }
for _ in $(seq 100); do
  if [ "$(tags_put)" -ge 5 ]; then break; fi
  sleep 0.2
done
kill -KILL "$run"
wait "$run" 2>/dev/null || true
done_before=$(tags_put)
if [ "$done_before" -lt 5 ] || [ "$done_before" -ge 20 ]; then fail "it was killed too early or too late: $done_before of 20"; fi
printf 'ok: killed when %s of 20 images were there\n' "$done_before"
for image in $images; do
  if raw new "acme/$image" >"$STORY_DIR/out/there" 2>&1; then
    skopeo copy --src-authfile "$STORY_DIR/secret/new.json" --all "docker://nvcr.io/acme/$image" "dir:$STORY_DIR/out/whole" \
      >"$STORY_DIR/out/skopeo" 2>&1 || fail "$image is there and not whole: $(cat "$STORY_DIR/out/skopeo")"
    rm -rf "$STORY_DIR/out/whole"
    break
  fi
done
printf 'ok: what is there is whole\n'

chapter "Started again"
change_world '.faults = []'
all_puts=$(requests '.method == "PUT" and .status == 201' | wc -l)
log_mark
want "the same command again" migrate --all --json
in_json '.data.summary | .copied + .present == 20 and .leftOut == 0 and .failed == 0'
in_json ".data.summary.present >= $done_before"
puts=$(requests '.method == "PUT"' | wc -l)
if [ $((puts + all_puts)) -gt 75 ]; then fail "$all_puts and $puts uploads: things were sent twice"; fi
printf 'ok: %s uploads before, %s after\n' "$all_puts" "$puts"
digests old acmedgx >"$STORY_DIR/out/old"
digests new acme >"$STORY_DIR/out/new"
same "skopeo sees the same digests with the other key" "$(cat "$STORY_DIR/out/new")" "$(cat "$STORY_DIR/out/old")"
want "an architecture of a copied index is whole" skopeo copy --override-arch arm64 --src-authfile "$STORY_DIR/secret/new.json" \
  docker://nvcr.io/acme/vision/detector:3 "dir:$STORY_DIR/out/arm"

chapter "Which key went where"
# shellcheck disable=SC2034 # story.sh's: the whole log
log_lines=0
who() { requests "$1" | jq -r .credential | sort -u; }
same "nobody but the old key reads the old account" "$(who '.host == "nvcr.io" and (.path | startswith("/v2/acmedgx/"))')" old
same "and nobody but the new key touches the new one" "$(who '.host == "nvcr.io" and (.path | startswith("/v2/acme/"))')" new
want_no_request "nothing is written to the old account" '(.path | startswith("/v2/acmedgx/")) and .method != "GET" and .method != "HEAD"'
want_no_request "a key itself goes to no path of the registry" '.form == "key" and (.path | startswith("/v2/")) and .host == "nvcr.io"'
want_no_request "no blob was taken over: the new key cannot read the old account" '.method == "POST" and .status == 201'

chapter "All there"
log_mark
want "a third run" migrate --all
says "0 copied" "20 already there"
want_no_request "it writes nothing" '.host == "nvcr.io" and (.method == "PUT" or .method == "POST")'

chapter "A signature, and a layer larger than the buffer"
digest=$(raw old acmedgx/tools:1 | cut -d' ' -f1)
want "a signature's tag in the old account" skopeo copy --authfile "$STORY_DIR/secret/old.json" \
  docker://nvcr.io/acmedgx/base:1 "docker://nvcr.io/acmedgx/tools:sha256-$digest.sig"
mkdir "$STORY_DIR/large"
/usr/bin/python3 - "$STORY_DIR/large" <<'PYTHON'
import hashlib, json, os, sys

def blob(data):
    name = hashlib.sha256(data).hexdigest()
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(data)
    return {"digest": "sha256:" + name, "size": len(data)}

layer = os.urandom(1 << 20) * 96
config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}
kind = "application/vnd.docker."
manifest = {"schemaVersion": 2, "mediaType": kind + "distribution.manifest.v2+json",
            "config": {"mediaType": kind + "container.image.v1+json", **blob(json.dumps(config).encode())},
            "layers": [{"mediaType": kind + "image.rootfs.diff.tar", **blob(layer)}]}
with open(os.path.join(sys.argv[1], "manifest.json"), "w") as file:
    json.dump(manifest, file)
with open(os.path.join(sys.argv[1], "version"), "w") as file:
    file.write("Directory Transport Version: 1.1\n")
PYTHON
want "a large image in the old account" skopeo copy --authfile "$STORY_DIR/secret/old.json" --preserve-digests \
  "dir:$STORY_DIR/large" docker://nvcr.io/acmedgx/tools:large
rm -rf "$STORY_DIR/large"
cat >"$STORY_DIR/out/measured.py" <<'PYTHON'
import resource, subprocess, sys

status = subprocess.run(sys.argv[1:]).returncode
print("MiB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(status)
PYTHON
echo nvcr.io/acmedgx/tools >"$STORY_DIR/out/tools"
want "both are copied" /usr/bin/python3 "$STORY_DIR/out/measured.py" /usr/local/lib/docker/cli-plugins/docker-ngc ngc migrate \
  --from old --to new --list "$STORY_DIR/out/tools"
says "2 copied" "1 already there"
memory=$(sed -n 's/^MiB //p' "$story_output")
if [ "$memory" -gt 64 ]; then fail "it took $memory MiB of memory for a layer of 96 MiB"; fi
printf 'ok: %s MiB of memory\n' "$memory"
same "the large one is the same" "$(raw new acme/tools:large)" "$(raw old acmedgx/tools:large)"
same "the signature, too" "$(raw new "acme/tools:sha256-$digest.sig")" "$(raw old "acmedgx/tools:sha256-$digest.sig")"

chapter "Taking over what the new key may read"
change_world '(.images[] | select(.path == "acmedgx/base")).visibility = "public"'
echo acmedgx/base:3 >"$STORY_DIR/out/base"
log_mark
want "an image that anybody may read" migrate --list "$STORY_DIR/out/base" --map acmedgx/base=acme/taken
want_request "its blobs are taken over" '.method == "POST" and .status == 201 and .credential == "new"'
want_no_request "and not sent" '.host == "layers.nvcr.io" or (.method == "PUT" and (.path | test("/blobs/")))'
same "it is the same" "$(raw new acme/taken:3)" "$(raw old acmedgx/base:3)"

chapter "Tokens that end in the middle, 429, an outage"
change_world '(.images[] | select(.path == "acmedgx/base")).visibility = "private" | .variants.tokenLifetime = 2
  | .faults = [{host: "nvcr.io", path: "/v2/acme/", method: "PUT", kind: "delay", seconds: 0.5, times: null},
               {host: "nvcr.io", path: "/v2/acme/", method: "PUT", kind: "status", status: 429, retryAfter: 1, times: 2}]'
echo acmedgx/train:24.09 >"$STORY_DIR/out/train"
log_mark
want "it is copied all the same" migrate --list "$STORY_DIR/out/train" --map acmedgx=acme/vision
same "after two refusals" "$(requests '.status == 429' | wc -l)" 2
exchanges=$(requests '.form == "key" and .credential == "new" and .path == "/proxy_auth"' | wc -l)
if [ "$exchanges" -lt 4 ]; then fail "only $exchanges exchanges: no token ended"; fi
same "it is the same" "$(raw new acme/vision/train:24.09)" "$(raw old acmedgx/train:24.09)"
change_world '.variants.tokenLifetime = 300 | .faults = [{host: "nvcr.io", path: "/v2/acme/", method: "PUT", kind: "status", status: 503, times: null}]'
want_exit 4 "an outage" migrate --list "$STORY_DIR/out/train" --map acmedgx/train=acme/outage --json
in_json '.code == "service" and .data.summary.failed == 1'
change_world '.faults = []'

chapter "No right, no copy"
log_mark
want_exit 6 "a team that does not exist" migrate --list "$STORY_DIR/out/train" --map acmedgx=acme/nobody
says NGC6202 acme/nobody/train "nothing was copied"
change_world '.users[1].roles[0].role = "REGISTRY_READ"'
want_exit 6 "a role that only reads" migrate --all --json
in_json '.data.refused | map(.code) | unique == ["NGC6302"]'
in_json '.data.refused | map(.remedy | contains("Registry User")) | all'
want_no_request "nothing was begun" '.host == "nvcr.io" and (.method == "PUT" or .method == "POST")'
change_world '.users[1].roles[0].role = "REGISTRY_USER"'

chapter "A source that does not list"
change_world '.faults = [{host: "api.ngc.nvidia.com", path: "/v2/org/acmedgx/", kind: "status", status: 403, times: null}]'
want_exit 2 "--all asks for a list" migrate --all
says "--list FILE"
printf '# what we know\nnvcr.io/acmedgx/notebook   # all tags\n' >"$STORY_DIR/out/list"
want "a list does it" migrate --list "$STORY_DIR/out/list" --map acmedgx=acme/vision
says "2 copied"
printf 'acmedgx/notebook\nnotebook:1\n' >"$STORY_DIR/out/list"
want_exit 2 "a bad line is named" migrate --list "$STORY_DIR/out/list"
says "line 2"
change_world '.faults = []'

chapter "What is in the way stays"
printf 'acmedgx/base:1\nacmedgx/base:2\n' >"$STORY_DIR/out/list"
want "another image under a name of the target" skopeo copy --authfile "$STORY_DIR/secret/new.json" \
  docker://nvcr.io/acme/tools:1 docker://nvcr.io/acme/vision/base:1
before=$(raw new acme/vision/base:1)
want_exit 1 "it is left alone" migrate --list "$STORY_DIR/out/list" --map acmedgx=acme/vision
says "1 copied" "1 left out" "another image"
same "as it was" "$(raw new acme/vision/base:1)" "$before"
printf 'acmedgx/base:1\nacmedgx/tools:1\n' >"$STORY_DIR/out/list"
want_exit 1 "two sources under one name" migrate --list "$STORY_DIR/out/list" --map acmedgx/base=acme/one --map acmedgx/tools=acme/one
says "both would become acme/one:1"

chapter "The new account from now on"
want "use" ngc use new
want "the old key goes" ngc logout --profile old
same "the new one is served" "$(served_key)" new
