using Netaas.Netlink.Addresses;
using Netaas.Netlink.Links;
using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Routes;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads a notification; null for what the library has no object for.</summary>
internal static class ChangeParser
{
    public static RouteChange? Parse(NetlinkMessage message) => message.Type switch
    {
        RouteMessage.NewLink or RouteMessage.DeleteLink => LinkParser.Parse(message) is { } link
            ? new LinkChange(link, message.Type == RouteMessage.DeleteLink)
            : LinkParser.ParsePort(message) is { } port ? new BridgePortChange(port.Index, port.Options) : null,
        RouteMessage.NewAddress or RouteMessage.DeleteAddress => AddressMessage.Parse(message) is { } address
            ? new AddressChange(address, message.Type == RouteMessage.DeleteAddress) : null,
        RouteMessage.NewRoute or RouteMessage.DeleteRoute => RouteEntryMessage.Parse(message) is { } route
            ? new RouteEntryChange(route, message.Type == RouteMessage.DeleteRoute) : null,
        RouteMessage.NewNeighbor or RouteMessage.DeleteNeighbor => Neighbor(message, message.Type == RouteMessage.DeleteNeighbor),
        RouteMessage.NewSetting => Setting(message),
        _ => null,
    };

    /// <summary><c>include/uapi/linux/netconf.h</c>: a family, and NETCONFA_IFINDEX, below 0 for all links and for those to come.</summary>
    private static SettingChange Setting(NetlinkMessage message)
    {
        const int FixedLength = 1; // struct netconfmsg
        const ushort LinkIndex = 1; // NETCONFA_IFINDEX
        int? link = null;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            if (attributes.Type == LinkIndex && attributes.I32 > 0)
                link = attributes.I32;
        return new SettingChange(link);
    }

    private static RouteChange? Neighbor(NetlinkMessage message, bool isGone) =>
        NeighborMessage.ParseNeighbor(message) is { } neighbor ? new NeighborChange(neighbor, isGone)
        : NeighborMessage.ParseFdb(message) is { } entry ? new FdbChange(entry, isGone)
        : null;
}
