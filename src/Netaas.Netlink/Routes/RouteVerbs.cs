using Netaas.Netlink.Routes;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Routes (<c>net/ipv4/fib_frontend.c</c>, <c>net/ipv6/route.c</c>).</summary>
public static class RouteVerbs
{
    /// <summary><see cref="NetlinkReason.AlreadyExists"/> where the table has one of this destination and metric.</summary>
    public static void AddRoute(this RouteBatch batch, Route route, object? tag = null) =>
        Append(batch, RouteMessage.NewRoute, RouteMessage.Create | RouteMessage.Exclusive, route, tag);

    /// <summary>Adds the route, or puts it in the place of the one with its destination and metric.</summary>
    public static void ReplaceRoute(this RouteBatch batch, Route route, object? tag = null) =>
        Append(batch, RouteMessage.NewRoute, RouteMessage.Create | RouteMessage.Replace, route, tag);

    /// <summary>Deletes the route that agrees in all that is given.</summary>
    public static void DeleteRoute(this RouteBatch batch, Route route, object? tag = null) =>
        Append(batch, RouteMessage.DeleteRoute, 0, route, tag);

    private static void Append(RouteBatch batch, ushort type, ushort flags, Route route, object? tag)
    {
        var message = batch.Begin(type, flags);
        RouteEntryMessage.Write(ref message, route);
        batch.Append(message, tag);
    }
}
