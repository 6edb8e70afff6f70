using System.Buffers.Binary;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Links;

/// <summary>Reads RTM_NEWLINK.</summary>
internal static class LinkParser
{
    public static Link? Parse(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessage.NewLink or RouteMessage.DeleteLink) || message.Payload[0] != AddressFamilies.Unspecified)
            return null;
        var link = new Link(BinaryPrimitives.ReadInt32LittleEndian(message.Payload[4..]), "", "")
        {
            Flags = (LinkFlags)BinaryPrimitives.ReadInt32LittleEndian(message.Payload[8..]),
        };
        var attributes = message.Attributes(LinkMessage.FixedLength);
        while (attributes.Next())
            link = attributes.Type switch
            {
                LinkAttribute.Address => link with { Mac = attributes.Mac },
                LinkAttribute.Name => link with { Name = attributes.Text },
                LinkAttribute.Mtu => link with { Mtu = attributes.I32 },
                LinkAttribute.Link => link with { Peer = attributes.I32 },
                LinkAttribute.Master => link with { Master = attributes.I32 },
                LinkAttribute.Alias => link with { Alias = attributes.Text },
                LinkAttribute.Group => link with { Group = attributes.U32 },
                LinkAttribute.LinkNamespaceId => link with { PeerNamespaceId = attributes.I32 },
                LinkAttribute.Info => Info(link, attributes.Nested),
                LinkAttribute.FamilySpecific => link with { HasOwnIpv6 = HasOwnIpv6(attributes.Nested) },
                _ => link,
            };
        return link;
    }

    /// <summary>What a bridge tells of its port, under a family of its own (<c>net/bridge/br_netlink.c</c>: br_fill_ifinfo).</summary>
    public static (int Index, BridgePortOptions Options)? ParsePort(NetlinkMessage message)
    {
        if (message.Type != RouteMessage.NewLink || message.Payload[0] != AddressFamilies.Bridge)
            return null;
        var attributes = message.Attributes(LinkMessage.FixedLength);
        while (attributes.Next())
            if (attributes.Type == LinkAttribute.ProtocolInfo)
                return (BinaryPrimitives.ReadInt32LittleEndian(message.Payload[4..]), Port(attributes.Nested));
        return null;
    }

    private static bool HasOwnIpv6(AttributeReader families)
    {
        while (families.Next())
            if (families.Type == AddressFamilies.IPv6)
                for (var ipv6 = families.Nested; ipv6.Next();)
                    if (ipv6.Type == LinkAttribute.Ipv6AddressGeneration)
                        return ipv6.U8 != LinkAttribute.Ipv6GenerationNone;
        return false;
    }

    private static Link Info(Link link, AttributeReader info)
    {
        var slave = "";
        // The kernel writes a kind before its data (rtnl_link_fill).
        while (info.Next())
            switch (info.Type)
            {
                case LinkAttribute.InfoKind:
                    link = link with { Kind = info.Text };
                    break;
                case LinkAttribute.InfoData when link.Kind == "vxlan":
                    link = link with { Vxlan = Vxlan(info.Nested) };
                    break;
                case LinkAttribute.InfoData when link.Kind == "bridge":
                    link = link with { Bridge = Bridge(info.Nested) };
                    break;
                case LinkAttribute.InfoSlaveKind:
                    slave = info.Text;
                    break;
                case LinkAttribute.InfoSlaveData when slave == "bridge":
                    link = link with { Port = Port(info.Nested) };
                    break;
            }
        return link;
    }

    private static VxlanOptions Vxlan(AttributeReader data)
    {
        uint id = 0;
        IPAddress? local = null;
        ushort port = 0;
        var learning = false;
        byte ttl = 0;
        while (data.Next())
            switch (data.Type)
            {
                case LinkAttribute.VxlanId:
                    id = data.U32;
                    break;
                case LinkAttribute.VxlanLocal or LinkAttribute.VxlanLocal6:
                    local = data.Address;
                    break;
                case LinkAttribute.VxlanPort:
                    port = data.U16BigEndian;
                    break;
                case LinkAttribute.VxlanLearning:
                    learning = data.U8 != 0;
                    break;
                case LinkAttribute.VxlanTtl:
                    ttl = data.U8;
                    break;
            }
        // An external device has no VNI of its own; Vni refuses 0, its default value stands for none.
        return new VxlanOptions(id == 0 ? default : new Vni(id), local, port, learning, ttl);
    }

    private static BridgeOptions Bridge(AttributeReader data)
    {
        var options = new BridgeOptions();
        while (data.Next())
            if (data.Type == LinkAttribute.BridgeMulticastSnooping)
                options = options with { MulticastSnooping = data.U8 != 0 };
        return options;
    }

    private static BridgePortOptions Port(AttributeReader data)
    {
        var port = new BridgePortOptions();
        while (data.Next())
            port = data.Type switch
            {
                LinkAttribute.PortHairpin => port with { Hairpin = data.U8 != 0 },
                LinkAttribute.PortLearning => port with { Learning = data.U8 != 0 },
                LinkAttribute.PortUnicastFlood => port with { UnicastFlood = data.U8 != 0 },
                LinkAttribute.PortIsolated => port with { Isolated = data.U8 != 0 },
                _ => port,
            };
        return port;
    }
}
