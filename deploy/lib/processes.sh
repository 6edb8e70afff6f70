# Processes that the scripts start, and how they end.

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
