using System.Net;
using Netaas.Core.Addressing;
using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads neighbor tables and forwarding databases.</summary>
public static class NeighborQueries
{
    /// <summary>The entries of both families, those that the kernel resolved by itself included.</summary>
    /// <param name="linkIndex">Null for those of all links.</param>
    public static List<Neighbor> ListNeighbors(this RouteSocket socket, int? linkIndex = null) =>
        socket.Dump(Request(socket, AddressFamilies.Unspecified), "list neighbors", m =>
            NeighborMessage.ParseNeighbor(m) is { } found && (linkIndex ?? found.LinkIndex) == found.LinkIndex ? found : null);

    /// <summary>The entries of a link's own table and of its bridge's table behind it.</summary>
    /// <param name="linkIndex">Null for those of all links.</param>
    public static List<FdbEntry> ListFdb(this RouteSocket socket, int? linkIndex = null) =>
        socket.Dump(Request(socket, AddressFamilies.Bridge), "list forwarding entries", m =>
            NeighborMessage.ParseFdb(m) is { } found && (linkIndex ?? found.LinkIndex) == found.LinkIndex ? found : null);

    /// <summary>Null where there is no such entry.</summary>
    public static Neighbor? FindNeighbor(this RouteSocket socket, int linkIndex, IPAddress address)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetNeighbor, 0);
        NeighborMessage.Name(ref message, linkIndex, address);
        request.Append(message, tag: null);
        return socket.Get(request, $"read the neighbor {address}", NeighborMessage.ParseNeighbor);
    }

    /// <summary>An entry of the link's own table; null where there is none.</summary>
    public static FdbEntry? FindFdb(this RouteSocket socket, int linkIndex, MacAddress mac)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetNeighbor, 0);
        NeighborMessage.Name(ref message, linkIndex, mac);
        request.Append(message, tag: null);
        return socket.Get(request, $"read the forwarding entry {mac}", NeighborMessage.ParseFdb);
    }

    private static RouteBatch Request(RouteSocket socket, byte family)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetNeighbor, RouteMessage.Dump);
        NeighborMessage.Header(ref message, family, linkIndex: 0, NeighborState.None, flags: 0);
        request.Append(message, tag: null);
        return request;
    }
}
