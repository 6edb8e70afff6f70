using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Netaas.Core.Addressing;

/// <summary>Why a text is not a CIDR.</summary>
public enum CidrError
{
    None,

    /// <summary>Not <c>address/length</c> at all.</summary>
    Malformed,

    /// <summary>The address has bits set beyond the prefix: <c>10.1.2.3/8</c>.</summary>
    HostBits,
}

/// <summary>Pure arithmetic over CIDRs of both families. An address counts as an unsigned 128-bit number, IPv4 in the low 32 bits.</summary>
public static class Cidr
{
    /// <summary>The length of an address in bits: 32 or 128.</summary>
    public static int Bits(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => 32,
        AddressFamily.InterNetworkV6 => 128,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 have CIDRs."),
    };

    public static AddressFamily Family(this IPNetwork cidr) => cidr.BaseAddress.AddressFamily;

    /// <summary>
    /// Reads <c>address/length</c> and refuses host bits, which <see cref="IPNetwork.Parse(string)"/> drops in silence.
    /// </summary>
    /// <param name="cidr">The CIDR; for <see cref="CidrError.HostBits"/> the one with those bits cleared; else default.</param>
    public static CidrError TryParse(string? text, out IPNetwork cidr)
    {
        cidr = default;
        if (!InterfaceAddress.TryParse(text, out var value))
            return CidrError.Malformed;
        cidr = value.Network;
        return cidr.BaseAddress.Equals(value.Address) ? CidrError.None : CidrError.HostBits;
    }

    /// <summary>Reads an address in its usual text form only: no <c>10.1</c>, no octal, no scope, no mapped IPv4.</summary>
    public static bool TryParseAddress([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text is null || text.Length > 45 || !IPAddress.TryParse(text, out var parsed) || text.Contains('%', StringComparison.Ordinal)
            || text.Contains('[', StringComparison.Ordinal))
            return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork ? parsed.ToString() != text : parsed.IsIPv4MappedToIPv6)
            return false;
        address = parsed;
        return true;
    }

    /// <summary>The CIDR of this length in which the address stands.</summary>
    public static IPNetwork Containing(IPAddress address, int prefixLength)
    {
        var mask = Mask(address.AddressFamily, prefixLength);
        return new IPNetwork(ToAddress(ToNumber(address) & mask, address.AddressFamily), prefixLength);
    }

    public static bool Overlaps(this IPNetwork one, IPNetwork other) =>
        one.Family() == other.Family()
        && (one.PrefixLength <= other.PrefixLength ? one.Contains(other.BaseAddress) : other.Contains(one.BaseAddress));

    public static bool Contains(this IPNetwork outer, IPNetwork inner) =>
        outer.Family() == inner.Family() && outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);

    /// <summary>Number of addresses, unusable ones included; <c>::/0</c> counts one less than 2^128.</summary>
    public static UInt128 Count(this IPNetwork cidr)
    {
        var hostBits = Bits(cidr.Family()) - cidr.PrefixLength;
        return hostBits == 128 ? UInt128.MaxValue : UInt128.One << hostBits;
    }

    /// <summary>The address at an offset from the base, which is offset 0.</summary>
    public static IPAddress AddressAt(this IPNetwork cidr, UInt128 offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, cidr.Count());
        return ToAddress(ToNumber(cidr.BaseAddress) + offset, cidr.Family());
    }

    public static IPAddress Last(this IPNetwork cidr) => cidr.AddressAt(cidr.Count() - 1);

    /// <summary>The gateway of a block: its first address after the network's own.</summary>
    public static IPAddress Gateway(IPNetwork block) => block.AddressAt(1);

    /// <summary>
    /// Whether pods may have the address: not the network address, the gateway or the broadcast address (IPv4), not the
    /// subnet-router anycast address (RFC 4291 §2.6.1) or the gateway (IPv6).
    /// </summary>
    public static bool IsUsable(IPNetwork block, IPAddress address)
    {
        if (!block.Contains(address))
            return false;
        var offset = ToNumber(address) - ToNumber(block.BaseAddress);
        return offset > 1 && (block.Family() == AddressFamily.InterNetworkV6 || offset != block.Count() - 1);
    }

    /// <summary>The number of parts of the given length; <c>::/0</c> in single addresses counts one less than 2^128.</summary>
    public static UInt128 SubnetCount(this IPNetwork cidr, int prefixLength) =>
        prefixLength - cidr.PrefixLength == 128 ? UInt128.MaxValue : UInt128.One << (prefixLength - cidr.PrefixLength);

    /// <summary>The part of the given length at an index, counted from the base.</summary>
    public static IPNetwork Subnet(this IPNetwork cidr, int prefixLength, UInt128 index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefixLength, cidr.PrefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, cidr.SubnetCount(prefixLength));
        var shift = Bits(cidr.Family()) - prefixLength;
        return new IPNetwork(ToAddress(ToNumber(cidr.BaseAddress) + (index << shift), cidr.Family()), prefixLength);
    }

    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(Bits(family) == 32 ? bytes[12..] : bytes);
    }

    /// <summary>Text form of a CIDR; one place, so that it reads the same everywhere.</summary>
    public static string Format(IPNetwork cidr) => string.Create(CultureInfo.InvariantCulture, $"{cidr.BaseAddress}/{cidr.PrefixLength}");

    private static UInt128 Mask(AddressFamily family, int prefixLength)
    {
        var bits = Bits(family);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, bits);
        var all = bits == 32 ? uint.MaxValue : UInt128.MaxValue;
        return prefixLength == bits ? all : all ^ ((UInt128.One << (bits - prefixLength)) - 1);
    }
}
