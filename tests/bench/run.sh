#!/usr/bin/env bash
# Figures of one run, each beside its limit or peer in the same run: only their ratios mean anything on another day.
# Usage: tests/bench/run.sh [rates] [api] [addresses] [cli] [ready] [wiring] [scale] [services] [services-ready] [agent] [attach] [attachment] [terraform] [paths]; without words, all of them.
set -euo pipefail
export NETAAS_RUN_DIR=${NETAAS_RUN_DIR:-$(mktemp -d /tmp/netaas-bench-XXXXXX)}
. "$(dirname "$(readlink -f "$0")")/../../deploy/lib/all.sh"
bench_dll=$root/tests/Netaas.Bench/bin/Release/published/Netaas.Bench.dll
bench() { dotnet "$bench_dll" "$@"; }
wanted() { [ "${#parts[@]}" = 0 ] || [[ " ${parts[*]} " == *" $1 "* ]]; }

# Folders of the three installations: the API alone, the lab under Netaas, and the lab wired by hand.
rates=$run/rates lab=$run/lab hand=$run/hand

clean_up() {
  local status=$?
  set +e
  [ ! -e "$hand/lab" ] || by_hand down
  for run in "$lab" "$rates" "$hand"; do
    [ -d "$run" ] || continue
    stop_stack
    if [ "$status" = 0 ]; then rm -rf "$run"; else say "kept for a look: $run"; fi
  done
  exit "$status"
}

by_hand() { "$root/tests/bench/by-hand.sh" "$1" "$(. "$hand/lab" && printf %s "$lab_prefix")"; }

# The API as a process of its own with no agent, and the bare INSERT as another, on one PostgreSQL, afresh for each part.
with_api() { # with_api <rates | api | addresses | cli>
  local part=$1
  run=$rates
  mkdir -p "$run"
  local api floor
  api=$(free_port 18080)
  floor=$(free_port $((api + 1)))
  export_settings
  postgres_start "$run"
  start_process api dotnet "$host_dll" api --run-dir "$run" --bus memory --listen "http://127.0.0.1:$api"
  start_process floor dotnet "$bench_dll" floor "$NETAAS_POSTGRES" "http://127.0.0.1:$floor" --run-dir "$run"
  until curl -fsS -o /dev/null "http://127.0.0.1:$api/readyz" 2>/dev/null && (: <"/dev/tcp/127.0.0.1/$floor") 2>/dev/null; do
    process_pid api >/dev/null && process_pid floor >/dev/null || { tail -n 5 "$run/api.log" "$run/floor.log" >&2; fail "the API or the floor ended"; }
    sleep 0.1
  done
  local peer=http://127.0.0.1:$floor
  [ "$part" != addresses ] || peer=$NETAAS_POSTGRES
  [ "$part" != cli ] || { "$root/deploy/cli.sh" --bin-dir "$run" >/dev/null && peer=$run/netaas; }
  bench "$part" "http://127.0.0.1:$api" "$peer" "$(secret admin-token)" "$(secret join-token)"
  stop_process api
  stop_process floor
  postgres_stop "$run"
  rm -rf "$run"
}

start_lab() {
  NETAAS_RUN_DIR=$lab "$root/deploy/up.sh" --detach --port "$(free_port 18090)" >"$NETAAS_RUN_DIR/up.log" 2>&1 || {
    cat "$NETAAS_RUN_DIR/up.log" >&2
    fail "the lab does not come up"
  }
  . "$lab/env"
}

measure_paths() {
  (run=$hand && mkdir -p "$run" && export_settings && netaas_host lab up --nodes 3) >/dev/null
  by_hand up
  bench paths "$NETAAS_URL" "$NETAAS_TOKEN" "$(. "$hand/lab" && printf %s "$lab_prefix")" "by hand"
  by_hand masquerade
  bench paths "$NETAAS_URL" "$NETAAS_TOKEN" "$(. "$hand/lab" && printf %s "$lab_prefix")" "by hand, with egress"
}

# What a runtime waits for when it starts and stops a container; the reference plugins in a namespace of their own.
measure_attach() {
  local folder=$run/attach peer=netaas-bench-$$
  mkdir -p "$folder"
  "$root/deploy/cni.sh" --bin-dir "$folder" --conf-dir "$folder" >/dev/null
  ip netns add "$peer"
  nsenter --net="/run/netns/$peer" sh -c 'ip link set lo up && sysctl -qw net.ipv4.ip_forward=1'
  nsenter --net="/run/netns/$peer" dotnet "$bench_dll" attach-peer "$folder" || { ip netns del "$peer"; fail "the reference plugins failed"; }
  ip netns del "$peer"
  bench attach "$NETAAS_URL" "$NETAAS_TOKEN" "$folder" "$lab/agents/node-1/agent.sock"
}

# A node full of pods and ports, and its agent's second start, which is looked at for a quarter of an hour.
measure_agent() {
  local folder=$run/agent
  mkdir -p "$folder"
  bench agent-fill "$folder" && bench agent-again "$folder"
  bench agent-clear "$folder"
}

parts=("$@")
require_root
need_dotnet
need_base_packages
need_package iperf3 command -v iperf3
! wanted attach || need_package containernetworking-plugins test -x /usr/lib/cni/portmap
! wanted attach || need_package iptables command -v iptables
install_missing_packages
mkdir -p "$run"
publish "$root/tests/Netaas.Bench" "${bench_dll%/*}" >"$run/build.log" 2>&1 || { tail -n 20 "$run/build.log"; exit 1; }
build_host
trap clean_up EXIT

bench header
for part in rates api addresses cli; do ! wanted "$part" || (with_api "$part"); done
! { wanted ready || wanted services-ready || wanted paths || wanted attach || wanted terraform; } || start_lab
! wanted ready || bench ready "$NETAAS_URL" "$NETAAS_TOKEN"
! wanted wiring || bench wiring
! wanted scale || bench scale
! wanted services || bench services
! wanted services-ready || bench services-ready "$NETAAS_URL" "$NETAAS_TOKEN"
! wanted agent || measure_agent
! wanted attach || measure_attach
! wanted attachment || "$root/tests/bench/attachment.sh"
! wanted terraform || NETAAS_URL=$NETAAS_URL NETAAS_TOKEN=$NETAAS_TOKEN "$root/tests/bench/terraform.sh"
! wanted paths || measure_paths
