using Netaas.Netlink.Notifications;
using Netaas.Netlink.Sockets;

namespace Netaas.Netlink;

/// <summary>
/// Tells of changes to links, addresses, routes and neighbors in a namespace, in the order in which the kernel made them.
/// </summary>
public sealed class RouteMonitor : IDisposable
{
    private const int RouteProtocol = 0; // NETLINK_ROUTE

    private readonly Listener<RouteChange> _listener;

    private RouteMonitor(Listener<RouteChange> listener) => _listener = listener;

    /// <summary>Starts listening: what changes after this call is told, whenever it is read.</summary>
    /// <param name="ns">Null for the caller's own namespace.</param>
    /// <param name="withPeers">
    /// Whether to tell also of the namespaces that this one has links to, where that is allowed (it takes CAP_NET_BROADCAST).
    /// </param>
    /// <param name="own">Which routes and neighbors it makes isn't told, as who makes them knows of them; null for none.</param>
    public static RouteMonitor Open(NetworkNamespace? ns, RouteGroups groups, bool withPeers = false, RouteSocket? own = null)
    {
        var socket = NetlinkSocket.Open(ns, RouteProtocol, (uint)groups, Listener<RouteChange>.ReceiveBufferBytes);
        if (own is not null)
            OwnEntriesFilter.Attach(socket.Descriptor, own.PortId);
        if (withPeers)
            socket.TryListenToPeers();
        return new RouteMonitor(Listener<RouteChange>.Start(
            socket,
            "rtnetlink",
            static (message, from) => ChangeParser.Parse(message) is { } change ? change with { Namespace = from } : null,
            new ChangesLost()));
    }

    /// <summary>The changes, for one reader, until the monitor is disposed or the token is cancelled.</summary>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public IAsyncEnumerable<RouteChange> ReadAsync(CancellationToken ct) => _listener.ReadAsync(ct);

    /// <summary>Ends the thread and closes the socket; the reader comes to its end behind what is told already.</summary>
    public void Dispose() => _listener.Dispose();
}
