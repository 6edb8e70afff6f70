using System.Diagnostics;

namespace Netaas.SystemTests.Stack;

/// <summary>A balancer outside the fleet, which knows the nodes' addresses and asks each whether it serves.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    public const int Port = 8088;

    private readonly Process _process;
    private readonly string _file;

    private HaProxy(Process process, string file) => (_process, _file) = (process, file);

    /// <param name="netnsPath">The namespace that it runs in, listening on 127.0.0.1.</param>
    public static async Task<HaProxy> StartAsync(string netnsPath, int nodePort, int healthPort, params string[] nodes)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"""
            defaults
                mode tcp
                timeout connect 2s
                timeout client 10s
                timeout server 10s
            frontend door
                bind 127.0.0.1:{Port}
                default_backend nodes
            backend nodes
                option httpchk GET /
                default-server inter 500ms fall 1 rise 1
                {string.Join("\n    ", nodes.Select(node => $"server {node} {node}:{nodePort} check port {healthPort}"))}

            """);
        return new HaProxy(Shell.Start(["nsenter", "--net=" + netnsPath, "--", "haproxy", "-db", "-f", file]), file);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_file);
    }
}
