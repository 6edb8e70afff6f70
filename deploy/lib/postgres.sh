# A private PostgreSQL of one run folder: no TCP, a socket in a folder of its own, an unprivileged user (confined.sh).

postgres_connection() {
  printf 'Host=%s/socket;Username=netaas;Database=netaas;Max Auto Prepare=64;Auto Prepare Min Usages=2;No Reset On Close=true' "$(run_alias "$1")"
}

# postgres_pid <run folder>: prints the server's pid if it runs. A pid file of a dead server may name somebody else.
postgres_pid() {
  local pid
  pid=$(head -n 1 "$1/postgres/data/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "-D $(run_alias "$1")/data" || return 1
  printf '%s' "$pid"
}

# postgres_start <run folder> [server option...]: starts it unless it runs, and returns when it takes connections.
postgres_start() {
  local run=$1 alias bin
  shift
  alias=$(run_alias "$run")
  bin=$(postgres_bin) || fail "PostgreSQL's server is not installed: apt-get install postgresql-15"
  if ! postgres_pid "$run" >/dev/null; then
    postgres_prepare "$run" "$alias"
    [ -s "$run/postgres/data/PG_VERSION" ] || postgres_initialise "$run" "$alias" "$bin"
    rm -f "$run/postgres/data/postmaster.pid"
    postgres_launch "$run" "$alias" "$bin" "$@"
  fi
  postgres_sql "$run" postgres -tAc "select 1 from pg_database where datname = 'netaas'" | grep -q 1 ||
    postgres_sql "$run" postgres -qc 'create database netaas' || fail "PostgreSQL refused to create the database; see $run/postgres/log"
}

postgres_stop() {
  local pid
  pid=$(postgres_pid "$1") || return 0
  # SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
  kill -INT "$pid"
  wait_until_gone "$pid" 30 || { kill -QUIT "$pid" && wait_until_gone "$pid" 10; } || fail "PostgreSQL (pid $pid) does not end"
  rm -rf "$(run_alias "$1")"/{data,socket}
  rmdir --ignore-fail-on-non-empty "$(run_alias "$1")"
}

# postgres_sql <run folder> <database> <psql argument...>
postgres_sql() {
  local run=$1 database=$2
  shift 2
  "$(postgres_bin)/psql" -h "$(run_alias "$run")/socket" -U netaas -d "$database" -X "$@"
}

postgres_prepare() {
  install -d -m 755 "$2"
  confined_folder "$1/postgres" "$1/postgres/data" "$2/data" "$2/socket"
}

postgres_initialise() {
  (confined "$1/postgres/data" "$2/data" "$3/initdb" -D "$2/data" -A trust -U netaas --locale=C.UTF-8 -E UTF8) >"$1/postgres/initdb.log" 2>&1 ||
    { tail -n 5 "$1/postgres/initdb.log" >&2; fail "PostgreSQL could not make its data folder; see $1/postgres/initdb.log"; }
}

postgres_launch() {
  local run=$1 alias=$2 bin=$3 option options=()
  shift 3
  for option in "unix_socket_directories=$alias/socket" listen_addresses= fsync=on synchronous_commit=on max_connections=200 "$@"; do
    options+=(-c "$option")
  done
  # What a killed server left of shared memory is given back when its last child notices, within a second or two.
  for _ in 1 2 3 4 5; do
    confined "$run/postgres/data" "$alias/data" "$bin/postgres" -D "$alias/data" "${options[@]}" >>"$run/postgres/log" 2>&1 &
    postgres_wait "$run" "$alias" "$bin" $! && return 0
  done
  tail -n 5 "$run/postgres/log" >&2
  fail "PostgreSQL does not start; see $run/postgres/log"
}

postgres_wait() {
  for _ in $(seq 300); do
    "$3/pg_isready" -q -h "$2/socket" && return 0
    kill -0 "$4" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
