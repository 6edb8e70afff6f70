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
        var routes = new List<Route>();
        socket.WalkRoutes(routes.Add, routes.Clear, table);
        return routes;
    }

    /// <summary>The same, each handed over as it comes.</summary>
    /// <param name="again">Told where the table changed under the reader, who begins anew: what was handed over until then doesn't count.</param>
    public static void WalkRoutes(this RouteSocket socket, Action<Route> take, Action again, uint? table = Route.MainTable)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetRoute, RouteMessage.Dump);
        message.FixedHeader(RouteEntryMessage.FixedLength);
        request.Append(message, tag: null);
        // A kernel filter by table fails with ENOENT where a family hasn't got the table, so the choice is made here.
        socket.Dump(request, "list routes", m => RouteEntryMessage.Parse(m) is { } found && (table ?? found.Table) == found.Table ? found : null, take, again);
    }

    /// <summary>A question for <see cref="RouteSocket.Ask"/>: the <see cref="Route"/> that would be taken towards an address, whichever it is.</summary>
    public static void MatchRoute(this RouteBatch questions, IPAddress address)
    {
        var message = questions.Begin(RouteMessage.GetRoute, 0);
        RouteEntryMessage.Match(ref message, address);
        questions.Append(message, tag: null);
    }
}
