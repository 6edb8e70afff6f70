# What the machine must hold, installed where it is missing. Only Debian's packages; a machine that has the commands by
# other means is left alone.

missing_packages=()

# need_package <package> <test command...>
need_package() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing_packages+=("$package")
}

has_library() { ldconfig -p | grep -qF "$1"; }

need_base_packages() {
  need_package iproute2 command -v ip
  need_package nftables command -v nft
  need_package libnftables1 has_library libnftables.so.1
  need_package postgresql-15 postgres_bin
  need_package curl command -v curl
  need_package jq command -v jq
  need_package iputils-ping command -v ping
  need_package procps command -v ps
  need_package bind9 test -x /usr/sbin/named
}

# Prints the folder of PostgreSQL's server programs, the newest installed version's.
postgres_bin() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)
  [ -x "$found" ] || return 1
  dirname "$found"
}

install_missing_packages() {
  [ "${#missing_packages[@]}" -gt 0 ] || return 0
  local wanted="${missing_packages[*]}"
  command -v apt-get >/dev/null || fail "missing on this machine: $wanted. There is no apt-get here; install them by hand"
  [ "$(id -u)" = 0 ] || fail "missing on this machine: $wanted. Run as root to have them installed, or: sudo apt-get install $wanted"
  say "installing $wanted"
  local log
  log=$(mktemp)
  if ! { apt-get update -q && apt_install "${missing_packages[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "apt-get could not install: $wanted. The lines above say why; $log holds all of it"
  fi
  rm -f "$log"
  missing_packages=()
}

# Debian's server packages start a service when they are installed. Ours are private ones, so a policy that forbids it
# stands while apt runs, unless the machine has a policy already.
apt_install() {
  local policy=/usr/sbin/policy-rc.d ours='' status=0
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" || status=$?
  [ -z "$ours" ] || rm -f "$policy"
  return "$status"
}

need_dotnet() {
  command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return 0
  fail "the .NET SDK 10 is missing: https://learn.microsoft.com/dotnet/core/install/linux-debian"
}
