# Processes that the scripts start, and how they end. Each has a file <run folder>/<name>.pid, and names its run folder on
# its command line: a pid that somebody else got meanwhile is not taken for ours.

# start_process <name> <command...>: in the background, in a session of its own, its output in <run folder>/<name>.log.
start_process() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$run/$name.log" 2>&1 9>&- &
  printf '%d\n' $! >"$run/$name.pid"
}

# process_pid <name>: prints the pid if the process runs and is ours.
process_pid() {
  local pid
  pid=$(cat "$run/$1.pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--run-dir $run " || return 1
  printf '%d' "$pid"
}

# stop_process <name>: asks it to end, then makes it.
stop_process() {
  local pid
  if pid=$(process_pid "$1"); then
    kill -TERM "$pid" 2>/dev/null
    wait_until_gone "$pid" 15 || { kill -KILL "$pid" 2>/dev/null; wait_until_gone "$pid" 5; }
  fi
  rm -f "$run/$1.pid"
}

# process_names: every process of the run folder that has a pid file, the servers below it aside.
process_names() {
  local file
  for file in "$run"/*.pid; do
    [ -e "$file" ] || continue
    file=$(basename "$file" .pid)
    case $file in postgres | rabbitmq) ;; *) printf '%s\n' "$file" ;; esac
  done
}

# wait_until_gone <pid> <seconds>
wait_until_gone() {
  local deadline=$((SECONDS + $2))
  while is_running "$1"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

# A zombie has ended, though nobody took note of it yet.
is_running() {
  local state
  state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 1
  [ -n "$state" ] && [ "$state" != Z ]
}
