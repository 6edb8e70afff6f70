using System.Buffers.Binary;
using Netaas.Core.Naming;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Links;

/// <summary>The parts that all link requests share: <c>struct ifinfomsg</c> and the attributes of any kind.</summary>
internal static class LinkMessage
{
    public const int FixedLength = 16;

    public static void Header(ref MessageWriter message, byte family, int index, bool? up)
    {
        var header = message.FixedHeader(FixedLength);
        header[0] = family;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], index);
        if (up is null)
            return;
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], up.Value ? (int)LinkFlags.Up : 0);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], (int)LinkFlags.Up); // ifi_change: which flags are meant
    }

    public static void Options(ref MessageWriter message, LinkOptions options)
    {
        if (options.Mac is { } mac)
            message.Mac(LinkAttribute.Address, mac);
        if (options.Mtu is { } mtu)
            message.U32(LinkAttribute.Mtu, (uint)mtu);
        if (options.Master is { } master)
            message.U32(LinkAttribute.Master, (uint)master);
        if (options.Group is { } group)
            message.U32(LinkAttribute.Group, group);
        if (options.Alias is { } alias)
            message.Text(LinkAttribute.Alias, alias);
        if (options.OwnIpv6 is { } ownIpv6)
            Ipv6(ref message, ownIpv6);
    }

    /// <summary>Begins a request that makes a link; its data nest, if it has any, and the end of <paramref name="info"/> follow.</summary>
    public static MessageWriter BeginNew(RouteBatch batch, InterfaceName name, string kind, LinkOptions options, out int info)
    {
        var message = batch.Begin(RouteMessage.NewLink, RouteMessage.Create | RouteMessage.Exclusive);
        Header(ref message, AddressFamilies.Unspecified, index: 0, options.Up);
        message.Text(LinkAttribute.Name, name.Value);
        Options(ref message, options);
        info = message.BeginNest(LinkAttribute.Info);
        message.Text(LinkAttribute.InfoKind, kind);
        return message;
    }

    private static void Ipv6(ref MessageWriter message, bool own)
    {
        var families = message.BeginNest(LinkAttribute.FamilySpecific);
        var ipv6 = message.BeginNest(AddressFamilies.IPv6);
        message.U8(LinkAttribute.Ipv6AddressGeneration, own ? LinkAttribute.Ipv6GenerationEui64 : LinkAttribute.Ipv6GenerationNone);
        message.EndNest(ipv6);
        message.EndNest(families);
    }
}
