# Completion of podman-auth for bash: the program itself is asked, as cobra's programs are.
# shellcheck shell=bash
_podman_auth() {
  local word=${COMP_WORDS[COMP_CWORD]} line directive=0
  local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=${line#:} ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(podman-auth __completeNoDesc "${words[@]}" 2>/dev/null)
  # 0: the value is a file's name.
  if [ "$directive" = 0 ] && [ "${#COMPREPLY[@]}" = 0 ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -F _podman_auth podman-auth
