#!/usr/bin/env bash
# Installs the Terraform provider into a folder that terraform takes providers from, and writes the configuration that names it.
# Usage: deploy/terraform.sh [--dir DIR]
# Then: export TF_CLI_CONFIG_FILE=DIR/terraform.rc, and source = "netaas.internal/netaas/netaas" in required_providers.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$root/deploy/lib/say.sh"
. "$root/deploy/lib/native.sh"

dir=${NETAAS_TERRAFORM_DIR:-$HOME/.local/share/netaas/terraform}
while [ $# -gt 0 ]; do
  case $1 in
    --dir) dir=${2:?} ;;
    *) fail "there is no option $1" ;;
  esac
  shift 2
done

name=terraform-provider-netaas
binary=$(native_binary Netaas.Terraform "$name")
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$root/Directory.Build.props")
mirror=$dir/mirror target=$dir/mirror/netaas.internal/netaas/netaas/$version/linux_amd64
mkdir -p "$target"
# By rename, so that a terraform that is just starting it doesn't find half of it.
install -m 755 "$binary" "$target/.$name.new"
mv "$target/.$name.new" "$target/${name}_v$version"
cat >"$dir/terraform.rc" <<RC
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "$(cd "$mirror" && pwd)"
    include = ["netaas.internal/*/*"]
  }
  direct {
    exclude = ["netaas.internal/*/*"]
  }
}
RC
say "$target/${name}_v$version ($(stat -c %s "$binary") bytes)"
say "export TF_CLI_CONFIG_FILE=$dir/terraform.rc"
