using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Forwarding databases of VXLAN devices and bridges (<c>drivers/net/vxlan/vxlan_core.c</c>, <c>net/bridge/br_fdb.c</c>).</summary>
public static class FdbVerbs
{
    /// <summary><see cref="NetlinkReason.AlreadyExists"/> where the MAC has an entry.</summary>
    public static void AddFdb(this RouteBatch batch, FdbEntry entry, object? tag = null) =>
        Append(batch, RouteMessage.NewNeighbor, RouteMessage.Create | RouteMessage.Exclusive, entry, tag);

    /// <summary>Adds the entry, or changes where the one for its MAC leads.</summary>
    public static void ReplaceFdb(this RouteBatch batch, FdbEntry entry, object? tag = null) =>
        Append(batch, RouteMessage.NewNeighbor, RouteMessage.Create | RouteMessage.Replace, entry, tag);

    /// <summary>Deletes by link and MAC, and by destination where one is given.</summary>
    public static void DeleteFdb(this RouteBatch batch, FdbEntry entry, object? tag = null) =>
        Append(batch, RouteMessage.DeleteNeighbor, 0, entry, tag);

    private static void Append(RouteBatch batch, ushort type, ushort flags, FdbEntry entry, object? tag)
    {
        var message = batch.Begin(type, flags);
        NeighborMessage.Write(ref message, entry);
        batch.Append(message, tag);
    }
}
