using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>Debian's podman on a lab node, with storage of its own. Containers run the machine's programs, over its root.</summary>
internal sealed class Podman : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _netns;
    private readonly Dictionary<string, string> _environment;

    private Podman(string folder, string netns)
    {
        (_folder, _netns) = (folder, netns);
        _environment = new Dictionary<string, string> { ["CONTAINERS_CONF"] = Path.Combine(folder, "containers.conf") };
    }

    public static async Task<Podman> InstallAsync(NetaasStack stack, string node, string network)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/podman") && File.Exists("/usr/sbin/runc"), "needs podman and runc: apt-get install podman runc");
        var folder = Path.Combine(stack.RunFolder, "podman-" + node);
        (await stack.ScriptAsync(
            "deploy/cni.sh", "--bin-dir", folder, "--conf-dir", folder, "--network", network, "--socket", CniPlugin.SocketOf(stack, node))).Expect();
        // runc and few limits: what a machine in a container allows, too.
        await File.WriteAllTextAsync(Path.Combine(folder, "containers.conf"), $"""
            [network]
            network_backend = "cni"
            cni_plugin_dirs = ["{folder}", "/usr/lib/cni"]
            network_config_dir = "{folder}"
            default_network = "netaas"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            runtime = "runc"
            [containers]
            log_driver = "none"
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            """);
        return new Podman(folder, stack.NodeNetns(node));
    }

    /// <summary>Runs a program in a container until it ends.</summary>
    public Task<ShellResult> RunAsync(string options, params string[] command) =>
        CallAsync(["run", "--rm", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--rootfs", "/:O", .. command]);

    /// <summary>Runs a program in a container in the background.</summary>
    public async Task StartAsync(string name, string options, params string[] command) =>
        (await CallAsync(["run", "-d", "--name", name, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--rootfs", "/:O", .. command])).Expect();

    public async Task<string> InspectAsync(string name, string format) =>
        (await CallAsync(["inspect", name, "--format", format])).Expect().Trim();

    public async Task RemoveAsync(params string[] names) => (await CallAsync(["rm", "-f", "-t", "0", .. names])).Expect();

    public async ValueTask DisposeAsync()
    {
        await CallAsync(["rm", "-f", "-t", "0", "-a"]);
        // Overlays that podman has mounted over the root; the folder goes with the stack's.
        await Shell.BashAsync($"grep -o '{_folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l");
    }

    private Task<ShellResult> CallAsync(string[] arguments) => Shell.RunAsync(
        ["nsenter", "--net=" + _netns, "podman", "--root", _folder + "/root", "--runroot", _folder + "/run", "--storage-driver", "vfs", .. arguments], _environment);
}
