using System.Buffers.Binary;
using Netaas.Netlink.Addresses;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Addresses on links (<c>net/ipv4/devinet.c</c>, <c>net/ipv6/addrconf.c</c>).</summary>
public static class AddressVerbs
{
    /// <summary><see cref="NetlinkReason.AlreadyExists"/> where the link has the address with this prefix length.</summary>
    public static void AddAddress(this RouteBatch batch, LinkAddress address, object? tag = null) =>
        Append(batch, RouteMessage.NewAddress, RouteMessage.Create | RouteMessage.Exclusive, address, tag);

    /// <summary>Adds the address, or changes the flags of the one that is there.</summary>
    public static void ReplaceAddress(this RouteBatch batch, LinkAddress address, object? tag = null) =>
        Append(batch, RouteMessage.NewAddress, RouteMessage.Create | RouteMessage.Replace, address, tag);

    /// <summary>Deletes by link, address and prefix length. The kernel takes routes that need the address with it.</summary>
    public static void DeleteAddress(this RouteBatch batch, LinkAddress address, object? tag = null) =>
        Append(batch, RouteMessage.DeleteAddress, 0, address, tag);

    private static void Append(RouteBatch batch, ushort type, ushort flags, LinkAddress address, object? tag)
    {
        var message = batch.Begin(type, flags);
        var header = message.FixedHeader(AddressMessage.FixedLength);
        header[0] = AddressFamilies.ToKernel(address.Address.Address.AddressFamily);
        header[1] = (byte)address.Address.PrefixLength;
        header[3] = (byte)address.Scope;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], address.LinkIndex);
        message.Address(AddressMessage.Local, address.Address.Address);
        message.Address(AddressMessage.Address, address.Address.Address);
        if (address.Flags != AddressFlags.None)
            message.U32(AddressMessage.Flags, (uint)address.Flags);
        if (address.Protocol != 0)
            message.U8(AddressMessage.Protocol, address.Protocol);
        if (address.IsDeprecated)
            message.Bytes(AddressMessage.CacheInfo, DeprecatedForEver);
        batch.Append(message, tag);
    }

    /// <summary>Preferred for 0 s, valid for ever; the two times behind are the kernel's.</summary>
    private static ReadOnlySpan<byte> DeprecatedForEver => [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
}
