#!/usr/bin/env bash
# Ends what up.sh started and removes its namespaces. The data stay for the next up.sh; --purge removes them too.
set -uo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/all.sh"

case ${1-} in
  '') ;;
  --purge) ;;
  *) fail "Usage: deploy/down.sh [--purge]" ;;
esac
require_root
[ -d "$run" ] || fail "nothing was started from $run"
export_settings
stop_stack
[ "${1-}" != --purge ] || rm -rf "$run"
