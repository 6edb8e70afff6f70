#!/usr/bin/env bash
# Builds the command line, netaas, and installs it.
# Usage: deploy/cli.sh [--bin-dir DIR] [--remove]   (NETAAS_CLI_BIN_DIR; /usr/local/bin)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$root/deploy/lib/say.sh"

bin_dir=${NETAAS_CLI_BIN_DIR:-/usr/local/bin}
while [ $# -gt 0 ]; do
  case $1 in
    --bin-dir) bin_dir=$2 && shift ;;
    --remove) rm -f "$bin_dir/netaas" && say "removed $bin_dir/netaas" && exit 0 ;;
    *) fail "there is no option $1" ;;
  esac
  shift
done

# Made once for what the sources are.
out=$root/src/Netaas.Cli/bin/published
if [ ! -x "$out/netaas" ] || [ -n "$(find "$root/src/Netaas.Cli" \( -name '*.cs' -o -name '*.csproj' -o -name '*.json' \) -newer "$out/netaas" -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
  say "building netaas"
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet publish "$root/src/Netaas.Cli" -c Release -r linux-x64 -o "$out" -v quiet -nologo -clp:NoSummary \
    -nodeReuse:false -p:UseSharedCompilation=false -p:CppCompilerAndLinker="$(command -v clang || command -v gcc || fail "building netaas needs a linker: apt-get install gcc")"
  touch "$out/netaas"
fi
mkdir -p "$bin_dir"
install -m 755 "$out/netaas" "$bin_dir/.netaas.new"
mv "$bin_dir/.netaas.new" "$bin_dir/netaas"
say "$bin_dir/netaas ($(stat -c %s "$bin_dir/netaas") bytes)"
