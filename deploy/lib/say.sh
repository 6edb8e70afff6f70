# Messages of the scripts: one line of what goes on, and a failure that says what to do.

say() { printf '%s\n' "$*"; }

fail() {
  printf 'netaas: %s\n' "$*" >&2
  exit 1
}

require_root() {
  [ "$(id -u)" = 0 ] || fail "this needs root (namespaces, netlink, nftables): run it with sudo"
}
