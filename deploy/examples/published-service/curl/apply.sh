#!/usr/bin/env bash
# A published service in a fleet with two subnets: direct routes inside a subnet, VXLAN between them.
# NETAAS_URL and NETAAS_TOKEN say where, as `set -a; . .run/env` sets them.
set -euo pipefail
apply() { # apply [PROJECT]: the set on the standard input, all of it or nothing
  curl -sS --fail-with-body "$NETAAS_URL/api/v1/apply?wait=ready&timeout=60s&project=${1:-default}" \
    -H "Authorization: Bearer $NETAAS_TOKEN" -H 'Content-Type: application/json' -d @-
  echo
}

apply <<'JSON'
{"resources": [
  {"kind": "network", "name": "site", "podCidrs": ["10.60.0.0/16"], "serviceCidrs": ["10.98.0.0/20"], "encapsulation": "crossSubnet"},
  {"kind": "pod", "name": "site-1", "network": "site", "node": "node-1", "labels": {"app": "site"}},
  {"kind": "pod", "name": "site-2", "network": "site", "node": "node-2", "labels": {"app": "site"}},
  {"kind": "service", "name": "site", "network": "site", "type": "nodePort", "selector": {"app": "site"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30090}]}
]}
JSON
