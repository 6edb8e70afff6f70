#!/usr/bin/env bash
# Two projects kept apart: neither sees the other's resources, and no packet goes from one's network to the other's.
# NETAAS_URL and NETAAS_TOKEN say where, as `set -a; . .run/env` sets them.
set -euo pipefail
apply() { # apply [PROJECT]: the set on the standard input, all of it or nothing
  curl -sS --fail-with-body "$NETAAS_URL/api/v1/apply?wait=ready&timeout=60s&project=${1:-default}" \
    -H "Authorization: Bearer $NETAAS_TOKEN" -H 'Content-Type: application/json' -d @-
  echo
}

apply <<'JSON'
{"resources": [
  {"kind": "project", "name": "team-a", "quotas": {"pods": 20, "networks": 2}},
  {"kind": "project", "name": "team-b", "quotas": {"pods": 20, "networks": 2}}
]}
JSON

apply team-a <<'JSON'
{"resources": [
  {"kind": "network", "name": "main", "podCidrs": ["10.41.0.0/16"]},
  {"kind": "pod", "name": "app", "network": "main", "node": "node-1"},
  {"kind": "pod", "name": "worker", "network": "main", "node": "node-2"}
]}
JSON

apply team-b <<'JSON'
{"resources": [
  {"kind": "network", "name": "main", "podCidrs": ["10.42.0.0/16"]},
  {"kind": "pod", "name": "app", "network": "main", "node": "node-1"},
  {"kind": "pod", "name": "worker", "network": "main", "node": "node-2"}
]}
JSON
