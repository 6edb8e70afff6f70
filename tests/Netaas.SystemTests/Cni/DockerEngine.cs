using System.Diagnostics;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>
/// Debian's Docker engine on a lab node, in folders and a mount namespace of its own, with the node's agent as its plugin. Containers
/// run the machine's programs: their image is empty, and /usr is mounted into it.
/// </summary>
internal sealed class DockerEngine : IAsyncDisposable
{
    private const string Daemon = """
        set -eu
        for folder in /run/docker /run/containerd /etc/docker; do mkdir -p $folder; mount -t tmpfs tmpfs $folder; done
        mkdir -p /etc/docker/plugins
        echo "unix://$PLUGIN" > /etc/docker/plugins/netaas.spec
        exec nsenter --net="$NETNS" /usr/sbin/dockerd --data-root "$FOLDER/data" --exec-root "$FOLDER/exec" --pidfile "$FOLDER/pid" \
          --host "unix://$SOCKET" --group root --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$GROUP" --storage-driver overlay2 \
          --log-driver none --bridge none --iptables=false --userland-proxy=false >> "$FOLDER/dockerd.log" 2>&1
        """;

    private const string Image = """
        set -eu
        mkdir -p "$FOLDER/image"/{etc,proc,sys,dev,tmp,run,usr}
        for part in bin sbin lib lib64; do ln -sfn usr/$part "$FOLDER/image/$part"; done
        tar -C "$FOLDER/image" -c . | docker -H "unix://$SOCKET" import - machine
        """;

    private readonly string _folder;
    private readonly string _group;
    private readonly Dictionary<string, string> _environment;
    private Process? _daemon;

    private DockerEngine(NetaasStack stack, string node)
    {
        var agent = Path.GetDirectoryName(CniPlugin.SocketOf(stack, node)) ?? "";
        _folder = Path.Combine(stack.RunFolder, "docker-" + node);
        _group = $"/{Path.GetFileName(stack.RunFolder)}-{node}";
        _environment = new Dictionary<string, string>
        {
            ["FOLDER"] = _folder,
            ["GROUP"] = _group,
            ["NETNS"] = stack.NodeNetns(node),
            ["PLUGIN"] = Path.Combine(agent, "docker-plugin.sock"),
            ["SOCKET"] = Path.Combine(agent, "docker.sock"),
            ["DOCKER_RAMDISK"] = "1",
        };
    }

    public static async Task<DockerEngine> InstallAsync(NetaasStack stack, string node)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/dockerd") && File.Exists("/usr/sbin/runc"), "needs Docker's engine: apt-get install docker.io");
        var engine = new DockerEngine(stack, node);
        Directory.CreateDirectory(engine._folder);
        await engine.StartAsync();
        (await Shell.BashAsync(Image, engine._environment)).Expect();
        return engine;
    }

    public async Task StartAsync()
    {
        _daemon = Shell.Start(["unshare", "--mount", "bash", "-c", Daemon], _environment);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await TryAsync("version")).Succeeded)
        {
            if (_daemon.HasExited)
                throw new InvalidOperationException("dockerd ended: " + await File.ReadAllTextAsync(Path.Combine(_folder, "dockerd.log"), limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the daemon, and with it its containers.</summary>
    public async Task StopAsync(string signal = "TERM")
    {
        if (_daemon is not { } daemon)
            return;
        await Shell.RunAsync(["kill", "-" + signal, $"{daemon.Id}"]);
        await daemon.WaitForExitAsync();
        daemon.Dispose();
        _daemon = null;
    }

    public Task<ShellResult> TryAsync(params string[] arguments) => Shell.RunAsync(["docker", "-H", "unix://" + _environment["SOCKET"], .. arguments]);

    public async Task<string> CallAsync(params string[] arguments) => (await TryAsync(arguments)).Expect().Trim();

    /// <summary>Makes a network of Docker's that is one of Netaas.</summary>
    public Task<string> NetworkAsync(string name, params string[] options) =>
        CallAsync(["network", "create", "-d", "netaas", "--ipam-driver", "netaas", .. options, name]);

    /// <summary>Runs a program in a container until it ends.</summary>
    public Task<string> RunAsync(string options, params string[] command) => CallAsync(["run", "--rm", .. Words(options), .. command]);

    /// <summary>Runs a program in a container in the background.</summary>
    /// <returns>The container's id.</returns>
    public Task<string> StartAsync(string name, string options, params string[] command) => CallAsync(["run", "-d", "--name", name, .. Words(options), .. command]);

    public async Task<JsonNode> InspectAsync(string kind, string name) =>
        JsonNode.Parse(await CallAsync(kind, "inspect", name))?[0] ?? throw new InvalidOperationException($"no {kind} {name}");

    public Task<string> RemoveAsync(params string[] names) => CallAsync(["rm", "-f", .. names]);

    /// <summary>Removes all that it has, then the engine and its folder: what is left at an end would be there at the next beginning.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_daemon is not null)
                await ClearAsync();
        }
        finally
        {
            await StopAsync();
            await Shell.BashAsync("rm -rf \"$FOLDER\"; find /sys/fs/cgroup -path \"*$GROUP*\" -depth -type d -exec rmdir {} + 2>/dev/null", _environment);
        }
    }

    private async Task ClearAsync()
    {
        if (await ListAsync("ps", "-aq") is { Length: > 0 } containers)
            await RemoveAsync(containers);
        if (await NetworksAsync() is not { Length: > 0 } networks || (await TryAsync(["network", "rm", .. networks])).Succeeded)
            return;
        // With many containers that come and go at once the engine loses count of a network's endpoints ("has active endpoints", with
        // no container in it: moby/moby#42119). It counts anew when it starts.
        await StopAsync();
        await StartAsync();
        await CallAsync(["network", "rm", .. await NetworksAsync()]);
    }

    private Task<string[]> NetworksAsync() => ListAsync("network", "ls", "-q", "--filter", "driver=netaas");

    private async Task<string[]> ListAsync(params string[] arguments) => (await CallAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string options) => [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-v", "/usr:/usr:ro", "machine"];
}
