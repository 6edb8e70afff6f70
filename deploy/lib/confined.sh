# Servers of one run folder that must not run as root.
#
# The checkout may lie where an unprivileged user can't go (/root) or so deep that a socket's path is too long (108 bytes).
# So a server gets a mount namespace in which its folder is bound to a short path below /run, where its socket lies too:
# that one is the host's own, so both sides see it.

confined_user=nobody
confined_group=nogroup

# The short path of a run folder, the same at every start.
run_alias() { printf '/run/netaas-%s' "$(printf '%s' "$1" | sha256sum | cut -c1-8)"; }

# confined_folder <path...>: makes folders that belong to the unprivileged user alone.
confined_folder() { install -d -m 700 -o "$confined_user" -g "$confined_group" "$@"; }

# confined <folder> <short path> <command...>: becomes the command, as the unprivileged user, with the folder bound to the
# short path, in a session of its own, so that the terminal's Ctrl-C reaches the script and not the server. It does not
# return: call it in a subshell or in the background.
confined() {
  local folder=$1 alias=$2
  shift 2
  exec setsid unshare --mount --propagation private -- sh -c \
    'mount --bind "$1" "$2" && cd / && shift 2 && exec setpriv --reuid='"$confined_user"' --regid='"$confined_group"' --clear-groups -- "$@"' \
    - "$folder" "$alias" "$@" </dev/null 9>&-
}
