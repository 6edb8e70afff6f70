#!/usr/bin/env bash
# Pictures of every page of the dashboard, light, dark and on a narrow screen, in real Chromium before a real API.
# Usage: tests/screenshots.sh [folder]      (.run/screenshots if omitted)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
folder=$(realpath -m "${1:-$root/.run/screenshots}")
cd "$root"
. deploy/lib/say.sh
. deploy/lib/packages.sh
. deploy/lib/processes.sh
. deploy/lib/confined.sh
. deploy/lib/postgres.sh

run=$root/.run/pictures
mkdir -p "$run"
need_dotnet
need_base_packages
need_package npm command -v npm
need_package chromium command -v chromium
need_package fonts-wqy-zenhei test -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc
install_missing_packages
npm --prefix web ci --no-audit --no-fund --loglevel=error
npm --prefix web run build >/dev/null
dotnet build tests/Netaas.WebTests -c Release -v quiet -nologo -clp:NoSummary
trap 'postgres_stop "$run"' EXIT
postgres_start "$run" fsync=off full_page_writes=off
NETAAS_TEST_POSTGRES=$(postgres_connection "$run")
export NETAAS_TEST_POSTGRES NETAAS_SCREENSHOTS=$folder
dotnet tests/Netaas.WebTests/bin/Release/net10.0/Netaas.WebTests.dll -noColor -class Netaas.WebTests.Screenshots
say "The pictures are in $folder."
