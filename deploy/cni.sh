#!/usr/bin/env bash
# Installs the CNI plugin on a node: the binary, and a network configuration that uses it.
# Usage: deploy/cni.sh [--bin-dir DIR] [--conf-dir DIR] [--network NAME] [--project NAME] [--name NAME] [--socket PATH]
#                      [--bandwidth PLUGIN|none] [--remove]
# --bandwidth: the reference plugin to chain behind, which holds containers to the rates that a runtime asks for; the one in the
# binaries' folder, or of Debian's containernetworking-plugins, if omitted, and none where there is none.
# Options also as environment: NETAAS_CNI_BIN_DIR and so on. What stands in the configuration is described in src/Netaas.Cni/README.md.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$root/deploy/lib/say.sh"
. "$root/deploy/lib/native.sh"

bin_dir=${NETAAS_CNI_BIN_DIR:-/opt/cni/bin} conf_dir=${NETAAS_CNI_CONF_DIR:-/etc/cni/net.d}
network=${NETAAS_CNI_NETWORK:-default} project=${NETAAS_CNI_PROJECT:-default}
name=${NETAAS_CNI_NAME:-netaas} socket=${NETAAS_CNI_SOCKET:-/run/netaas/agent.sock} bandwidth=${NETAAS_CNI_BANDWIDTH:-} remove=
while [ $# -gt 0 ]; do
  case $1 in
    --bin-dir) bin_dir=$2 ;;
    --conf-dir) conf_dir=$2 ;;
    --network) network=$2 ;;
    --project) project=$2 ;;
    --name) name=$2 ;;
    --socket) socket=$2 ;;
    --bandwidth) bandwidth=$2 ;;
    --remove) remove=1; shift; continue ;;
    *) fail "there is no option $1" ;;
  esac
  shift 2
done
conflist=$conf_dir/10-$name.conflist

if [ -n "$remove" ]; then
  rm -f "$conflist" "$bin_dir/netaas"
  [ ! -L "$bin_dir/bandwidth" ] || rm -f "$bin_dir/bandwidth"
  say "removed $conflist and $bin_dir/netaas"
  exit 0
fi

binary=$(native_binary Netaas.Cni netaas "$root/src/Netaas.Contracts/Local")
mkdir -p "$bin_dir" "$conf_dir"
# By rename, so that a runtime that is just calling it doesn't find half of it.
install -m 755 "$binary" "$bin_dir/.netaas.new"
mv "$bin_dir/.netaas.new" "$bin_dir/netaas"
for candidate in "$bin_dir/bandwidth" /usr/lib/cni/bandwidth; do [ -n "$bandwidth" ] || [ ! -x "$candidate" ] || bandwidth=$candidate; done
chained=
if [ "${bandwidth:-none}" != none ]; then
  [ -x "$bandwidth" ] || fail "there is no plugin $bandwidth: apt-get install containernetworking-plugins, or --bandwidth none"
  # Runtimes look for it where they find ours.
  [ "$bandwidth" -ef "$bin_dir/bandwidth" ] || ln -sfn "$bandwidth" "$bin_dir/bandwidth"
  chained=',
    { "type": "bandwidth", "capabilities": { "bandwidth": true } }'
fi
# 1.0.0 is the newest that the reference plugins of Debian 12 speak.
cat >"$conf_dir/.10-$name.new" <<CONFLIST
{
  "cniVersion": "1.0.0",
  "name": "$name",
  "plugins": [
    {
      "type": "netaas",
      "network": "$network",
      "project": "$project",
      "socket": "$socket",
      "capabilities": { "portMappings": true, "ips": true, "mac": true, "aliases": true, "dns": true }
    }$chained
  ]
}
CONFLIST
mv "$conf_dir/.10-$name.new" "$conflist"
say "$bin_dir/netaas ($(stat -c %s "$bin_dir/netaas") bytes) and $conflist"
