namespace Netaas.Netlink;

/// <summary>Family of an nftables table (<c>include/uapi/linux/netfilter.h</c>: NFPROTO_*).</summary>
public enum TableFamily : byte
{
    Inet = 1,
    Ipv4 = 2,
    Bridge = 7,
    Ipv6 = 10,
}

/// <summary>Names an nftables set or map.</summary>
public sealed record SetAddress(TableFamily Family, string Table, string Set);

/// <summary>
/// An element of a set or map, as the kernel holds it: fields one behind the other, each padded with zeros to 4 bytes where
/// there are several, in network order but for interface names, which are 16 bytes of text.
/// </summary>
/// <param name="Value">Empty for an element of a set.</param>
public readonly record struct SetElement(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)
{
    /// <summary>
    /// The last key of a range, in a set of concatenated fields that takes ranges (<c>NFT_SET_INTERVAL | NFT_SET_CONCAT</c>):
    /// each field from its value in <see cref="Key"/> to that here. Empty for a single key.
    /// </summary>
    public ReadOnlyMemory<byte> KeyEnd { get; init; }
}
