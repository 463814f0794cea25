#!/usr/bin/env bash
# What a cluster gets: manifests whose credentials open private images, and the kubelet's provider, run with nothing but
# what its configuration gives it. skopeo stands for the kubelet's pull; kubectl, where there is one, for its forms.
# needs: skopeo jq
. "$STORY_LIB/story.sh"

ngc() { /usr/local/lib/docker/cli-plugins/docker-ngc ngc "$@"; }
store_key() { key_of "$1" | ngc login --key-stdin --no-configure --profile "$2"; }
want "login" store_key ada-acme acme
want "login to a second org" store_key ada-own own
work=$(mktemp -d "$STORY_DIR/secret/kubernetes.XXXXXX") # where keys may lie

value_of() { sed -n "s/^  \"$1\": //p" "$2" | head -n 1 | base64 -d; } # MEMBER FILE
opens() { skopeo inspect --authfile "$1" "docker://$2"; }

chapter "secret"
want_exit 2 "a terminal is refused" on_tty -- /usr/local/lib/docker/cli-plugins/docker-ngc ngc secret
ngc secret --namespace nim >"$work/both.yaml" 2>"$work/notes" || fail "secret"
value_of .dockerconfigjson "$work/both.yaml" >"$work/config.json"
same "the API key is the key" "$(value_of NGC_API_KEY "$work/both.yaml" | id_of_key)" ada-acme
log_mark
want "the pull secret opens a private image" opens "$work/config.json" "$PRIVATE"
want_request "with the stored key" '.credential == "ada-acme" and .form == "key"'
ngc secret --org "$ORG" --org "$OWN_ORG" --dockerconfigjson >"$work/orgs.json" || fail "secret --org"
same "one entry for each org" "$(jq -r '.auths | keys | join(" ")' "$work/orgs.json")" "nvcr.io/$OWN_ORG nvcr.io/$ORG"
want "its entries open a private image, too" opens "$work/orgs.json" "$PRIVATE"
if command -v kubectl >/dev/null; then
  KUBECONFIG=/dev/null kubectl create secret docker-registry ngc-secret --dry-run=client -o json --docker-server=nvcr.io \
    --docker-username='$oauthtoken' --docker-password=a-key-of-nobody >"$work/kubectl.json" || fail "kubectl"
  NGC_API_KEY=a-key-of-nobody ngc secret --profile acme --dockerconfigjson |
    jq -S '.auths["nvcr.io"] | keys' >"$work/ours" || fail "secret"
  jq -r '.data[".dockerconfigjson"]' "$work/kubectl.json" | base64 -d | jq -S '.auths["nvcr.io"] | keys' >"$work/theirs"
  want "kubectl makes the same members" diff "$work/ours" "$work/theirs"
fi

chapter "The kubelet's provider"
ngc configure kubelet >"$work/provider.json" 2>/dev/null || fail "configure kubelet"
jq -e '.kind == "CredentialProviderConfig" and (.providers[0].matchImages == ["nvcr.io"])' "$work/provider.json" >/dev/null ||
  fail "the configuration"
run_as_kubelet() { # IMAGE: nothing but the configuration's environment and arguments; the answer goes to $work/answer
  local arguments variables
  mapfile -t arguments < <(jq -r '.providers[0].args[]' "$work/provider.json")
  mapfile -t variables < <(jq -r '.providers[0].env[] | .name + "=" + .value' "$work/provider.json")
  jq -n --arg image "$1" '{apiVersion: "credentialprovider.kubelet.k8s.io/v1", kind: "CredentialProviderRequest", image: $image}' |
    env -i "${variables[@]}" "$(command -v docker-credential-ngc)" "${arguments[@]}" >"$work/answer"
}
auth_file() { jq '{auths: (.auth // {} | map_values({auth: (.username + ":" + .password | @base64)}))}' "$work/answer" >"$work/answer.json"; }
want "an image of the first org" run_as_kubelet "$PRIVATE"
same "gets that org's key" "$(jq -j '.auth[].password' "$work/answer" | id_of_key)" ada-acme
auth_file
want "which opens it" opens "$work/answer.json" "$PRIVATE"
want "an image of the second org" run_as_kubelet "nvcr.io/$OWN_ORG/app:1"
same "gets the other key" "$(jq -j '.auth[].password' "$work/answer" | id_of_key)" ada-own
want "another registry's image" run_as_kubelet docker.io/library/busybox:1
same "gets nothing" "$(jq -c .auth "$work/answer")" null
chmod 644 "$HOME/.local/share/ngc-auth/vault"
want_exit 1 "a store that cannot be read is an error, not an empty answer" run_as_kubelet "$PRIVATE"
says "chmod 600"
same "and nothing is on stdout" "$(cat "$work/answer")" ""
