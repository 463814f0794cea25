#!/usr/bin/env bash
# One person, two orgs, two keys on the one host nvcr.io: chosen by `use`, by NGC_PROFILE and by the helper's name.
# needs: docker
. "$STORY_LIB/story.sh"

want "login to the company's org" suite_login ada-acme
want "login to the own org" suite_login ada-own
want "both are listed" docker ngc profile list
says "$ORG" "$OWN_ORG"
profile_of() { docker ngc profile list --json | jq -r --arg org "$1" '.data.profiles[] | select(.org == $org) | .name'; }
acme=$(profile_of "$ORG")
own=$(profile_of "$OWN_ORG")
test -n "$acme" -a -n "$own" -a "$acme" != "$own" || fail "each org has a profile of its own: '$acme', '$own'"

chapter "docker ngc use"
want "use the company's org" docker ngc use "$ORG"
same "its key is served" "$(served_key)" ada-acme
want "docker pulls there" docker pull "$PRIVATE"
forget_images
want "use the own org by its display name" docker ngc use "ada's individual org"
same "its key is served" "$(served_key)" ada-own
want_fail "the company's image is closed to it" docker pull "$PRIVATE"
want "use by profile name" docker ngc use "$acme"
same "its key is served" "$(served_key)" ada-acme
want_fail "an unknown org is refused" docker ngc use nobody-knows-this-org
same "and nothing changed" "$(served_key)" ada-acme

chapter "NGC_PROFILE"
want "back to the own org" docker ngc use "$own"
same "NGC_PROFILE wins over the default" "$(NGC_PROFILE=$acme served_key)" ada-acme
want "docker pulls with NGC_PROFILE" env "NGC_PROFILE=$acme" docker pull "$PRIVATE"
forget_images
same "a profile that does not exist serves nothing" "$(NGC_PROFILE=nobody served_key)" none

chapter "docker-credential-ngc-NAME"
mkdir -p "$STORY_DIR/links"
ln -s /usr/local/bin/docker-credential-ngc "$STORY_DIR/links/docker-credential-ngc-$acme"
ln -s /usr/local/bin/docker-credential-ngc "$STORY_DIR/links/docker-credential-ngc-$own"
export PATH=$STORY_DIR/links:$PATH
same "the link serves its profile" "$(served_key nvcr.io "docker-credential-ngc-$acme")" ada-acme
same "the other link the other one" "$(served_key nvcr.io "docker-credential-ngc-$own")" ada-own
jq --arg profile "ngc-$acme" '.credHelpers["nvcr.io"] = $profile' "$HOME/.docker/config.json" >"$STORY_DIR/config.new"
cat "$STORY_DIR/config.new" >"$HOME/.docker/config.json"
want "docker pulls through the link, whatever the default is" docker pull "$PRIVATE"

chapter "The org in the asked name"
same "an org hint chooses the key" "$(served_key "nvcr.io/$ORG/zoom/app")" ada-acme
same "another hint the other key" "$(served_key "nvcr.io/$OWN_ORG/thing")" ada-own
