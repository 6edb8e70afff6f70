using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>
/// Debian's containerd on a lab node, driven by ctr. ctr looks for plugins in /opt/cni/bin and for configurations in
/// /etc/cni/net.d alone: it gets its own of both, in a mount namespace, where the daemon runs, too, with nothing of what other daemons left.
/// </summary>
internal sealed class Containerd(string folder, string netns)
{
    private const string Script = """
        set -eu
        mkdir -p /opt /etc/cni
        mount -t tmpfs tmpfs /opt
        mount -t tmpfs tmpfs /etc/cni
        mkdir -p /run/containerd
        mount -t tmpfs tmpfs /run/containerd
        mkdir -p /opt/cni/bin /etc/cni/net.d
        for plugin in netaas bandwidth; do [ ! -e "$FOLDER/$plugin" ] || cp "$FOLDER/$plugin" /opt/cni/bin/; done
        cp "$FOLDER"/*.conflist /etc/cni/net.d/
        mkdir -p "$FOLDER"/upper "$FOLDER"/work "$FOLDER"/machine
        mount -t overlay overlay -o "lowerdir=/,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/machine"
        cat > "$FOLDER/config.toml" <<CONFIG
        version = 2
        root = "$FOLDER/root"
        state = "$FOLDER/state"
        disabled_plugins = ["io.containerd.grpc.v1.cri"]
        [grpc]
        address = "$FOLDER/containerd.sock"
        CONFIG
        nsenter --net="$NETNS" containerd -c "$FOLDER/config.toml" > "$FOLDER/containerd.log" 2>&1 &
        daemon=$!
        trap 'kill $daemon; wait $daemon || true' EXIT
        ctr() { command ctr -a "$FOLDER/containerd.sock" "$@"; }
        until ctr version > /dev/null 2>&1; do kill -0 $daemon; sleep 0.1; done
        """;

    /// <summary>What <c>$FOLDER</c> is for a script.</summary>
    public string Folder => folder;

    public static async Task<Containerd> InstallAsync(NetaasStack stack, string node, string network)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/containerd") && File.Exists("/usr/bin/ctr"), "needs containerd: apt-get install containerd");
        var folder = Path.Combine(stack.RunFolder, "containerd-" + node);
        (await stack.ScriptAsync(
            "deploy/cni.sh", "--bin-dir", folder, "--conf-dir", folder, "--network", network, "--socket", CniPlugin.SocketOf(stack, node))).Expect();
        return new Containerd(folder, stack.NodeNetns(node));
    }

    /// <summary>Runs lines of a shell beside the daemon, for which <c>ctr</c> is ctr and <c>$FOLDER/machine</c> has the machine's programs, for containers.</summary>
    public async Task<string> RunAsync(string script) => (await Shell.RunAsync(
        ["unshare", "--mount", "bash", "-c", $"{Script}\n{script}"],
        new Dictionary<string, string> { ["FOLDER"] = folder, ["NETNS"] = netns })).Expect();
}
