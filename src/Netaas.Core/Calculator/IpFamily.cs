using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Core.Calculator;

/// <summary>The two families of addresses, as the API names them.</summary>
public enum IpFamily
{
    Ipv4,
    Ipv6,
}

public static class IpFamilies
{
    public static IpFamily Of(IPNetwork cidr) => cidr.Family() == AddressFamily.InterNetwork ? IpFamily.Ipv4 : IpFamily.Ipv6;

    public static AddressFamily ToAddressFamily(this IpFamily family) => family switch
    {
        IpFamily.Ipv4 => AddressFamily.InterNetwork,
        IpFamily.Ipv6 => AddressFamily.InterNetworkV6,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 are known."),
    };

    /// <summary>The length of an address in bits: 32 or 128.</summary>
    public static int Bits(this IpFamily family) => Cidr.Bits(family.ToAddressFamily());

    /// <summary>The name as people write it: <c>IPv4</c>.</summary>
    public static string Text(this IpFamily family) => family == IpFamily.Ipv4 ? "IPv4" : "IPv6";
}
