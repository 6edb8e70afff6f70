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

    /// <summary>The same of all links, each handed over as it comes.</summary>
    /// <param name="again">Told where the table changed under the reader, who begins anew: what was handed over until then doesn't count.</param>
    public static void WalkNeighbors(this RouteSocket socket, Action<Neighbor> take, Action again) =>
        socket.Dump(Request(socket, AddressFamilies.Unspecified), "list neighbors", NeighborMessage.ParseNeighbor, take, again);

    /// <summary>The entries of a link's own table and of its bridge's table behind it.</summary>
    /// <param name="linkIndex">Null for those of all links.</param>
    public static List<FdbEntry> ListFdb(this RouteSocket socket, int? linkIndex = null) =>
        socket.Dump(Request(socket, AddressFamilies.Bridge), "list forwarding entries", m =>
            NeighborMessage.ParseFdb(m) is { } found && (linkIndex ?? found.LinkIndex) == found.LinkIndex ? found : null);

    /// <summary>The same of all links, each handed over as it comes.</summary>
    /// <param name="again">As for neighbors.</param>
    public static void WalkFdb(this RouteSocket socket, Action<FdbEntry> take, Action again) =>
        socket.Dump(Request(socket, AddressFamilies.Bridge), "list forwarding entries", NeighborMessage.ParseFdb, take, again);

    /// <summary>A question for <see cref="RouteSocket.Ask"/>, answered by a <see cref="Neighbor"/>.</summary>
    public static void GetNeighbor(this RouteBatch questions, int linkIndex, IPAddress address)
    {
        var message = questions.Begin(RouteMessage.GetNeighbor, 0);
        NeighborMessage.Name(ref message, linkIndex, address);
        questions.Append(message, tag: null);
    }

    /// <summary>A question for <see cref="RouteSocket.Ask"/>, answered by the <see cref="FdbEntry"/> of the link's own table.</summary>
    public static void GetFdb(this RouteBatch questions, int linkIndex, MacAddress mac)
    {
        var message = questions.Begin(RouteMessage.GetNeighbor, 0);
        NeighborMessage.Name(ref message, linkIndex, mac);
        questions.Append(message, tag: null);
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
