using System.Net;
using Netaas.Netlink.Routes;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads routes.</summary>
public static class RouteQueries
{
    /// <summary>The routes of both families in one table; null for those of all tables, local and broadcast ones included.</summary>
    public static List<Route> ListRoutes(this RouteSocket socket, uint? table = Route.MainTable)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetRoute, RouteMessage.Dump);
        message.FixedHeader(RouteEntryMessage.FixedLength);
        request.Append(message, tag: null);
        // A kernel filter by table fails with ENOENT where a family hasn't got the table, so the choice is made here.
        return socket.Dump(request, "list routes", m => RouteEntryMessage.Parse(m) is { } found && (table ?? found.Table) == found.Table ? found : null);
    }

    /// <summary>The route that would be taken towards an address, whichever it is; null for none.</summary>
    public static Route? MatchRoute(this RouteSocket socket, IPAddress address)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetRoute, 0);
        RouteEntryMessage.Match(ref message, address);
        request.Append(message, tag: null);
        try
        {
            return socket.Get(request, $"look up the route to {address}", RouteEntryMessage.Parse);
        }
        catch (NetlinkException none) when (none.Reason == NetlinkReason.Unreachable)
        {
            return null;
        }
    }
}
