#!/usr/bin/env bash
# Repositories with passwords become ngc:// ones and back: two orgs with two keys, comments kept, undo, and Helm works
# with the file at every step.
# timeout: 600
# needs: helm
# world: (.orgs[] | select(.name == "k2p9xq4tz1aa") | .enablements) = [{"product": "private-registry", "type": "NGC_ADMIN_COMMERCIAL", "start": "-9d", "end": null}] | (.keys[] | select(.id == "ada-own") | .services) = ["private-registry"] | .charts += [{"path": "k2p9xq4tz1aa/tool", "versions": ["0.3.0"], "visibility": "private", "product": null}]
. "$STORY_LIB/story.sh"

repositories=$HOME/.config/helm/repositories.yaml
# The old way, which this is about, and --restore-plain keep keys in the open.
allow file '*' '/\.config/helm/repositories\.yaml$' "what Helm itself writes"

# shellcheck disable=SC2016
old_way() { # NAME KEY-ID SPACE
  key_of "$2" | helm repo add "$1" "https://helm.ngc.nvidia.com/$3" --username '$oauthtoken' --password-stdin
}
passwords() { grep -cE 'password: *[^" ]' "$repositories" || true; }
want "both halves are installed" install_plugins
want "a team of one org" old_way zoom ada-acme "$ORG/zoom"
want "another org with another key" old_way own ada-own "$OWN_ORG"
want "a public one without a key" helm repo add nvidia https://helm.ngc.nvidia.com/nvidia
sed -i '1i # my repositories\n' "$repositories"
sed -i 's/^\(.*name: zoom\)$/\1   # the team/' "$repositories"
chmod 640 "$repositories"
before=$(sed 's/password: nvapi.*/password: KEY/' "$repositories")
sum=$(sha256sum "$repositories")
same "two passwords lie in the file" "$(passwords)" 2

chapter "Dry run"
want "it shows the change" helm ngc repo migrate --dry-run
says "ngc://$ORG/zoom" "ngc://$OWN_ORG" "not shown"
same "and makes none" "$(sha256sum "$repositories")" "$sum"

chapter "Migration"
want "repo migrate" helm ngc repo migrate --json
want "two keys were moved" jq -e '.data.changed and (.data.moved_keys | length == 2)' "$STORY_DIR/out/last"
same "no password is left" "$(passwords)" 0
same "the mode is kept" "$(stat -c %a "$repositories")" 640
want "comments are kept" grep -q '# the team' "$repositories"
want "also at the top" grep -q '^# my repositories' "$repositories"
same "only addresses, users and passwords differ" \
  "$(sed -e 's/password: ""/password: KEY/' -e 's/username: ""/username: $oauthtoken/' -e 's,ngc://,https://helm.ngc.nvidia.com/,' "$repositories" |
    sed '/name: nvidia/,/username/s/.*//')" \
  "$(printf '%s\n' "$before" | sed -e 's/username: ""/username: $oauthtoken/' -e 's/password: ""/password: KEY/' | sed '/name: nvidia/,/username/s/.*//')"
log_mark
want "helm repo update" helm repo update
want_request "the first org with its key" '.credential == "ada-acme" and .host == "helm.ngc.nvidia.com"'
want_request "the second org with its own" '.credential == "ada-own" and .host == "helm.ngc.nvidia.com"'
want "pull from the team" helm pull zoom/planner -d "$STORY_DIR/out"
want "pull from the other org" helm pull own/tool -d "$STORY_DIR/out"
want "status names both" helm ngc status
says "helm: " "zoom K" "own K"
want "a second migration has nothing to do" helm ngc repo migrate
says "No repository of NGC holds a key"

chapter "Undo"
want "without the keys" helm ngc repo migrate --undo
same "no password came back" "$(passwords)" 0
want "the addresses did" grep -q "https://helm.ngc.nvidia.com/$ORG/zoom" "$repositories"
want "helm can read the file" helm repo list

chapter "Undo with the keys, when asked for by name"
want "repo remove" helm repo remove zoom
want "repo add" old_way zoom ada-acme "$ORG/zoom"
sum=$(sha256sum "$repositories")
want "migrate" helm ngc repo migrate
same "nothing is in the open" "$(passwords)" 0
want "undo --restore-plain" helm ngc repo migrate --undo --restore-plain
same "every byte is as it was" "$(sha256sum "$repositories")" "$sum"

chapter "Helm's lock"
(flock 9 && sleep 3) 9>"$HOME/.config/helm/repositories.lock" &
sleep 0.5
started=$SECONDS
want "migrate while Helm changes the file" helm ngc repo migrate
[ "$((SECONDS - started))" -ge 2 ] || fail "it did not wait for Helm's lock"
wait

chapter "A file that Helm could not read either"
cp "$repositories" "$STORY_DIR/out/good"
printf 'repositories:\n- name: [x\n' >"$repositories"
want_exit 1 "is refused" helm ngc repo migrate
says "repositories.yaml: line 3"
same "and stays" "$(head -n 1 "$repositories")" "repositories:"
