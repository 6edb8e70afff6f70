#!/usr/bin/env bash
# What terraform takes to find that 200 resources stand as configured, and to make them. Beside it a plan of none: terraform's own share.
# Usage: tests/bench/terraform.sh, with NETAAS_URL and NETAAS_TOKEN of an installation that has node-1.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
. "$root/deploy/lib/say.sh"
command -v terraform >/dev/null || { say "terraform: skipped, it is in no registry and not on this machine"; exit 0; }

folder=$(mktemp -d /tmp/netaas-terraform-XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$root/deploy/terraform.sh" --dir "$folder" >/dev/null
export TF_CLI_CONFIG_FILE=$folder/terraform.rc TF_IN_AUTOMATION=1
mkdir "$folder/work"
cd "$folder/work"

head='terraform {
  required_providers {
    netaas = { source = "netaas.internal/netaas/netaas" }
  }
}
provider "netaas" {
}
data "netaas_network" "none" {
  count = 0
  name  = "none"
}'
resources='resource "netaas_network" "bench" {
  name      = "tf-bench"
  pod_cidrs = ["10.73.0.0/16"]
}
resource "netaas_pod" "bench" {
  count   = 199
  name    = "tf-bench-${count.index}"
  network = netaas_network.bench.name
  node    = "node-1"
}'

seconds() { # seconds <command...>: how long it took
  local started
  started=$(date +%s.%N)
  "$@" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; fail "failed: $*"; }
  awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }'
}

printf '%s\n' "$head" >main.tf
terraform init -no-color >/dev/null
floor=$(seconds terraform plan -detailed-exitcode)
printf '%s\n%s\n' "$head" "$resources" >main.tf
apply=$(seconds terraform apply -auto-approve -parallelism=10)
plans=
for _ in 1 2 3 4 5; do plans+="$(seconds terraform plan -detailed-exitcode) "; done
destroy=$(seconds terraform destroy -auto-approve -parallelism=10)
plan=$(printf '%s\n' $plans | sort -n | sed -n 3p)
printf 'terraform, 200 resources   apply %s s   unchanged plan %s s (median of 5; aim: under 3)   plan of nothing %s s   destroy %s s\n' "$apply" "$plan" "$floor" "$destroy"
