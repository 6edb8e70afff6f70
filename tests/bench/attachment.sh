#!/usr/bin/env bash
# How pods may be attached, measured: a round trip between two pods of a node, directly and through a virtual address in front
# of one of them, on a bridge with replies steered to the bridge's MAC, on a bridge with br_netfilter, and routed as /32.
# All wired by hand in namespaces of their own. Usage: tests/bench/attachment.sh; needs a published tests/Netaas.Bench, as run.sh makes it.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
bench=$root/tests/Netaas.Bench/bin/Release/published/Netaas.Bench.dll
count=${COUNT:-20000} turns=${TURNS:-5} prefix=attach-$$ servers=()
vip=10.96.0.1

ns() { ip netns exec "$prefix-$1" "${@:2}"; }

clean_up() {
  [ "${#servers[@]}" = 0 ] || kill "${servers[@]}" 2>/dev/null || true
  for name in $(ip netns list | grep -o "^$prefix-[a-z0-9-]*"); do ip netns del "$name"; done
}
trap clean_up EXIT

# wire <way>: a node and its pods a (10.1.1.2) and b (10.1.1.3), and the virtual address in front of b.
wire() {
  local way=$1 pod number
  ip netns add "$prefix-$way"
  ns "$way" ip link set lo up
  ns "$way" sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=0
  [ "$way" != netfilter ] || ns "$way" sysctl -qw net.bridge.bridge-nf-call-iptables=1
  [ "$way" = routed ] || ns "$way" bash -c 'ip link add br0 address 02:6e:61:62:00:01 type bridge mcast_snooping 0; ip addr add 10.1.1.1/24 dev br0; ip link set br0 up'
  for pod in a b; do
    number=$([ $pod = a ] && echo 2 || echo 3)
    ip netns add "$prefix-$way-$pod"
    ns "$way" ip link add "v$pod" address 02:6e:61:62:00:02 type veth peer name eth0 netns "$prefix-$way-$pod"
    ns "$way-$pod" ip link set lo up
    if [ "$way" = routed ]; then
      ns "$way" bash -c "ip link set v$pod up; ip route add 10.1.1.$number/32 dev v$pod"
      ns "$way-$pod" bash -c "ip link set eth0 up; ip addr add 10.1.1.$number/32 dev eth0; ip route add 169.254.1.1 dev eth0; ip neigh add 169.254.1.1 lladdr 02:6e:61:62:00:02 dev eth0; ip route add default via 169.254.1.1 src 10.1.1.$number"
    else
      ns "$way" ip link set "v$pod" master br0
      ns "$way" ip link set "v$pod" up
      ns "$way-$pod" bash -c "ip link set eth0 up; ip addr add 10.1.1.$number/24 dev eth0; ip route add default via 10.1.1.1"
    fi
  done
  ns "$way" nft "add table ip vip; add chain ip vip nat { type nat hook prerouting priority -100; }; add rule ip vip nat ip daddr $vip dnat to 10.1.1.3"
  [ "$way" != steered ] || ns "$way" nft "add table bridge vip; add chain bridge vip steer { type filter hook prerouting priority -300; }; add rule bridge vip steer iifname vb ether daddr != 02:6e:61:62:00:01 ip saddr 10.1.1.3 tcp sport 7001 meta pkttype set host ether daddr set 02:6e:61:62:00:01"
  ip netns exec "$prefix-$way-b" taskset -c 0 dotnet "$bench" echo 10.1.1.3 >/dev/null &
  servers+=($!)
}

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

for way in steered netfilter routed; do wire $way; done
declare -A trips=()
sleep 2
for ((turn = 0; turn < turns; turn++)); do
  for way in steered netfilter routed; do
    for to in 10.1.1.3 $vip; do
      trip=$(ns "$way-a" taskset -c 0 dotnet "$bench" round-trips "$to" "$count")
      trips[$way-$to]+="$trip "
    done
  done
done
base=$(tr ' ' '\n' <<<"${trips[steered-10.1.1.3]% }" | median)
for way in steered netfilter routed; do
  for to in 10.1.1.3 $vip; do
    found=$(tr ' ' '\n' <<<"${trips[$way-$to]% }" | median)
    awk -v way="$way" -v to="$([ "$to" = "$vip" ] && echo 'virtual address' || echo 'directly')" -v found="$found" -v base="$base" \
      'BEGIN { printf "%-10s %-16s %8.1f µs   %.2f\n", way, to, found, found / base }'
  done
done
