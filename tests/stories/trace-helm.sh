#!/usr/bin/env bash
# What `status --trace` says Helm will send is what Helm sends: entries of repositories.yaml by name and by address, this
# suite's downloader, and the files of `oci://`.
# needs: helm
# timeout: 400
# world: (.orgs[] | select(.name == "k2p9xq4tz1aa") | .enablements) = [{"product": "private-registry", "type": "NGC_ADMIN_COMMERCIAL", "start": "-9d", "end": null}] | (.keys[] | select(.id == "ada-own") | .services) = ["private-registry"] | .charts += [{"path": "k2p9xq4tz1aa/tool", "versions": ["0.3.0"], "visibility": "private", "product": null}]
. "$STORY_LIB/story.sh"
. "$STORY_LIB/traced.sh"

repositories=$HOME/.config/helm/repositories.yaml
registry=$HOME/.config/helm/registry/config.json

entry() { # NAME URL USER PASSWORD [MORE]
  printf -- '- name: %s\n  url: %s\n  username: "%s"\n  password: "%s"\n%s' "$1" "$2" "$3" "$4" "${5:+  $5
}"
}
write_repositories() {
  mkdir -p "$(dirname "$repositories")"
  {
    printf 'apiVersion: ""\ngenerated: "2026-01-01T00:00:00Z"\nrepositories:\n'
    cat
  } >"$repositories"
  chmod 600 "$repositories"
}
put() { # FILE, content on stdin
  mkdir -p "$(dirname "$1")" && cat >"$1"
}
updates() { # WHAT EXPECTED NAME
  agree "$1" helm "$2" "$3" helm repo update "$3"
}

allow file '*' '/(repositories\.yaml|config\.json)$' "passwords in plain text are what is tried"
want "keys are stored" store_keys ada-acme ada-own ci
want "the plugins are there" install_plugins
usual_helpers
zoom=https://helm.ngc.nvidia.com/$ORG/zoom

chapter "Entries with user and password"
# shellcheck disable=SC2016
{
  user='$oauthtoken'
  entry full "$zoom" "$user" "$(key_of ada-own)"
  entry twin "$zoom/" "$user" "$(key_of ci)"
  entry nouser "$zoom" "" "$(key_of ada-own)"
  entry nopassword "$zoom" "$user" ""
  entry ada "$zoom" ada "$(key_of ada-own)"
  entry open "$zoom" "$user" "$(key_of ada-own)" "pass_credentials_all: true"
  entry suite "ngc://$ORG/zoom" "" ""
  entry pinned "ngc://$OWN_ORG?profile=ada-own" "" ""
} | write_repositories
updates "both are there" ada-own full
finds helm
updates "each by its name" ci twin
updates "no user name: no header at all" none nouser
finds helm NGC1101
updates "no password: the same" none nopassword
finds helm NGC2301
updates "another user name is sent" ada-own ada
traced helm '.sends.user == "ada"'
updates "to every host" ada-own open
finds helm NGC2306

chapter "By address"
want "the first of several" test "$(predicted helm "$zoom")" = ada-own
traced helm '.sends.entry == "repository full" and ([.shadowed[].entry] | index("repository twin") != null)'
want "a name that is not there" test "$(predicted helm nobody)" = none

chapter "This suite's downloader"
updates "the key that the suite chooses" ada-acme suite
traced helm '.sends.helper == "ngc-getter"'
updates "a profile in the address" ada-own pinned
rm "$repositories"
agree "an address without an entry" helm ada-own "ngc://$OWN_ORG?profile=ada-own" \
  helm show chart tool --repo "ngc://$OWN_ORG?profile=ada-own"

chapter "A file that is damaged"
put "$repositories" <<<'repositories: ['
predicted helm full >/dev/null
traced helm '[.findings[].code] == ["NGC2107"]'

chapter "oci://"
rm "$repositories"
oci() { # WHAT EXPECTED
  agree "$1" helm "$2" "oci://nvcr.io/$ORG/zoom/planner" helm pull "oci://nvcr.io/$ORG/zoom/planner" --version 1.0.0
}
rm -f "$registry" "$HOME/.docker/config.json"
oci "nothing anywhere" none
put "$HOME/.docker/config.json" <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ada-own)}}"
oci "docker's file" ada-own
put "$registry" <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ci)}}"
oci "Helm's own comes first" ci
put "$registry" <<<'{"auths": {"seed.invalid": {}}}'
oci "unless it has nothing for the host" ada-own
put "$HOME/.docker/config.json" <<<'{"credHelpers": {"nvcr.io": "good"}}'
oci "a helper in docker's file" ci
put "$HOME/.docker/config.json" <<<'{"credsStore": "good"}'
oci "credsStore" ci
put "$HOME/.docker/config.json" <<<"{\"auths\": {\"nvcr.io\": $(plain_entry ada-own)}, \"credHelpers\": {\"nvcr.io\": \"broken\"}}"
oci "a helper that fails ends the command" none
finds helm NGC2105
