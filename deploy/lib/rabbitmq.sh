# A private RabbitMQ of one run folder: Debian's programs with a node name, folders, ports and a password of our own,
# beside a system broker if there is one. It listens on loopback and on the lab's management address, nowhere else.

rabbitmq_programs=/usr/lib/rabbitmq/bin

# rabbitmq_start <run folder> <management address>: starts it unless it runs, and returns when it takes connections.
# Sets rabbitmq_port; the password stands in <run folder>/rabbitmq/password.
rabbitmq_start() {
  local run=$1 alias
  alias=$(run_alias "$run")
  [ -x "$rabbitmq_programs/rabbitmq-server" ] || fail "RabbitMQ is not installed: apt-get install rabbitmq-server"
  if rabbitmq_pid "$run" >/dev/null; then
    . "$run/rabbitmq/ports"
    return
  fi
  rabbitmq_configure "$run" "$alias" "$2"
  confined "$run/rabbitmq" "$alias/rabbitmq" env -i PATH="$PATH" HOME="$alias/rabbitmq" LANG=C.UTF-8 \
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$rabbitmq_epmd_port" \
    RABBITMQ_NODENAME="netaas-${alias##*-}@localhost" RABBITMQ_DIST_PORT="$rabbitmq_node_port" \
    RABBITMQ_BASE="$alias/rabbitmq" RABBITMQ_MNESIA_BASE="$alias/rabbitmq/data" RABBITMQ_LOG_BASE="$alias/rabbitmq/log" \
    RABBITMQ_CONFIG_FILE="$alias/rabbitmq/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_ENABLED_PLUGINS_FILE="$alias/rabbitmq/plugins" RABBITMQ_PID_FILE="$alias/rabbitmq/pid" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
    RABBITMQ_ALLOW_INPUT=1 RABBITMQ_SERVER_START_ARGS=-noinput \
    "$rabbitmq_programs/rabbitmq-server" >"$run/rabbitmq/output" 2>&1 &
  rabbitmq_wait $! || {
    tail -n 15 "$run/rabbitmq/output" >&2
    fail "RabbitMQ does not start; see $run/rabbitmq/output and $run/rabbitmq/log"
  }
}

rabbitmq_pid() {
  local pid
  pid=$(cat "$1/rabbitmq/pid" 2>/dev/null) || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "-home $(run_alias "$1")/rabbitmq" || return 1
  printf '%s' "$pid"
}

rabbitmq_stop() {
  local run=$1 alias pid
  alias=$(run_alias "$run")
  if pid=$(rabbitmq_pid "$run"); then
    kill -TERM "$pid"
    wait_until_gone "$pid" 30 || kill -KILL "$pid"
  fi
  [ ! -f "$run/rabbitmq/ports" ] || rabbitmq_stop_port_mapper "$run"
  rm -rf "$alias/rabbitmq"
  rmdir --ignore-fail-on-non-empty "$alias" 2>/dev/null || true
}

# Erlang starts its port mapper as a daemon of its own; ours is the one on our port.
rabbitmq_stop_port_mapper() {
  . "$1/rabbitmq/ports"
  ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$rabbitmq_epmd_port epmd -kill >/dev/null 2>&1 || true
}

rabbitmq_configure() {
  local run=$1 alias=$2
  install -d -m 755 "$alias"
  confined_folder "$run/rabbitmq" "$run/rabbitmq/log" "$run/rabbitmq/data" "$alias/rabbitmq"
  [ -s "$run/rabbitmq/password" ] || (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' 'ab' >"$run/rabbitmq/password")
  [ ! -f "$run/rabbitmq/ports" ] || rabbitmq_stop_port_mapper "$run"
  rabbitmq_port=$(free_port 25672)
  rabbitmq_node_port=$(free_port $((rabbitmq_port + 1)))
  rabbitmq_epmd_port=$(free_port $((rabbitmq_node_port + 1)))
  printf 'rabbitmq_port=%d rabbitmq_node_port=%d rabbitmq_epmd_port=%d\n' "$rabbitmq_port" "$rabbitmq_node_port" "$rabbitmq_epmd_port" >"$run/rabbitmq/ports"
  printf '[].\n' >"$run/rabbitmq/plugins"
  rm -f "$run/rabbitmq/pid"
  (
    umask 077
    cat >"$run/rabbitmq/rabbitmq.conf" <<CONF
listeners.tcp.loopback = 127.0.0.1:$rabbitmq_port
listeners.tcp.lab = $3:$rabbitmq_port
loopback_users = none
default_user = netaas
default_pass = $(cat "$run/rabbitmq/password")
log.file.level = warning
CONF
  )
  chown -R "$confined_user:$confined_group" "$run/rabbitmq"
}

rabbitmq_wait() {
  for _ in $(seq 600); do
    (: <"/dev/tcp/127.0.0.1/$rabbitmq_port") 2>/dev/null && return 0
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
