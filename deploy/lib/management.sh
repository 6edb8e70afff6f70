# The one link into the host's own namespace, for `--bus rabbitmq` alone: agents inside their nodes' namespaces reach the
# API and the broker over it. It ends at the lab's router, which hides the nodes behind its own address, so that the host
# needs no route and no forwarding, and two labs on one machine don't meet.

management_link=nam$(run_alias "$run" | sed 's/.*-//')

# The link's /30, in the range for benchmarks (RFC 2544), which no network uses; its place there derives from the run folder.
management_address() {
  local hash=0x${management_link#nam} number
  number=$(((hash % 32768) * 4))
  printf '198.%d.%d.%d' $((18 + number / 65536)) $((number / 256 % 256)) $((number % 256 + $1))
}

# management_up <router's namespace>: makes the link unless it stands.
management_up() {
  local router=$1
  if ! ip link show dev "$management_link" >/dev/null 2>&1; then
    ip link add "$management_link" type veth peer name mgmt0 netns "$router" || fail "the management link can't be made"
    ip addr add "$(management_address 1)/30" dev "$management_link"
    ip link set "$management_link" up
    ip -n "$router" addr add "$(management_address 2)/30" dev mgmt0
    ip -n "$router" link set mgmt0 up
  fi
  nsenter --net="/run/netns/$router" nft -f - <<'NFT' || fail "the lab's router refused the rule for the management link"
table ip management {}
delete table ip management
table ip management {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname "mgmt0" masquerade
  }
}
NFT
}

management_down() { ip link delete "$management_link" 2>/dev/null || true; }
