#!/usr/bin/env bash
# The lab under random writes and faults, round after round. After each, everything must be Ready, every kernel must be as its
# plan, what others made on the nodes must stand, and a TCP stream between two pods that nobody touches must never have stalled
# for a second. At the end every pod must reach every other.
# Before all that come requests made from openapi.yaml, valid, nearly valid and hostile. The last line counts what went wrong.
# Usage: tests/soak.sh [--rounds N] [--minutes N] [--bus memory|rabbitmq] [--seed S] [--requests N]
set -uo pipefail
rounds=500 minutes=1000 bus=memory seed=$RANDOM requests=20000
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --minutes) minutes=$2 ;;
    --bus) bus=$2 ;;
    --seed) seed=$2 ;;
    --requests) requests=$2 ;;
    *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
NETAAS_RUN_DIR=$(mktemp -d /tmp/netaas-soak-XXXXXX)
export NETAAS_RUN_DIR
. "$(dirname "$(readlink -f "$0")")/../deploy/lib/all.sh"
RANDOM=$seed
writes=0 faults=0 wrong=0 round=0
declare -A pods=() ports=()
foreign=()

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
  local names name status
  mapfile -t names < <(printf '%s\n' "${!pods[@]}" | grep -v '^steady-')
  [ "${#names[@]}" -gt 0 ] || return 0
  name=${names[RANDOM % ${#names[@]}]}
  status=$(status_of "pods/$name" -X DELETE)
  [ "$status" = 204 ] && unset "pods[$name]" || complain "deleting $name answered $status"
}

create_port() {
  local names name=port-$writes status
  mapfile -t names < <(printf '%s\n' "${!pods[@]}" | grep -v '^steady-')
  [ "${#names[@]}" -gt 0 ] || return 0
  status=$(status_of port-mappings -d "{\"name\": \"$name\", \"pod\": \"${names[RANDOM % ${#names[@]}]}\", \"targetPort\": 80}")
  [ "$status" = 201 ] && ports[$name]=1 || complain "publishing $name answered $status"
}

# All of them: a pod that is published can't be deleted.
delete_ports() {
  local name status
  for name in "${!ports[@]}"; do
    status=$(status_of "port-mappings/$name" -X DELETE)
    [ "$status" = 204 ] && unset "ports[$name]" || complain "deleting $name answered $status"
  done
}

on() { nsenter --net="$(netns_of "$1")" bash -c "$2" >>"$run/faults.log" 2>&1; }
netns_of() { api "nodes/$1" | jq -r .status.netnsPath; }

# The link of a random pod that isn't one of the two in the stream; on node-3, which has none of those, any link of ours.
delete_link() {
  local pattern='^nap[a-z2-7]{8}-soa'
  [ "$1" != node-3 ] || pattern='^na[bxp][a-z2-7]{8}-'
  on "$1" "link=\$(ip -br link | grep -oE '$pattern[^@ ]*' | shuf -n 1); [ -z \"\$link\" ] || ip link del \"\$link\""
}

# Things of other people, which must be there at the end.
make_foreign() {
  local number=$((${#foreign[@]} / 3))
  on "$1" "nft 'add table inet theirs$number; add chain inet theirs$number c { type filter hook forward priority 5; }; add rule inet theirs$number c counter'
    ip link add theirs$number type bridge; ip route add 203.0.113.$((number % 256))/32 dev lo" || return
  foreign+=("$1 table inet theirs$number" "$1 link theirs$number" "$1 route 203.0.113.$((number % 256))")
}

# A fault, and its end a few writes later.
fault() {
  faults=$((faults + 1))
  local node=node-$((1 + RANDOM % 3)) kind=$((RANDOM % 7))
  [ "$kind" != 2 ] || [ "$bus" = rabbitmq ] || kind=0
  # What cuts a node off is no fault of ours for those who talk through it: it hits the node that the stream doesn't use.
  [ "$kind" != 1 ] || node=node-3
  case $kind in
    3) delete_link "$node" ;;
    4) on "$node" 'nft flush table inet netaas; nft flush table bridge netaas' ;;
    5) on "$node" 'nft delete table inet netaas' ;;
    6) make_foreign "$node" || complain "foreign things on $node" ;;
    0) lab kill "$node" && some_writes && lab start "$node" || complain "kill and start of $node" ;;
    1) lab isolate "$node" && some_writes && lab restore "$node" || complain "isolation of $node" ;;
    2) lab broker stop && some_writes && lab broker start || complain "stop and start of the broker" ;;
  esac
}

some_writes() {
  local left=$((5 + RANDOM % 20))
  while [ "$left" -gt 0 ]; do
    left=$((left - 1)) writes=$((writes + 1))
    case $((RANDOM % 10)) in
      0 | 1) create_port ;;
      2) delete_ports && delete_pod ;;
      3) [ "${#ports[@]}" -gt 0 ] || delete_pod ;;
      *) [ "${#pods[@]}" -ge 40 ] || create_pod ;;
    esac
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

