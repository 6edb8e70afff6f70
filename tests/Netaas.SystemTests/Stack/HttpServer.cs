using System.Collections.Concurrent;
using System.Diagnostics;

namespace Netaas.SystemTests.Stack;

/// <summary>A real web server in a namespace, which remembers the addresses that its clients came from.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _clients = new();

    private HttpServer(Process process)
    {
        _process = process;
        // Its log: 10.10.2.2 - - [20/Nov/2026 11:00:00] "GET / HTTP/1.1" 200 -
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text && text.Contains("\"GET ", StringComparison.Ordinal))
                _clients.Enqueue(text.Split(' ')[0]);
        };
        process.BeginErrorReadLine();
    }

    /// <param name="address">Null for all.</param>
    /// <param name="folder">What it serves.</param>
    public static async Task<HttpServer> StartAsync(string netnsPath, int port, string? address = null, string folder = "/run/netns")
    {
        string[] at = address is null ? [] : ["--bind", address];
        var process = Shell.Start(["nsenter", "--net=" + netnsPath, "--", "python3", "-u", "-m", "http.server", $"{port}", .. at], folder: folder);
        var server = new HttpServer(process);
        var ready = await process.StandardOutput.ReadLineAsync();
        return ready is not null && ready.StartsWith("Serving", StringComparison.Ordinal)
            ? server
            : throw new InvalidOperationException($"no web server in {netnsPath}: {ready}");
    }

    /// <summary>Fetches from a namespace, and returns the address that the server saw; null if nothing came through.</summary>
    public async Task<string?> SeenFromAsync(string netnsPath, string address, int port)
    {
        _clients.Clear();
        var fetched = await Shell.InAsync(netnsPath, "curl", "-sS", "-m", "5", "-o", "/dev/null", $"http://{address}:{port}/");
        if (!fetched.Succeeded)
            return null;
        // The log line may come a moment after the answer.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        string? client;
        while (!_clients.TryDequeue(out client))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
