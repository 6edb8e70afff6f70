namespace Netaas.Nftables;

/// <summary>An nftables address family.</summary>
public enum NftFamily
{
    Ip,
    Ip6,

    /// <summary>Both of the above.</summary>
    Inet,

    Arp,
    Bridge,
    Netdev,
}

/// <summary>A table, which is what owns all other objects.</summary>
public readonly record struct NftTable(NftFamily Family, NftName Name)
{
    public override string ToString() => $"{FamilyName} {Name}";

    internal string FamilyName => Family switch
    {
        NftFamily.Ip => "ip",
        NftFamily.Ip6 => "ip6",
        NftFamily.Inet => "inet",
        NftFamily.Arp => "arp",
        NftFamily.Bridge => "bridge",
        NftFamily.Netdev => "netdev",
        _ => throw new InvalidOperationException($"No name for the family {Family}."),
    };
}
