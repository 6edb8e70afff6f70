#!/usr/bin/env bash
# Builds the command line, netaas, and installs it.
# Usage: deploy/cli.sh [--bin-dir DIR] [--remove]   (NETAAS_CLI_BIN_DIR; /usr/local/bin)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$root/deploy/lib/say.sh"
. "$root/deploy/lib/native.sh"

bin_dir=${NETAAS_CLI_BIN_DIR:-/usr/local/bin}
while [ $# -gt 0 ]; do
  case $1 in
    --bin-dir) bin_dir=$2 && shift ;;
    --remove) rm -f "$bin_dir/netaas" && say "removed $bin_dir/netaas" && exit 0 ;;
    *) fail "there is no option $1" ;;
  esac
  shift
done

binary=$(native_binary Netaas.Cli netaas "$root/deploy/systemd")
mkdir -p "$bin_dir"
install -m 755 "$binary" "$bin_dir/.netaas.new"
mv "$bin_dir/.netaas.new" "$bin_dir/netaas"
say "$bin_dir/netaas ($(stat -c %s "$bin_dir/netaas") bytes)"
