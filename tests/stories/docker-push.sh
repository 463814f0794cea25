#!/usr/bin/env bash
# Push to a team and to an org; refused where the role or the key does not carry it.
# needs: docker
. "$STORY_LIB/story.sh"

want "docker ngc login" suite_login ada-acme --profile acme
want "an image to start from" docker pull "$PRIVATE"

chapter "To a team with a writing role"
team=nvcr.io/$ORG/zoom/pushed:2
want "tag" docker tag "$PRIVATE" "$team"
want "push to the team" docker push "$team"
want "remove the local copy" docker image rm -f "$team" "$PRIVATE"
want "what was pushed can be pulled" docker pull "$team"
log_mark

chapter "Where the role is missing"
for target in "nvcr.io/$ORG/perception/pushed:2" "nvcr.io/$ORG/pushed:2"; do
  want "tag" docker tag "$team" "$target"
  want_fail "push to $target is refused" docker push "$target"
done

chapter "To an org"
want "a second login with the legacy key of the org's owner" suite_login ada-legacy --profile own --org "$OWN_ORG"
own=nvcr.io/$OWN_ORG/pushed:1
want "tag" docker tag "$team" "$own"
want "push to the org" env NGC_PROFILE=own docker push "$own"
want "remove the local copy" docker image rm -f "$own"
want "and pulled back" env NGC_PROFILE=own docker pull "$own"
want_request "pushed with the legacy key" '.credential == "ada-legacy" and .form == "key"'
