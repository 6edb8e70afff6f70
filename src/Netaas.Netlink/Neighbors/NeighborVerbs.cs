using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Neighbors, which is ARP and ND entries (<c>net/core/neighbour.c</c>).</summary>
public static class NeighborVerbs
{
    /// <summary><see cref="NetlinkReason.AlreadyExists"/> where the link has an entry for the address.</summary>
    public static void AddNeighbor(this RouteBatch batch, Neighbor neighbor, object? tag = null) =>
        Append(batch, RouteMessage.NewNeighbor, RouteMessage.Create | RouteMessage.Exclusive, neighbor, tag);

    /// <summary>Adds the entry, or changes the one for its address.</summary>
    public static void ReplaceNeighbor(this RouteBatch batch, Neighbor neighbor, object? tag = null) =>
        Append(batch, RouteMessage.NewNeighbor, RouteMessage.Create | RouteMessage.Replace, neighbor, tag);

    /// <summary>Deletes by link and address.</summary>
    public static void DeleteNeighbor(this RouteBatch batch, Neighbor neighbor, object? tag = null) =>
        Append(batch, RouteMessage.DeleteNeighbor, 0, neighbor, tag);

    private static void Append(RouteBatch batch, ushort type, ushort flags, Neighbor neighbor, object? tag)
    {
        var message = batch.Begin(type, flags);
        NeighborMessage.Write(ref message, neighbor);
        batch.Append(message, tag);
    }
}
