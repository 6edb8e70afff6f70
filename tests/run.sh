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
# Passed, failed and skipped, a line for each project and for each step that failed. A file, as steps may be processes.
tally=$run/tally
# The one that runs beside the script's own, if any.
lane=
export MSBUILDDISABLENODEREUSE=1
# Most of a test's time is the compiler's: without protection of its own memory, and without a second look at what it has made.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0

finish() {
  local status=$? passed failed skipped
  # Where something ended the script before it was joined.
  [ -z "$lane" ] || kill -- "-$lane" 2>/dev/null
  [ "$(id -u)" != 0 ] || postgres_stop "$run"
  read -r passed failed skipped < <(awk '{ for (i = 1; i <= 3; i++) sum[i] += $i } END { print sum[1] + 0, sum[2] + 0, sum[3] + 0 }' "$tally")
  # A step that ended the script is a failure, and so is a run in which nothing ran.
  [ "$status" = 0 ] && [ "$((passed + failed))" -gt 0 ] || [ "$failed" -gt 0 ] || failed=1
  printf '%d passed, %d failed%s\n' "$passed" "$failed" "$([ "$skipped" = 0 ] || printf ', %d skipped' "$skipped")"
  [ "$failed" = 0 ]
  exit
}

count() { printf '%d %d %d\n' "$@" >>"$tally"; }

# step <what> <command...>: its output goes to a log, and is shown where it fails.
step() {
  local what=$1 file started=$SECONDS
  shift
  file=$log/${what//[^a-z0-9]/-}.log
  if ("$@") >"$file" 2>&1; then
    say "ok      $what ($((SECONDS - started)) s)"
    return 0
  fi
  say "$(tail -n 60 "$file" && say "FAILED  $what: $*")"
  count 0 1 0
  return 1
}

run_project() {
  local project=$1 started=$SECONDS
  local trx=$log/$project.trx output=$log/$project.log
  rm -f "$trx"
  timeout --foreground --kill-after=20 2400 dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noColor -trx "$trx" >"$output" 2>&1
  local status=$? counters total good bad
  counters=$(grep -o '<Counters [^>]*>' "$trx" 2>/dev/null | head -n 1)
  if [ -z "$counters" ]; then
    say "$(tail -n 60 "$output" && say "FAILED  $project ended with status $status and no results")"
    count 0 1 0
    return
  fi
  counter() { printf '%s' "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  total=$(counter total) good=$(counter passed) bad=$(counter failed)
  # An exit status that the results don't explain (a crash after the last test) counts as one failure.
  [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
  count "$good" "$bad" "$((total - good - bad))"
  if [ "$bad" = 0 ]; then
    say "ok      $project: $good passed, $((total - good)) skipped ($((SECONDS - started)) s)"
  else
    say "$(grep -vE '^xUnit.net|^  (Discover|Start)' "$output" | tail -n 200 && say "FAILED  $project: $good passed, $bad failed; all of it in $output")"
  fi
}

# The page as deploy/up.sh would make it, which so needs not make it once more.
page() {
  npm --prefix web ci --no-audit --no-fund --loglevel=error && npm --prefix web run build && fingerprint "$root/web" >"$page_stamp"
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

# The tests of all of it, and the programs that they need compiled for machines.
whole_system() {
  step "native programs" native_programs
  run_project Netaas.SystemTests
}

# The page and the contract as texts, and the tests of all other projects.
parts() {
  local folder project
  [ ! -f web/package.json ] || step "web lint" npm --prefix web run lint
  contract_checks
  for folder in tests/*Tests/; do
    project=$(basename "$folder")
    [ "$project" != Netaas.SystemTests ] && is_wanted "$project" "$@" && run_project "$project"
  done
}

# beside <command...>: a lane of its own, in a process group, which can be ended as a whole.
beside() {
  set -m
  "$@" </dev/null &
  lane=$!
  set +m
}

join_lane() {
  [ -z "$lane" ] || wait "$lane"
  lane=
}

trap finish EXIT
mkdir -p "$log"
: >"$tally"
need_dotnet
need_base_packages
[ ! -f web/package.json ] || need_package npm command -v npm
[ ! -d src/Netaas.Host ] || need_package rabbitmq-server test -x /usr/sbin/rabbitmq-server
[ ! -d src/Netaas.Host ] || need_package bind9-dnsutils command -v dig
[ ! -d src/Netaas.Host ] || need_package haproxy command -v haproxy
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

[ ! -f web/package.json ] || beside step "page" page
step "build" compile build Netaas.sln -c Release -clp:NoSummary || exit 1
# The build holds the code to its style and the analyzers, but does not look at white space, and a test of the units at the
# order of what is used.
step "white space" dotnet format whitespace . --folder --verify-no-changes --include src/ tests/
join_lane
if [ "$(id -u)" = 0 ]; then
  # Tests ask what is recorded, not whether it outlives a power cut.
  postgres_start "$run" fsync=off full_page_writes=off
  NETAAS_TEST_POSTGRES=$(postgres_connection "$run")
  export NETAAS_TEST_POSTGRES
fi

# One after the other: each keeps both cores of a small machine busy, and beside each other they only wait longer.
{ ! is_wanted Netaas.SystemTests "$@" && ! is_wanted Netaas.WebTests "$@"; } || step "host" build_host
parts "$@"
! is_wanted Netaas.SystemTests "$@" || whole_system
# The requests of the soak are made among the tests of the API, as many as there is time for.
[ $# -gt 0 ] || [ "$(id -u)" != 0 ] || step "soak" tests/soak.sh --rounds 4 --seed 7 --requests 0
exit 0
