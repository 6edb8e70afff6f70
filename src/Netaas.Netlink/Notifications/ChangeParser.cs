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
            ? new LinkChange(link, message.Type == RouteMessage.DeleteLink) : null,
        RouteMessage.NewAddress or RouteMessage.DeleteAddress => AddressMessage.Parse(message) is { } address
            ? new AddressChange(address, message.Type == RouteMessage.DeleteAddress) : null,
        RouteMessage.NewRoute or RouteMessage.DeleteRoute => RouteEntryMessage.Parse(message) is { } route
            ? new RouteEntryChange(route, message.Type == RouteMessage.DeleteRoute) : null,
        RouteMessage.NewNeighbor or RouteMessage.DeleteNeighbor => Neighbor(message, message.Type == RouteMessage.DeleteNeighbor),
        _ => null,
    };

    private static RouteChange? Neighbor(NetlinkMessage message, bool isGone) =>
        NeighborMessage.ParseNeighbor(message) is { } neighbor ? new NeighborChange(neighbor, isGone)
        : NeighborMessage.ParseFdb(message) is { } entry ? new FdbChange(entry, isGone)
        : null;
}
