#!/usr/bin/env bash
# A three-tier application: two web servers behind a published port, two application servers behind a service, a database.
# NETAAS_URL and NETAAS_TOKEN say where, as `set -a; . .run/env` sets them.
set -euo pipefail
apply() { # apply [PROJECT]: the set on the standard input, all of it or nothing
  curl -sS --fail-with-body "$NETAAS_URL/api/v1/apply?wait=ready&timeout=60s&project=${1:-default}" \
    -H "Authorization: Bearer $NETAAS_TOKEN" -H 'Content-Type: application/json' -d @-
  echo
}

apply <<'JSON'
{"resources": [
  {"kind": "network", "name": "shop", "labels": {"app": "shop"}, "podCidrs": ["10.20.0.0/16"], "serviceCidrs": ["10.97.0.0/20"]},
  {"kind": "pod", "name": "web-1", "network": "shop", "node": "node-1", "labels": {"app": "shop", "tier": "web"}},
  {"kind": "pod", "name": "web-2", "network": "shop", "node": "node-2", "labels": {"app": "shop", "tier": "web"}},
  {"kind": "pod", "name": "logic-1", "network": "shop", "node": "node-2", "labels": {"app": "shop", "tier": "logic"}},
  {"kind": "pod", "name": "logic-2", "network": "shop", "node": "node-3", "labels": {"app": "shop", "tier": "logic"}},
  {"kind": "pod", "name": "db", "network": "shop", "node": "node-3", "labels": {"app": "shop", "tier": "data"}, "ports": [{"name": "postgres", "port": 5432, "protocol": "tcp"}]},
  {"kind": "service", "name": "logic", "network": "shop", "labels": {"app": "shop"}, "selector": {"tier": "logic"}, "ports": [{"port": 80, "targetPort": 8080}]},
  {"kind": "service", "name": "db", "network": "shop", "labels": {"app": "shop"}, "selector": {"tier": "data"}, "ports": [{"port": 5432, "targetPortName": "postgres"}]},
  {"kind": "service", "name": "web", "network": "shop", "type": "nodePort", "labels": {"app": "shop"}, "selector": {"tier": "web"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30080}]}
]}
JSON
