using System.Buffers.Binary;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Addresses;

/// <summary>Addresses on the wire: <c>struct ifaddrmsg</c> and attributes (<c>include/uapi/linux/if_addr.h</c>).</summary>
internal static class AddressMessage
{
    public const int FixedLength = 8;
    public const ushort Address = 1; // IFA_ADDRESS: the far end of a point-to-point link, else the same as IFA_LOCAL
    public const ushort Local = 2; // IFA_LOCAL; IPv6 has it for point-to-point links only
    public const ushort CacheInfo = 6; // IFA_CACHEINFO: struct ifa_cacheinfo, whose first words are the preferred and the valid lifetime in seconds
    public const ushort Protocol = 11; // IFA_PROTO
    public const ushort Flags = 8; // IFA_FLAGS: 32 bits, of which the fixed header holds 8

    public static LinkAddress? Parse(NetlinkMessage message)
    {
        var header = message.Payload;
        if (message.Type is not (RouteMessage.NewAddress or RouteMessage.DeleteAddress) || !AddressFamilies.IsInternet(header[0]))
            return null;
        IPAddress? address = null;
        IPAddress? local = null;
        var flags = (AddressFlags)header[2];
        byte protocol = 0;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Address:
                    address = attributes.Address;
                    break;
                case Local:
                    local = attributes.Address;
                    break;
                case Flags:
                    flags = (AddressFlags)attributes.U32;
                    break;
                case Protocol:
                    protocol = attributes.U8;
                    break;
            }
        return (local ?? address) is not { } own ? null : new LinkAddress(BinaryPrimitives.ReadInt32LittleEndian(header[4..]), new InterfaceAddress(own, header[1]))
        {
            Scope = (RouteScope)header[3],
            Flags = flags & ~AddressFlags.Deprecated,
            Protocol = protocol,
            IsDeprecated = flags.HasFlag(AddressFlags.Deprecated),
        };
    }
}
