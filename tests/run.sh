#!/usr/bin/env bash
# Builds everything and runs every check and test, on a fresh Debian 12 with .NET SDK 10 and Node too.
# Usage: tests/run.sh [part of a test project's name ...]
# The last line is "N passed, N failed" with the sum over all; the exit status is 0 only if nothing failed.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
cd "$root" || exit 1
. deploy/lib/say.sh
. deploy/lib/packages.sh
. deploy/lib/processes.sh
. deploy/lib/confined.sh
. deploy/lib/postgres.sh
. deploy/lib/compile.sh
. deploy/lib/build.sh

run=$root/.run/tests
log=$run/log
passed=0 failed=0 skipped=0
export MSBUILDDISABLENODEREUSE=1
# As in Netaas's own processes: code that runs for seconds is compiled twice for its profile, a quarter of the API tests' CPU time.
export DOTNET_TieredPGO=0

finish() {
  local status=$?
  [ "$(id -u)" != 0 ] || postgres_stop "$run"
  # A step that ended the script is a failure, and so is a run in which nothing ran.
  [ "$status" = 0 ] && [ "$((passed + failed))" -gt 0 ] || [ "$failed" -gt 0 ] || failed=1
  printf '%d passed, %d failed%s\n' "$passed" "$failed" "$([ "$skipped" = 0 ] || printf ', %d skipped' "$skipped")"
  [ "$failed" = 0 ]
  exit
}

# step <what> <command...>: its output goes to a log, and is shown where it fails.
step() {
  local what=$1 file started=$SECONDS
  shift
  file=$log/${what//[^a-z0-9]/-}.log
  if ("$@") >"$file" 2>&1; then
    say "ok      $what ($((SECONDS - started)) s)"
    return 0
  fi
  tail -n 60 "$file"
  say "FAILED  $what: $*"
  failed=$((failed + 1))
  return 1
}

run_project() {
  local project=$1 started=$SECONDS
  local trx=$log/$project.trx output=$log/$project.log
  rm -f "$trx"
  timeout --kill-after=20 1500 dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noColor -trx "$trx" >"$output" 2>&1
  local status=$? counters total
  counters=$(grep -o '<Counters [^>]*>' "$trx" 2>/dev/null | head -n 1)
  if [ -z "$counters" ]; then
    tail -n 60 "$output"
    say "FAILED  $project ended with status $status and no results"
    failed=$((failed + 1))
    return
  fi
  count() { printf '%s' "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  local good bad
  total=$(count total) good=$(count passed) bad=$(count failed)
  # An exit status that the results don't explain (a crash after the last test) counts as one failure.
  [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - good - bad))
  if [ "$bad" = 0 ]; then
    say "ok      $project: $good passed, $((total - good)) skipped ($((SECONDS - started)) s)"
  else
    grep -vE '^xUnit.net|^  (Discover|Start)' "$output" | tail -n 200
    say "FAILED  $project: $good passed, $bad failed; all of it in $output"
  fi
}

web_checks() {
  [ -f web/package.json ] || return 0
  step "web packages" npm --prefix web ci --no-audit --no-fund --loglevel=error || return
  step "web lint" npm --prefix web run --if-present lint
  step "web build" page
}

# As deploy/up.sh would make it, which so needs not make it once more.
page() {
  npm --prefix web run build && fingerprint "$root/web" >"$page_stamp"
}

contract_checks() {
  step "contract packages" npm --prefix tests/contract ci --no-audit --no-fund --loglevel=error || return
  step "contract lint" npm --prefix tests/contract run lint
}

# What the tests of the whole system use; here, as a first build takes its time.
native_programs() {
  deploy/cni.sh --bin-dir "$run/native/cni" --conf-dir "$run/native/cni" && deploy/cli.sh --bin-dir "$run/native" && deploy/terraform.sh --dir "$run/native/terraform"
}

is_wanted() {
  local project=$1 part
  shift
  [ $# -gt 0 ] || return 0
  for part in "$@"; do [[ $project == *"$part"* ]] && return 0; done
  return 1
}

trap finish EXIT
mkdir -p "$log"
need_dotnet
need_base_packages
[ ! -f web/package.json ] || need_package npm command -v npm
[ ! -d src/Netaas.Host ] || need_package rabbitmq-server test -x /usr/sbin/rabbitmq-server
[ ! -d src/Netaas.Host ] || need_package bind9-dnsutils command -v dig
[ ! -d src/Netaas.Host ] || need_package haproxy command -v haproxy
need_package socat command -v socat
# The CNI plugin is linked, and containers of a real runtime use it.
[ ! -d src/Netaas.Cni ] || need_package gcc command -v gcc
[ ! -d src/Netaas.Cni ] || need_package libc6-dev test -e /usr/include/stdio.h
[ ! -d src/Netaas.Cni ] || need_package podman command -v podman
[ ! -d src/Netaas.Cni ] || need_package runc test -x /usr/sbin/runc
[ ! -d src/Netaas.Cni ] || need_package containerd command -v containerd
[ ! -d src/Netaas.Cni ] || need_package containernetworking-plugins test -x /usr/lib/cni/bandwidth
[ ! -d src/Netaas.Agent/Docker ] || need_package docker.io test -x /usr/sbin/dockerd
[ ! -f web/package.json ] || need_package chromium command -v chromium
install_missing_packages

step "build" compile build Netaas.sln -c Release -clp:NoSummary || exit 1
# Node's checks beside .NET's: neither keeps two cores busy. Its exit status is how many failed.
(failed=0; web_checks; contract_checks; exit "$failed") >"$log/beside.log" 2>&1 &
beside=$!
step "format" dotnet format Netaas.sln --verify-no-changes --no-restore
! is_wanted Netaas.SystemTests "$@" || step "native programs" native_programs
wait "$beside" || failed=$((failed + $?))
cat "$log/beside.log"
! { is_wanted Netaas.SystemTests "$@" || is_wanted Netaas.WebTests "$@"; } || step "host" build_host
if [ "$(id -u)" = 0 ]; then
  # Tests ask what is recorded, not whether it outlives a power cut.
  postgres_start "$run" fsync=off full_page_writes=off
  NETAAS_TEST_POSTGRES=$(postgres_connection "$run")
  export NETAAS_TEST_POSTGRES
fi

for folder in tests/*Tests/; do
  project=$(basename "$folder")
  is_wanted "$project" "$@" && run_project "$project"
done
# The requests of the soak are made among the tests of the API, as many as there is time for.
[ $# -gt 0 ] || [ "$(id -u)" != 0 ] || step "soak" tests/soak.sh --rounds 4 --seed 7 --requests 0
exit 0
