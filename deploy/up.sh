#!/usr/bin/env bash
# Brings up Netaas with a lab of nodes on this machine: PostgreSQL, the API, agents, and nothing in the host's own network.
set -uo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/all.sh"

usage() {
  cat <<'TEXT'
Usage: deploy/up.sh [--nodes N] [--port P] [--bus memory|rabbitmq] [--subnets N] [--ipv6] [--let-through CIDRS] [--detach]
Options that are left out are as they were in this run folder last, else as follows.
  --nodes N    nodes of the lab, 1 to 64 (3)
  --port P     the API's port on 127.0.0.1 (8080)
  --bus B      memory: everything in one process; rabbitmq: the API and each agent a process (memory)
  --subnets N  subnets of the underlay, a router between them, each a zone, 1 to 26 (1)
  --ipv6       the underlay carries IPv6, too
  --let-through CIDRS  pod CIDRs, apart by commas, that the underlay takes from nodes: for networks with direct routes
  --detach     return when it is ready; deploy/down.sh ends it. Without: Ctrl-C ends it
NETAAS_RUN_DIR names another run folder than .run of the checkout: another, independent installation.
TEXT
}

read_options() {
  nodes=3 port=8080 bus=memory subnets=1 ipv6=false let_through='' detach=
  # A lab that stands must not change under its pods because somebody starts it anew.
  [ ! -f "$run/settings" ] || . "$run/settings"
  while [ $# -gt 0 ]; do
    case $1 in
      --nodes) nodes=${2-} && shift ;;
      --port) port=${2-} && shift ;;
      --bus) bus=${2-} && shift ;;
      --subnets) subnets=${2-} && shift ;;
      --ipv6) ipv6=true ;;
      --let-through) let_through=${2-} && shift ;;
      --detach) detach=yes ;;
      --help | -h) usage && exit 0 ;;
      *) usage >&2 && fail "unknown option $1" ;;
    esac
    shift
  done
  [[ $nodes =~ ^[0-9]+$ ]] && [ "$nodes" -ge 1 ] && [ "$nodes" -le 64 ] || fail "--nodes wants a number from 1 to 64"
  [[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || fail "--port wants a number from 1 to 65535"
  [[ $subnets =~ ^[0-9]+$ ]] && [ "$subnets" -ge 1 ] && [ "$subnets" -le 26 ] || fail "--subnets wants a number from 1 to 26"
  [[ $let_through =~ ^[0-9a-f.:/,]*$ ]] || fail "--let-through wants CIDRs, apart by commas"
  case $bus in memory | rabbitmq) ;; *) fail "--bus is memory or rabbitmq" ;; esac
}

refuse_second() {
  exec 9>"$run/lock"
  flock -n 9 || fail "another up.sh is at work in $run"
  is_up || return 0
  fail "already running at $(sed -n 's/^NETAAS_URL=//p' "$run/env" 2>/dev/null); deploy/down.sh ends it"
}

check_machine() {
  local owner
  need_dotnet
  need_base_packages
  [ "$bus" = memory ] || need_package rabbitmq-server test -x "$rabbitmq_programs/rabbitmq-server"
  install_missing_packages
  owner=$(port_owner "$port") && fail "port $port is in use by $owner: choose another with --port"
  return 0
}

write_environment() {
  (
    umask 077
    cat >"$run/env" <<TEXT
NETAAS_URL=$url
NETAAS_TOKEN=$(secret admin-token)
NETAAS_OUTSIDE_NETNS=$(lab_netns outside)
TEXT
  )
}

write_settings() {
  printf 'bus=%s nodes=%d port=%d subnets=%d ipv6=%s let_through=%s\n' "$bus" "$nodes" "$port" "$subnets" "$ipv6" "$let_through" >"$run/settings"
}

print_welcome() {
  cat <<TEXT

Netaas is ready: $url with $nodes nodes (in ${SECONDS} s)
  page     $url/
  API      $url/swagger
  token    $(secret admin-token)

Try:
  . $run/env
  curl -sS -H "Authorization: Bearer \$NETAAS_TOKEN" \$NETAAS_URL/api/v1/nodes | jq '.items[].name'
  curl -sS -H "Authorization: Bearer \$NETAAS_TOKEN" \$NETAAS_URL/api/v1/networks -d '{"name":"blue","podCidrs":["10.10.0.0/16"]}' -H 'Content-Type: application/json'
  curl -sS -H "Authorization: Bearer \$NETAAS_TOKEN" "\$NETAAS_URL/api/v1/pods?wait=ready" -d '{"name":"web","network":"blue","node":"node-1"}' -H 'Content-Type: application/json'

TEXT
}

stay() {
  local name
  say "Ctrl-C ends it."
  while true; do
    # A background sleep with wait, so that a signal is answered at once.
    sleep 1 &
    wait $!
    for name in $(process_names); do
      process_pid "$name" >/dev/null || [ -e "$run/$name.killed" ] || {
        tail -n 20 "$run/$name.log" >&2
        say "$name ended by itself; its log is $run/$name.log"
        stop_stack
        exit 1
      }
    done
  done
}

read_options "$@"
require_root
mkdir -p "$run"
refuse_second
check_machine
build_all
url=http://127.0.0.1:$port
export_settings
write_settings
trap 'trap "" INT TERM; say "ending"; stop_stack; exit 130' INT TERM
postgres_start "$run"
postgres_pid "$run" >"$run/postgres.pid"
for name in $(process_names); do stop_process "$name"; done
if [ "$bus" = memory ]; then start_all_in_one; else start_fleet; fi
wait_until_ready
write_environment
exec 9>&-
print_welcome
[ -n "$detach" ] || stay
