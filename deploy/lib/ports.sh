# Ports of the host.

# port_owner <port>: prints who listens on a TCP port; fails if nobody does.
port_owner() {
  local found
  found=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1)
  [ -n "$found" ] || return 1
  printf '%s' "$found" | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' | grep . || printf 'another program'
}

# free_port <from>: prints the first port from there on that nobody listens on.
free_port() {
  local port=$1
  while port_owner "$port" >/dev/null; do port=$((port + 1)); done
  printf '%d' "$port"
}
