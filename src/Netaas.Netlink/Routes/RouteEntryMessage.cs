using System.Buffers.Binary;
using System.Net;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Routes;

/// <summary>Routes on the wire: <c>struct rtmsg</c> and attributes (<c>include/uapi/linux/rtnetlink.h</c>).</summary>
internal static class RouteEntryMessage
{
    public const int FixedLength = 12;
    public const ushort Table = 15; // RTA_TABLE

    private const ushort Destination = 1; // RTA_DST
    private const ushort OutputLink = 4; // RTA_OIF
    private const ushort Gateway = 5; // RTA_GATEWAY
    private const ushort Metric = 6; // RTA_PRIORITY
    private const ushort Source = 7; // RTA_PREFSRC
    private const uint OnLink = 4; // RTNH_F_ONLINK
    private const uint Cloned = 0x200; // RTM_F_CLONED: a cached exception such as a path MTU, no route

    public static void Write(ref MessageWriter message, Route route)
    {
        var header = message.FixedHeader(FixedLength);
        header[0] = AddressFamilies.ToKernel(route.Family);
        header[1] = (byte)route.Destination.PrefixLength;
        header[4] = route.Table <= byte.MaxValue ? (byte)route.Table : (byte)0;
        header[5] = route.Protocol;
        header[6] = (byte)route.Scope;
        header[7] = (byte)route.Type;
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], route.OnLink ? OnLink : 0);
        if (route.Destination.PrefixLength > 0)
            message.Address(Destination, route.Destination.BaseAddress);
        if (route.Gateway is { } gateway)
            message.Address(Gateway, gateway);
        if (route.LinkIndex is { } link)
            message.U32(OutputLink, (uint)link);
        if (route.Source is { } source)
            message.Address(Source, source);
        if (route.Metric != 0)
            message.U32(Metric, route.Metric);
        message.U32(Table, route.Table);
    }

    /// <summary>Asks for the entry that a lookup finds, and not for what is made of it (RTM_F_FIB_MATCH).</summary>
    public static void Match(ref MessageWriter message, IPAddress address)
    {
        const uint EntryItself = 0x2000;
        var header = message.FixedHeader(FixedLength);
        header[0] = AddressFamilies.ToKernel(address.AddressFamily);
        header[1] = (byte)(8 * AddressFamilies.ByteLength(address.AddressFamily));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], EntryItself);
        message.Address(Destination, address);
    }

    public static Route? Parse(NetlinkMessage message)
    {
        var header = message.Payload;
        if (message.Type is not (RouteMessage.NewRoute or RouteMessage.DeleteRoute) || !AddressFamilies.IsInternet(header[0]))
            return null;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if ((flags & Cloned) != 0)
            return null;
        var isIpv6 = header[0] == AddressFamilies.IPv6;
        var (destination, table, metric) = (isIpv6 ? IPAddress.IPv6Any : IPAddress.Any, (uint)header[4], 0u);
        IPAddress? gateway = null, source = null;
        int? link = null;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Destination:
                    destination = attributes.Address;
                    break;
                case OutputLink:
                    link = attributes.I32;
                    break;
                case Gateway:
                    gateway = attributes.Address;
                    break;
                case Source:
                    source = attributes.Address;
                    break;
                case Metric:
                    metric = attributes.U32;
                    break;
                case Table:
                    table = attributes.U32;
                    break;
            }
        var type = (RouteType)header[7];
        return new Route(new IPNetwork(destination, header[1]))
        {
            Type = type,
            // IPv6 routes that drop stand on the loopback link, which nobody asked for.
            LinkIndex = isIpv6 && type >= RouteType.Blackhole ? null : link,
            Gateway = gateway,
            Source = source,
            Metric = metric,
            OnLink = (flags & OnLink) != 0,
            Scope = (RouteScope)header[6],
            Protocol = header[5],
            Table = table,
        };
    }
}
