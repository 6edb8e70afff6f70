# How everything in C# is built.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# publish <project> <folder> [<property>...]: compiled ahead (ReadyToRun), as most of a start's CPU time is else the compiler's.
publish() {
  compile publish "$1" -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o "$2" "${@:3}"
}

# compile <argument of dotnet...>: with a compiler that is warm from the second project on, and that ends with the build: a
# script leaves nothing running that it does not name.
compile() {
  local status=0 pipe=netaas-$BASHPID
  dotnet "$@" -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$pipe" || status=$?
  { pgrep -f -- "-pipename:$pipe( |\$)" || true; } | xargs -r kill
  return "$status"
}
