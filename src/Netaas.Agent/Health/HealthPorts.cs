using System.Net;
using System.Net.Sockets;
using System.Text;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Agent.Health;

/// <summary>
/// Tells balancers outside, at a port for each service that has one, how many ready endpoints of it this node has: 200 while there are
/// any, else 503. A balancer that asks while no agent runs takes the node for unfit; connections that it has go on.
/// </summary>
/// <param name="netns">Path of the node's namespace; null for the program's own.</param>
internal sealed class HealthPorts(NodeId node, string? netns) : IDisposable
{
    private const int LongestRequest = 4_096;
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ReuseAddress = 2; // SO_REUSEADDR: connections of a life before may still be in their last wait

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Opened by the first port: most nodes have none.
    private readonly Lazy<NetworkNamespace> _ns = new(() => netns is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(netns));
    private readonly Dictionary<ItemKey, Door> _doors = [];

    /// <summary>Ports that somebody else has; nothing where there is none.</summary>
    public IEnumerable<Obstacle> Troubles => _doors.Values.Where(door => door.Failure is not null)
        .Select(door => new Obstacle("healthPortTaken", $"The health port {door.Port} of a service can't be opened, and balancers take the node for unfit: {door.Failure}."));

    /// <summary>Opens and closes ports, and takes the counts, as services of a view have changed.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed)
    {
        foreach (var key in changed)
        {
            if (key.Kind != ItemKind.Service)
                continue;
            var service = view.Find<ServiceItem>(key);
            if (_doors.TryGetValue(key, out var open) && (service?.HealthPort != open.Port || open.Failure is not null))
            {
                _doors.Remove(key);
                open.Dispose();
            }
            if (service?.HealthPort is not { } port)
                continue;
            if (!_doors.TryGetValue(key, out var door))
                _doors[key] = door = Open(port);
            door.Count = CountOf(service);
        }
    }

    public void Dispose()
    {
        foreach (var door in _doors.Values)
            door.Dispose();
        if (_ns.IsValueCreated)
            _ns.Value.Dispose();
    }

    /// <summary>Pods of both families have two addresses each.</summary>
    private int CountOf(ServiceItem service) => service.Ports.SelectMany(port => port.Endpoints)
        .Where(endpoint => endpoint.Node == node && endpoint.State == EndpointState.Ready).Select(endpoint => endpoint.Address).Distinct()
        .GroupBy(address => address.AddressFamily).Select(family => family.Count()).DefaultIfEmpty(0).Max();

    private Door Open(ushort port)
    {
        var door = new Door(port);
        try
        {
            foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
                door.Listen(Bind(family, port));
        }
        catch (Exception failure) when (failure is SocketException or NetlinkException)
        {
            door.Failure = failure.Message;
        }
        return door;
    }

    private Socket Bind(AddressFamily family, ushort port)
    {
        var socket = _ns.Value.OpenTcp(family);
        try
        {
            socket.SetRawSocketOption(SocketLevel, ReuseAddress, BitConverter.GetBytes(1));
            if (family == AddressFamily.InterNetworkV6)
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, true);
            socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Door(ushort port) : IDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly List<Socket> _sockets = [];
        private volatile int _count;

        public ushort Port => port;

        public string? Failure { get; set; }

        public int Count
        {
            set => _count = value;
        }

        public void Listen(Socket socket)
        {
            _sockets.Add(socket);
            _ = Task.Run(() => AcceptAsync(socket, _ending.Token));
        }

        public void Dispose()
        {
            _ending.Cancel();
            foreach (var socket in _sockets)
                socket.Dispose();
        }

        private async Task AcceptAsync(Socket socket, CancellationToken ct)
        {
            while (!ct.IsCancellationRequested)
                try
                {
                    _ = AnswerAsync(await socket.AcceptAsync(ct), ct);
                }
                catch (SocketException) when (!ct.IsCancellationRequested)
                {
                    // Whoever came was gone again.
                }
                catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
                {
                    return;
                }
        }

        private async Task AnswerAsync(Socket client, CancellationToken ct)
        {
            using var _ = client;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(s_patience);
            try
            {
                await ReadAsync(client, limit.Token);
                var count = _count;
                var body = $$"""{"localEndpoints": {{count}}}""";
                var answer = $"HTTP/1.1 {(count > 0 ? "200 OK" : "503 Service Unavailable")}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
                await client.SendAsync(Encoding.ASCII.GetBytes(answer), limit.Token);
                client.Shutdown(SocketShutdown.Both);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Who asks and does not wait asks again.
            }
        }

        /// <summary>To the end of the request's head: closing with something unread would reset the connection before the answer is read.</summary>
        private static async Task ReadAsync(Socket client, CancellationToken ct)
        {
            var request = new byte[LongestRequest];
            for (var length = 0; length < request.Length && !request.AsSpan(0, length).EndsWith("\r\n\r\n"u8);)
            {
                var more = await client.ReceiveAsync(request.AsMemory(length), ct);
                if (more == 0)
                    return;
                length += more;
            }
        }
    }
}
