#!/usr/bin/env bash
# Hosts that are not NGC's get the exact not-found sentence in every state of the store, and no request ever leaves for them.
. "$STORY_LIB/story.sh"

hosts=(index.docker.io ghcr.io registry.example nvcr.io.evil.example evil-nvcr.io nvcr.io:444 nvcr.io:80 xn--nvcr-5g0a.io
  layers.nvcr.io api.ngc.nvidia.com helm.ngc.nvidia.com localhost:5000)
none_is_served() {
  local host
  for host in "${hosts[@]}"; do
    want_exit 1 "$host" helper_get "$host"
    says_exactly "$NOT_FOUND"
  done
}

chapter "Nothing stored"
none_is_served
for folder in .config .local/share .local/state .cache; do
  want "nothing was made in ~/$folder" test ! -e "$HOME/$folder/ngc-auth"
done

chapter "A key stored"
login() { key_of ada-acme | /usr/local/lib/docker/cli-plugins/docker-ngc ngc login --key-stdin --no-configure; }
want "login" login
none_is_served
for spelling in nvcr.io https://nvcr.io https://nvcr.io/v2/ http://nvcr.io nvcr.io:443 NVCR.IO "nvcr.io/$ORG/zoom/app"; do
  same "$spelling is nvcr.io" "$(served_key "$spelling")" ada-acme
done

chapter "A damaged vault"
printf 'x' | dd of="$HOME/.local/share/ngc-auth/vault" bs=1 seek=150 conv=notrunc status=none
none_is_served

chapter "Names that are none"
for name in $'nv\ncr.io' $'nvcr.io\r\nevil' $'nvcr.io\tx' $'nvcr.io\x01' 'https://nvcr.io@evil.example/' 'nvcr.io%2eevil.example' ''; do
  want_exit 1 "$(printf '%q' "$name")" helper_get "$name"
  says_not Secret
done
