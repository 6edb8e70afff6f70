using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>A network interface as the kernel shows it.</summary>
/// <param name="Index">Unique in its namespace.</param>
/// <param name="Kind">The driver's name, <c>bridge</c>, <c>veth</c>, <c>vxlan</c>; empty for hardware and loopback.</param>
public sealed record Link(int Index, string Name, string Kind)
{
    public LinkFlags Flags { get; init; }

    /// <summary>In bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>Null where the link has none, or none of 6 bytes.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Index of the bridge that it is a port of; 0 for none.</summary>
    public int Master { get; init; }

    /// <summary>0 where nobody chose one.</summary>
    public uint Group { get; init; }

    /// <summary>Empty for none.</summary>
    public string Alias { get; init; } = "";

    /// <summary>A veth's peer, by its index in the peer's namespace; 0 for none.</summary>
    public int Peer { get; init; }

    /// <summary>This namespace's number for the peer's namespace; null where both ends are here.</summary>
    public int? PeerNamespaceId { get; init; }

    /// <summary>Null for every kind but <c>vxlan</c>.</summary>
    public VxlanOptions? Vxlan { get; init; }

    /// <summary>Null for every kind but <c>bridge</c>.</summary>
    public BridgeOptions? Bridge { get; init; }

    /// <summary>Null where the link is no port of a bridge.</summary>
    public BridgePortOptions? Port { get; init; }

    /// <summary>Whether it gives itself an IPv6 link-local address as it comes up; false also where the kernel has no IPv6.</summary>
    public bool HasOwnIpv6 { get; init; }

    public bool IsUp => (Flags & LinkFlags.Up) != 0;
}
