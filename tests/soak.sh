#!/usr/bin/env bash
# The lab under random writes and faults, for as long as wanted; at the end everything must be Ready and every pod must reach
# every other. Usage: tests/soak.sh [--minutes N] [--bus memory|rabbitmq] [--seed S]. The last line counts what went wrong.
set -uo pipefail
minutes=10 bus=memory seed=$RANDOM
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2 ;;
    --bus) bus=$2 ;;
    --seed) seed=$2 ;;
    *) sed -n '2,3s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
NETAAS_RUN_DIR=$(mktemp -d /tmp/netaas-soak-XXXXXX)
export NETAAS_RUN_DIR
. "$(dirname "$(readlink -f "$0")")/../deploy/lib/all.sh"
RANDOM=$seed
writes=0 faults=0 wrong=0
declare -A pods=()

api() { curl -sS -m 90 "$NETAAS_URL/api/v1/$1" -H "Authorization: Bearer $NETAAS_TOKEN" -H 'Content-Type: application/json' "${@:2}"; }
status_of() { api "$1" -o /dev/null -w '%{http_code}' "${@:2}"; }
lab() { "$root/deploy/lab.sh" "$@" >>"$run/faults.log" 2>&1; }

complain() {
  wrong=$((wrong + 1))
  say "WRONG  $*"
}

create_pod() {
  local name=soak-$writes node=node-$((1 + RANDOM % 3)) status
  status=$(status_of pods -d "{\"name\": \"$name\", \"network\": \"soak\", \"node\": \"$node\"}")
  [ "$status" = 201 ] && pods[$name]=$node || complain "creating $name on $node answered $status"
}

delete_pod() {
  local names=("${!pods[@]}") name status
  [ "${#names[@]}" -gt 0 ] || return 0
  name=${names[RANDOM % ${#names[@]}]}
  status=$(status_of "pods/$name" -X DELETE)
  [ "$status" = 204 ] && unset "pods[$name]" || complain "deleting $name answered $status"
}

# A fault, and its end a few writes later.
fault() {
  faults=$((faults + 1))
  local node=node-$((1 + RANDOM % 3)) kind=$((RANDOM % 3))
  [ "$kind" != 2 ] || [ "$bus" = rabbitmq ] || kind=0
  case $kind in
    0) lab kill "$node" && some_writes && lab start "$node" || complain "kill and start of $node" ;;
    1) lab isolate "$node" && some_writes && lab restore "$node" || complain "isolation of $node" ;;
    2) lab broker stop && some_writes && lab broker start || complain "stop and start of the broker" ;;
  esac
}

some_writes() {
  local left=$((5 + RANDOM % 20))
  while [ "$left" -gt 0 ]; do
    left=$((left - 1)) writes=$((writes + 1))
    if [ "${#pods[@]}" -lt 40 ] && [ $((RANDOM % 5)) -lt 3 ]; then create_pod; else delete_pod; fi
  done
}

check_ready() {
  local deadline=$((SECONDS + 120)) left
  while left=$(api 'pods?limit=1000' | jq -r '.items[] | select(.status.phase != "Ready") | .name'); [ -n "$left" ]; do
    [ "$SECONDS" -lt "$deadline" ] || { complain "not Ready after 120 s: $(tr '\n' ' ' <<<"$left")"; return; }
  done
}

check_recorded() {
  local recorded
  recorded=$(api 'pods?limit=1000' | jq -r '.items[].name' | sort)
  [ "$recorded" = "$(printf '%s\n' "${!pods[@]}" | sort)" ] || complain "the record holds other pods than were acknowledged"
}

# Every pod pings every other: what says Ready must be true.
check_reach() {
  local all from to
  all=$(api 'pods?limit=1000' | jq -r '.items[] | "\(.status.netnsPath) \(.addresses[0])"')
  [ -n "$all" ] || return 0
  while read -r from _; do
    while read -r _ to; do
      nsenter --net="$from" ping -q -c 1 -W 2 "$to" >/dev/null 2>&1 || complain "$from does not reach $to"
    done <<<"$all"
  done <<<"$all"
}

finish() {
  local status=$?
  "$root/deploy/down.sh"
  if [ "$wrong" = 0 ] && [ "$status" = 0 ]; then rm -rf "$run"; else say "kept for a look: $run"; fi
  say "seed $seed: $writes writes, $faults faults, $wrong wrong"
  [ "$wrong" = 0 ] && [ "$status" = 0 ]
  exit
}

require_root
trap finish EXIT
"$root/deploy/up.sh" --detach --bus "$bus" --port "$(free_port 18400)" >"$run/up.log" 2>&1 || { cat "$run/up.log"; exit 1; }
. "$run/env"
[ "$(status_of networks -d '{"name": "soak", "podCidrs": ["10.20.0.0/16"]}')" = 201 ] || fail "the network can't be made"
end=$((SECONDS + 60 * minutes))
while [ "$SECONDS" -lt "$end" ]; do
  some_writes
  fault
  check_ready
  check_recorded
  say "$writes writes, $faults faults, ${#pods[@]} pods, $wrong wrong"
done
check_reach
