namespace Netaas.Nftables;

/// <summary>The type of a set's key or a map's value, or of one part of either.</summary>
public enum NftType
{
    /// <summary><c>ipv4_addr</c></summary>
    Ipv4Address,

    /// <summary><c>ipv6_addr</c></summary>
    Ipv6Address,

    /// <summary><c>inet_proto</c>: TCP, UDP.</summary>
    Protocol,

    /// <summary><c>inet_service</c>: a port.</summary>
    Port,

    /// <summary><c>mark</c>: a 32-bit number.</summary>
    Mark,

    /// <summary><c>ifname</c></summary>
    InterfaceName,

    /// <summary><c>ether_addr</c></summary>
    MacAddress,

    /// <summary><c>verdict</c>, as the value of a map only.</summary>
    Verdict,
}

/// <summary>What nft calls the types.</summary>
public static class NftTypeNames
{
    private static readonly (NftType Type, string Name)[] s_names =
    [
        (NftType.Ipv4Address, "ipv4_addr"),
        (NftType.Ipv6Address, "ipv6_addr"),
        (NftType.Protocol, "inet_proto"),
        (NftType.Port, "inet_service"),
        (NftType.Mark, "mark"),
        (NftType.InterfaceName, "ifname"),
        (NftType.MacAddress, "ether_addr"),
        (NftType.Verdict, "verdict"),
    ];

    public static string Name(this NftType type) => Array.Find(s_names, n => n.Type == type).Name;

    /// <summary>Null for a type that this library doesn't use.</summary>
    internal static NftType? TryParse(string? name) => Array.Find(s_names, n => n.Name == name) is { Name: not null } found ? found.Type : null;
}
