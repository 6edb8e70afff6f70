using System.Diagnostics;

namespace Netaas.SystemTests.Stack;

/// <summary>A DNS server beyond the lab's router, which answers 203.0.113.9 whatever address is asked for.</summary>
internal sealed class OutsideResolver : IAsyncDisposable
{
    private const string Program = """
        import socket
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("0.0.0.0", 53))
        print("ready", flush=True)
        while True:
            q, who = s.recvfrom(4096)
            end = q.index(b"\0", 12) + 5
            a = q[end - 4:end - 2] == b"\0\x01"
            s.sendto(q[:2] + b"\x81\x80\0\x01" + (b"\0\x01" if a else b"\0\0") + b"\0\0\0\0" + q[12:end]
                     + (b"\xc0\x0c\0\x01\0\x01\0\0\0\x05\0\x04\xcb\0\x71\x09" if a else b""), who)
        """;

    private readonly Process _process;

    private OutsideResolver(Process process) => _process = process;

    public static async Task<OutsideResolver> StartAsync(string netnsPath)
    {
        var process = Shell.Start(["nsenter", "--net=" + netnsPath, "--", "python3", "-u", "-c", Program]);
        return await process.StandardOutput.ReadLineAsync() == "ready"
            ? new OutsideResolver(process)
            : throw new InvalidOperationException($"no resolver in {netnsPath}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
