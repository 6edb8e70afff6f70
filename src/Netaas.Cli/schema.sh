#!/usr/bin/env bash
# Makes Generated/netaas.schema.json from openapi.yaml.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
made=$(dotnet run --project "$here" -- schema --from "$here/../../openapi.yaml")
printf '%s\n' "$made" >"$here/Generated/netaas.schema.json"