# A kernel may be a moment behind its plan, while its agent is at work.
check_kernels() {
  local node deadline=$((SECONDS + 60)) steps
  for node in node-1 node-2 node-3; do
    while steps=$(api "nodes/$node/diff" | jq -c .steps); [ "$steps" != '[]' ]; do
      [ "$SECONDS" -lt "$deadline" ] || { complain "$node is not as planned: $steps"; break; }
      sleep 0.2
    done
  done
}

# In one look at each node: with a look at each thing the rounds would take longer and longer.
check_foreign() {
  local node there thing
  for node in node-1 node-2 node-3; do
    there=$(nsenter --net="$(netns_of "$node")" bash -c 'nft list tables
      ip -br link show type bridge | sed -E "s/ .*//; s/^/link /"
      ip route show root 203.0.113.0/24 | sed -E "s/ .*//; s/^/route /"')
    for thing in ${foreign[@]+"${foreign[@]}"}; do
      [ "${thing%% *}" != "$node" ] || [[ $'\n'$there$'\n' == *$'\n'"${thing#* }"$'\n'* ]] || complain "gone: $thing"
    done
  done
}

check_unique() {
  local twice
  twice=$(api 'pods?limit=1000' | jq -r '.items[].addresses[]' | sort | uniq -d)
  [ -z "$twice" ] || complain "given twice: $twice"
}

# Line by line through one connection, for as long as the soak runs; it tells of every answer that took a second.
start_stream() {
  local from to address
  create_steady steady-1 node-1 && create_steady steady-2 node-2 || fail "the steady pods can't be made"
  from=$(api pods/steady-1 | jq -r .status.netnsPath)
  read -r to address < <(api pods/steady-2 | jq -r '"\(.status.netnsPath) \(.addresses[0])"')
  nsenter --net="$to" socat TCP-LISTEN:9000,reuseaddr EXEC:cat &
  stream_pids=$!
  until nsenter --net="$to" ss -Hltn 'sport = :9000' | grep -q .; do
    kill -0 "$stream_pids" 2>/dev/null || fail "nothing listens in steady-2"
    sleep 0.1
  done
  nsenter --net="$from" bash -c 'exec 3<>"/dev/tcp/$0/9000"
    while sleep 0.02; do
      began=${EPOCHREALTIME/./}
      echo x >&3 && read -r -t 5 -u 3 _ || { echo "the stream broke"; exit; }
      took=$((${EPOCHREALTIME/./} - began))
      [ "$took" -lt 1000000 ] || echo "the stream stalled for $((took / 1000)) ms"
    done' "$address" >"$run/stream.log" 2>&1 &
  stream_pids+=" $!"
}

create_steady() {
  [ "$(status_of 'pods?wait=ready&timeout=30s' -d "{\"name\": \"$1\", \"network\": \"soak\", \"node\": \"$2\"}")" = 201 ] && pods[$1]=$2
}

check_stream() {
  [ ! -s "$run/stream.log" ] || { complain "$(sort "$run/stream.log" | uniq -c)"; : >"$run/stream.log"; }
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
  [ -z "${stream_pids-}" ] || kill $stream_pids 2>/dev/null
  "$root/deploy/down.sh"
  if [ "$wrong" = 0 ] && [ "$status" = 0 ]; then rm -rf "$run"; else say "kept for a look: $run"; fi
  say "seed $seed: $round rounds, $writes writes, $faults faults, $wrong wrong"
  [ "$wrong" = 0 ] && [ "$status" = 0 ]
  exit
}

# Requests of every kind against every operation; what they make goes again, and the lab must still converge.
fuzz() {
  local project=$root/tests/Netaas.ApiTests
  dotnet build "$project" -c Release -v quiet -nologo >"$run/fuzz-build.log" 2>&1 || { complain "the fuzzer does not build: $run/fuzz-build.log"; return; }
  NETAAS_FUZZ_URL=$NETAAS_URL NETAAS_FUZZ_TOKEN=$NETAAS_TOKEN NETAAS_FUZZ_REQUESTS=$requests NETAAS_FUZZ_SEED=$seed \
    dotnet "$project/bin/Release/net10.0/Netaas.ApiTests.dll" -class '*FuzzTests' -noColor >"$run/fuzz.log" 2>&1 || complain "fuzzing with seed $seed: $run/fuzz.log"
  say "$requests requests made from openapi.yaml"
}

require_root
need_package socat command -v socat
install_missing_packages
trap finish EXIT
"$root/deploy/up.sh" --detach --bus "$bus" --port "$(free_port 18400)" >"$run/up.log" 2>&1 || { cat "$run/up.log"; exit 1; }
. "$run/env"
[ "$requests" = 0 ] || fuzz
[ "$(status_of networks -d '{"name": "soak", "podCidrs": ["10.20.0.0/16"]}')" = 201 ] || fail "the network can't be made"
start_stream
end=$((SECONDS + 60 * minutes))
while [ "$SECONDS" -lt "$end" ] && [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  some_writes
  fault
  check_ready
  check_kernels
  check_recorded
  check_unique
  check_foreign
  check_stream
  say "round $round: $writes writes, $faults faults, ${#pods[@]} pods, $wrong wrong"
done
check_reach
