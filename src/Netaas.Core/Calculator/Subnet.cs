using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.Core.Calculator;

/// <summary>What there is to know of a CIDR by arithmetic alone.</summary>
/// <param name="Netmask">Null for IPv6.</param>
/// <param name="First">The lowest address, which is the network's own (IPv4) or the subnet-router anycast address (IPv6).</param>
/// <param name="Count">Number of addresses, unusable ones included; <c>::/0</c> counts one less than 2^128.</param>
/// <param name="Broadcast">Null for IPv6, and for an IPv4 CIDR that is too small to have one (RFC 3021).</param>
/// <param name="Gateway">The address that a node's bridge takes; null where nothing would be left for pods.</param>
/// <param name="FirstUsable">The lowest address that a pod may have; null where there is none.</param>
/// <param name="LastUsable">The highest address that a pod may have; null where there is none.</param>
/// <param name="Usable">Number of addresses that pods may have in a block of this size.</param>
/// <param name="Supernet">The CIDR of twice this size around it; null for all addresses.</param>
public sealed record Subnet(
    IPNetwork Cidr,
    IpFamily Family,
    int PrefixLength,
    IPAddress? Netmask,
    IPAddress First,
    IPAddress Last,
    UInt128 Count,
    IPAddress Network,
    IPAddress? Broadcast,
    IPAddress? Gateway,
    IPAddress? FirstUsable,
    IPAddress? LastUsable,
    UInt128 Usable,
    IPNetwork? Supernet)
{
    public static Subnet Of(IPNetwork cidr)
    {
        var family = IpFamilies.Of(cidr);
        var count = cidr.Count();
        var usable = UsableIn(cidr);
        var lastUsable = family == IpFamily.Ipv4 ? count - 2 : count - 1;
        return new Subnet(
            cidr,
            family,
            cidr.PrefixLength,
            family == IpFamily.Ipv4 ? NetmaskOf(cidr.PrefixLength) : null,
            cidr.BaseAddress,
            cidr.Last(),
            count,
            cidr.BaseAddress,
            family == IpFamily.Ipv4 && cidr.PrefixLength <= 30 ? cidr.Last() : null,
            usable > 0 ? Addressing.Cidr.Gateway(cidr) : null,
            usable > 0 ? cidr.AddressAt(2) : null,
            usable > 0 ? cidr.AddressAt(lastUsable) : null,
            usable,
            cidr.PrefixLength > 0 ? Addressing.Cidr.Containing(cidr.BaseAddress, cidr.PrefixLength - 1) : null);
    }

    /// <summary>Number of addresses of a node's block that pods may have (<see cref="Addressing.Cidr.IsUsable"/>).</summary>
    public static UInt128 UsableIn(IPNetwork block)
    {
        var lost = (UInt128)(uint)Unusable(IpFamilies.Of(block));
        return block.Count() > lost ? block.Count() - lost : 0;
    }

    /// <summary>Addresses that a block loses: network, gateway and broadcast (IPv4), anycast and gateway (IPv6).</summary>
    public static int Unusable(IpFamily family) => family == IpFamily.Ipv4 ? 3 : 2;

    /// <summary>How a CIDR lies to another.</summary>
    public static CidrRelation Relation(IPNetwork one, IPNetwork other) =>
        one.Equals(other) ? CidrRelation.Equal
        : one.Contains(other) ? CidrRelation.Around
        : other.Contains(one) ? CidrRelation.Inside
        : CidrRelation.Apart;

    private static IPAddress NetmaskOf(int prefixLength) =>
        Addressing.Cidr.ToAddress(prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength), IpFamily.Ipv4.ToAddressFamily());
}

/// <summary>How one CIDR lies to another.</summary>
public enum CidrRelation
{
    /// <summary>They share no address.</summary>
    Apart,
    Equal,

    /// <summary>The first is a part of the other.</summary>
    Inside,

    /// <summary>The other is a part of the first.</summary>
    Around,
}
