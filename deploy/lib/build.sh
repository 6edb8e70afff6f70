# The executable and the page, built only where something changed since.

host_dll=$root/src/Netaas.Host/bin/Release/published/netaas-host.dll
# Beside the page, what it was made of.
page_stamp=$root/web/dist/.built

# Both at a time: the one mostly fetches and unpacks, the other computes.
build_all() {
  local page host status=0
  build_page &
  page=$!
  # Analyzers are for who changes the code: tests/run.sh builds with them.
  build_host -p:RunAnalyzers=false &
  host=$!
  wait "$page" || status=1
  wait "$host" || status=1
  [ "$status" = 0 ] || exit 1
}

# build_host [<property>...]
build_host() {
  local stamp=$root/src/Netaas.Host/bin/Release/.built now
  now=$(fingerprint "$root/src" "$root/migrations" "$root"/Directory.*.props)
  [ -f "$host_dll" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
  say "building (once; later starts skip it)"
  run_build build.log publish "$root/src/Netaas.Host" "${host_dll%/*}" "$@"
  printf '%s' "$now" >"$stamp"
}

build_page() {
  [ -f "$root/web/package.json" ] || return 0
  local now
  now=$(fingerprint "$root/web")
  [ -f "$root/web/dist/index.html" ] && [ "$(cat "$page_stamp" 2>/dev/null)" = "$now" ] && return 0
  command -v npm >/dev/null || fail "building the page needs Node and npm: apt-get install nodejs npm"
  say "building the page"
  run_build web.log sh -c 'cd "$0/web" && npm ci --omit=dev --no-audit --no-fund --loglevel=error && npm run build' "$root"
  printf '%s' "$now" >"$page_stamp"
}

run_build() {
  local log=$run/$1
  shift
  "$@" >"$log" 2>&1 9>&- || {
    tail -n 30 "$log" >&2
    fail "the build failed; all of it stands in $log"
  }
}

# Names, sizes and times of the sources, without what builds make.
fingerprint() {
  find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -type f -printf '%p %s %T@\n' | sort | sha256sum
}
