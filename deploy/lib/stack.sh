# The processes of one installation, and the secrets and settings they share.

# secret <name>: prints a secret of this installation, made at first use.
secret() {
  local file=$run/secrets/$1
  if [ ! -s "$file" ]; then
    (umask 077 && mkdir -p "$run/secrets" && head -c 32 /dev/urandom | base64 | tr '+/' 'ab' | tr -d '=\n' >"$file")
  fi
  cat "$file"
}

netaas_host() { dotnet "$host_dll" "$@" --run-dir "$run"; }

# Options travel in the environment: secrets have no place on a command line, which everybody can read.
export_settings() {
  NETAAS_POSTGRES=$(postgres_connection "$run")
  NETAAS_ADMIN_TOKEN=$(secret admin-token)
  NETAAS_JOIN_TOKEN=$(secret join-token)
  NETAAS_WEB_ROOT=$root/web/dist
  NETAAS_CONTROL_SOCKET=$(run_alias "$run")/control.sock
  export_lab
  export NETAAS_POSTGRES NETAAS_ADMIN_TOKEN NETAAS_JOIN_TOKEN NETAAS_WEB_ROOT NETAAS_CONTROL_SOCKET
}

# What the lab is made of; every command about it must know.
export_lab() {
  export NETAAS_NODES=${nodes:-3} NETAAS_SUBNETS=${subnets:-1} NETAAS_IPV6=${ipv6:-false} NETAAS_LET_THROUGH=${let_through-}
}

start_all_in_one() {
  start_process all-in-one dotnet "$host_dll" all-in-one --run-dir "$run" --listen "http://127.0.0.1:$port"
}

# The shape of a fleet on one machine: the API and each agent a process, RabbitMQ between them.
start_fleet() {
  local name
  netaas_host lab up --management-link true || fail "the lab does not come up"
  . "$run/lab"
  rabbitmq_start "$run" "$lab_management"
  rabbitmq_pid "$run" >"$run/rabbitmq.pid"
  NETAAS_RABBITMQ=$(rabbitmq_url 127.0.0.1) start_process api dotnet "$host_dll" api --run-dir "$run" --bus rabbitmq \
    --listen "http://127.0.0.1:$port;http://$lab_management:$port"
  for name in $(seq -f 'node-%g' "$nodes"); do start_agent "$name"; done
}

# start_agent <node>: in its node's network namespace alone. `ip netns exec` would give it a mount namespace too, and the
# pods' namespaces that it makes would be invisible to everybody else.
start_agent() {
  . "$run/lab"
  NETAAS_RABBITMQ=$(rabbitmq_url "$lab_management") start_process "agent-$1" nsenter --net="$(lab_netns "$1")" dotnet "$host_dll" agent --run-dir "$run" \
    --bus rabbitmq --node "$1" --zone "$(lab_zone "$1")" --api "http://$lab_management:$port" --resolvers "${NETAAS_RESOLVERS:-$lab_resolvers}"
}

# lab_zone <node>: its subnet's zone, a to z.
lab_zone() { printf "\\x$(printf %x $((97 + (${1#node-} - 1) % ${subnets:-1})))"; }

rabbitmq_url() {
  . "$run/rabbitmq/ports"
  printf 'amqp://netaas:%s@%s:%d' "$(cat "$run/rabbitmq/password")" "$1" "$rabbitmq_port"
}

# lab_netns <node | outside | underlay>: prints the path of its namespace. Whoever brought the lab up left its names.
lab_netns() { (. "$run/lab" && printf '/run/netns/%s%s' "$lab_prefix" "$1"); }

is_up() { process_pid all-in-one >/dev/null || process_pid api >/dev/null; }

# Something of it runs, if only its agents: nodes go on without the API.
is_partly_up() {
  local name
  for name in $(process_names); do process_pid "$name" >/dev/null && return 0; done
  return 1
}

# Ready is: the API answers, and every node of the lab has verified what it has.
wait_until_ready() {
  local deadline=$((SECONDS + 90)) name
  until curl -fsS -o /dev/null "$url/readyz" 2>/dev/null && [ "$(ready_nodes)" -ge "$nodes" ]; do
    for name in $(process_names); do
      process_pid "$name" >/dev/null || {
        tail -n 20 "$run/$name.log" >&2
        fail "$name ended while starting; its log is $run/$name.log"
      }
    done
    [ "$SECONDS" -lt "$deadline" ] || fail "not ready after 90 s: $(ready_nodes) of $nodes nodes. $(node_troubles) The logs are in $run; deploy/down.sh ends what was started."
    sleep 0.1
  done
}

ready_nodes() {
  curl -fsS -H "Authorization: Bearer $(secret admin-token)" "$url/api/v1/nodes?limit=1000" 2>/dev/null |
    jq '[.items[] | select(.status.phase == "Ready")] | length' 2>/dev/null || printf 0
}

# What is wrong with those that aren't ready, as they say.
node_troubles() {
  curl -fsS -H "Authorization: Bearer $(secret admin-token)" "$url/api/v1/nodes?limit=1000" 2>/dev/null |
    jq -r '[.items[] | select(.status.phase != "Ready") | "\(.name): \(.status.conditions[0].message // .status.phase)"] | join(" ")' 2>/dev/null
}

# The nodes' DNS servers outlive their agents, which left links to their folders.
stop_names() {
  local link folder pid
  for link in "$run"/agents/*/names; do
    folder=$(readlink "$link") || continue
    pid=$(cat "$folder/named.pid" 2>/dev/null) && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$folder/named.conf" &&
      kill -KILL "$pid" && wait_until_gone "$pid" 5
    rm -rf "$folder" "$link"
  done
}

# Ends everything in the order in which nothing waits for what is gone, and removes the lab.
stop_stack() {
  local name
  for name in $(process_names); do stop_process "$name"; done
  stop_names
  [ ! -d "$run/rabbitmq" ] || rabbitmq_stop "$run"
  [ ! -f "$host_dll" ] || netaas_host lab down || say "some of the lab's namespaces remain; see above"
  postgres_stop "$run"
  rm -f "$run/env" "$run/postgres.pid" "$run/rabbitmq.pid" "$run/lab" "$(run_alias "$run")/control.sock"
  rmdir --ignore-fail-on-non-empty "$(run_alias "$run")" 2>/dev/null
  return 0
}
