#!/usr/bin/env bash
# The overlay of a lab's node-1 and node-3, wired by hand with `ip` alone: what Netaas is measured against.
# `masquerade` adds what lets the pods reach the world: conntrack has a look at every packet from then on.
# Usage: by-hand.sh up|masquerade|down <lab prefix>. Makes pods <prefix>hand-a and -b on node-1 (10.77.1.2, .3) and -c on node-3 (10.77.3.2).
set -euo pipefail
command=$1 prefix=$2

node() { # node <number> <underlay address> <other number> <other underlay address>
  local ns=${prefix}node-$1 mac=02:77:00:00:00:0$1 other=02:77:00:00:00:0$3
  nsenter --net="/run/netns/$ns" sysctl -qw net.ipv4.ip_forward=1
  ip -n "$ns" link add hand0 type bridge
  ip -n "$ns" addr add "10.77.$1.1/24" dev hand0
  ip -n "$ns" link set hand0 mtu 1450 up
  ip -n "$ns" link add handv address "$mac" type vxlan id 7777 dstport 4789 local "$2" nolearning
  ip -n "$ns" addr add "10.77.0.$1/32" dev handv
  ip -n "$ns" link set handv mtu 1450 up
  ip -n "$ns" neigh add "10.77.0.$3" lladdr "$other" dev handv nud permanent
  bridge -n "$ns" fdb add "$other" dev handv dst "$4"
  ip -n "$ns" route add "10.77.0.$3/32" dev handv src "10.77.0.$1"
  ip -n "$ns" route add "10.77.$3.0/24" via "10.77.0.$3" dev handv onlink src "10.77.0.$1"
}

pod() { # pod <letter> <node number> <address>
  local ns=${prefix}node-$2 pod=${prefix}hand-$1
  ip netns add "$pod"
  ip -n "$ns" link add "hand-$1" type veth peer name eth0 netns "$pod"
  ip -n "$ns" link set "hand-$1" master hand0 mtu 1450 up
  ip -n "$pod" link set lo up
  ip -n "$pod" addr add "$3/24" dev eth0
  ip -n "$pod" link set eth0 mtu 1450 up
  ip -n "$pod" route add default via "10.77.$2.1"
}

case $command in
  up)
    node 1 172.31.0.11 3 172.31.0.13
    node 3 172.31.0.13 1 172.31.0.11
    pod a 1 10.77.1.2
    pod b 1 10.77.1.3
    pod c 3 10.77.3.2
    ;;
  masquerade)
    for number in 1 3; do
      nsenter --net="/run/netns/${prefix}node-$number" nft 'table ip hand { chain egress { type nat hook postrouting priority srcnat; ip saddr 10.77.0.0/16 ip daddr != 10.77.0.0/16 masquerade; }; }'
    done
    ;;
  down) for letter in a b c; do ip netns del "${prefix}hand-$letter" 2>/dev/null || true; done ;;
esac
