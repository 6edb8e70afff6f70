using System.Diagnostics;

namespace Netaas.SystemTests.Stack;

/// <summary>A TCP connection from a namespace to a server that echoes lines, open for as long as both want.</summary>
internal sealed class LongConnection : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private LongConnection(Process process) => _process = process;

    /// <summary>Serves in a namespace; the caller ends it.</summary>
    public static Process Serve(string netnsPath, int port) =>
        Shell.Start(["nsenter", "--net=" + netnsPath, "--", "socat", $"TCP-LISTEN:{port},fork,reuseaddr", "EXEC:cat"]);

    /// <summary>Connects, again and again until the server listens, and has a first line echoed.</summary>
    public static async Task<LongConnection> OpenAsync(string netnsPath, string address, int port)
    {
        var start = new ProcessStartInfo("nsenter", ["--net=" + netnsPath, "--", "socat", "-T", "600", "-", $"TCP:{address}:{port},retry=100,interval=0.1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var connection = new LongConnection(Process.Start(start) ?? throw new InvalidOperationException("nsenter did not start"));
        return await connection.EchoesAsync() ? connection : throw new InvalidOperationException($"nobody echoes at {address}:{port}");
    }

    /// <summary>Whether a line goes there and comes back.</summary>
    public async Task<bool> EchoesAsync()
    {
        var line = Guid.NewGuid().ToString("N");
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token) == line;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
