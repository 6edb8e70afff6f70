#!/usr/bin/env bash
# What happens to nodes, on demand.
set -uo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/all.sh"

usage() {
  cat <<'TEXT'
Usage: deploy/lab.sh status
       deploy/lab.sh kill NODE         its agent dies as with kill -9; traffic goes on
       deploy/lab.sh start NODE        its agent starts again
       deploy/lab.sh isolate NODE      cuts its uplink
       deploy/lab.sh restore NODE      joins it again
       deploy/lab.sh broker stop|start RabbitMQ's end and return (--bus rabbitmq)
       deploy/lab.sh shell NODE [command...]   a shell in its network namespace; "outside" and "underlay" too
TEXT
}

# In all-in-one an agent is no process of its own: the process that holds it is asked.
kill_node() {
  if [ "$bus" = memory ]; then netaas_host lab kill "$1"; return; fi
  local pid
  pid=$(process_pid "agent-$1") || fail "the agent of $1 does not run"
  touch "$run/agent-$1.killed"
  kill -KILL "$pid" && wait_until_gone "$pid" 5
}

start_node() {
  if [ "$bus" = memory ]; then netaas_host lab start "$1"; return; fi
  ! process_pid "agent-$1" >/dev/null || fail "the agent of $1 runs already"
  start_agent "$1"
  rm -f "$run/agent-$1.killed"
}

broker() {
  case $1 in
    stop) rabbitmq_stop "$run" ;;
    start) . "$run/lab" && rabbitmq_start "$run" "$lab_management" && rabbitmq_pid "$run" >"$run/rabbitmq.pid" ;;
    *) usage >&2; exit 2 ;;
  esac
}

shell_on() {
  local where
  where=$(lab_netns "$1")
  shift
  [ "$#" -gt 0 ] || set -- "${SHELL:-/bin/bash}"
  exec nsenter --net="$where" -- "$@"
}

[ $# -ge 1 ] || { usage >&2; exit 2; }
require_root
[ -f "$run/settings" ] && is_partly_up || fail "nothing runs from $run: start it with deploy/up.sh"
. "$run/settings"
export_settings
command=$1
shift
case $command in
  status) ;;
  broker) [ "$bus" = rabbitmq ] || fail "this lab runs without a broker" ;;
  kill | start | isolate | restore | shell)
    [ $# -ge 1 ] || { usage >&2; exit 2; }
    [ -e "$(lab_netns "$1")" ] || fail "there is no node $1 in this lab"
    ;;
  *) usage >&2; exit 2 ;;
esac
case $command in
  status) netaas_host lab status ;;
  broker) broker "${1-}" ;;
  kill) kill_node "$1" ;;
  start) start_node "$1" ;;
  isolate | restore) netaas_host lab "$command" "$1" ;;
  shell) shell_on "$@" ;;
esac
