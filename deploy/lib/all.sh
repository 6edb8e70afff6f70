# What every script of this folder begins with: the checkout, its run folder, and the pieces below lib/.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# All that a run leaves on disk. Another folder is another, independent installation.
run=$(realpath -m "${NETAAS_RUN_DIR:-$root/.run}")

for piece in say packages processes ports confined postgres rabbitmq compile build stack; do
  . "$root/deploy/lib/$piece.sh"
done
