# Programs that are compiled ahead of time, each made once for what its sources are.

. "$root/deploy/lib/compile.sh"

# native_binary <project> <name> [folder of further sources...]: builds it where it is older than its sources, and prints its
# path. A package brings it along as bin/<project>/<name> beside the scripts.
native_binary() {
  local project=$1 name=$2
  local packaged=$root/deploy/bin/$project/$name out=$root/src/$project/bin/published sources=("$root/src/$project" "${@:3}")
  [ ! -x "$packaged" ] || { printf '%s\n' "$packaged"; return; }
  mkdir -p "$out"
  # Two builds at a time would write the same files.
  exec 9>"$out.lock"
  flock 9
  if [ ! -x "$out/$name" ] || [ -n "$(find "${sources[@]}" -type f -not -path '*/obj/*' -not -path '*/bin/*' -not -name '*.md' -newer "$out/$name" -print -quit)" ]; then
    say "building $name of $project" >&2
    compile publish "$root/src/$project" -c Release -r linux-x64 -o "$out" -clp:NoSummary -p:RunAnalyzers=false \
      -p:CppCompilerAndLinker="$(command -v clang || command -v gcc || fail "$project is linked: apt-get install gcc")" >&2 9>&- ||
      fail "$name does not build"
    touch "$out/$name"
  fi
  exec 9>&-
  printf '%s\n' "$out/$name"
}
