using System.Net.Sockets;
using System.Text;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Agent.Health;

/// <summary>Looks at endpoints from the node's namespace, as a client on the node would.</summary>
/// <param name="netns">Path of the node's namespace; null for the program's own.</param>
internal sealed class HealthProbe(string? netns) : IDisposable
{
    // Opened by the first look: most nodes have nothing to look at.
    private readonly Lazy<NetworkNamespace?> _ns = new(() => netns is null ? null : NetworkNamespace.Open(netns));

    private const int LongestStatusLine = 256;

    /// <returns>What is wrong; null for nothing.</returns>
    public async Task<string?> LookAsync(HealthTarget target, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(target.Check.IntervalSeconds));
        try
        {
            using var socket = _ns.Value?.OpenTcp(target.Address.AddressFamily) ?? new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(target.Address, limit.Token);
            return target.Check.Type == HealthCheckType.Http ? await AskAsync(socket, target, limit.Token) : null;
        }
        catch (Exception failure) when (failure is SocketException or NetlinkException)
        {
            return $"{target.Address}: {failure.Message}.";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"{target.Address} did not answer within {target.Check.IntervalSeconds} s.";
        }
    }

    public void Dispose()
    {
        if (_ns.IsValueCreated)
            _ns.Value?.Dispose();
    }

    /// <summary>HTTP/1.1 as far as its status line goes: who sends one has read the request.</summary>
    private static async Task<string?> AskAsync(Socket socket, HealthTarget target, CancellationToken ct)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {target.Check.Path} HTTP/1.1\r\nHost: {target.Address}\r\nConnection: close\r\n\r\n"), ct);
        var answer = new byte[LongestStatusLine];
        var length = 0;
        while (length < answer.Length && Array.IndexOf(answer, (byte)'\n', 0, length) < 0)
        {
            var more = await socket.ReceiveAsync(answer.AsMemory(length), ct);
            if (more == 0)
                break;
            length += more;
        }
        var words = Encoding.ASCII.GetString(answer, 0, length).Split(' ', 3);
        return words is [['H', 'T', 'T', 'P', '/', ..], [>= '2' and <= '3', _, _], ..] ? null
            : words is [['H', 'T', 'T', 'P', '/', ..], { Length: >= 3 } status, ..] ? $"{target.Address}{target.Check.Path} answered with status {status[..3]}."
            : $"{target.Address} did not answer in HTTP.";
    }
}
