using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>What happens to packets that take a route (<c>include/uapi/linux/rtnetlink.h</c>: RTN_*).</summary>
public enum RouteType : byte
{
    Unicast = 1,

    /// <summary>Delivered here; the kernel adds these with addresses.</summary>
    Local = 2,

    Broadcast = 3,
    Anycast = 4,
    Multicast = 5,

    /// <summary>Dropped in silence.</summary>
    Blackhole = 6,

    /// <summary>Dropped, and the sender is told that the host is unreachable.</summary>
    Unreachable = 7,

    /// <summary>Dropped, and the sender is told that it isn't allowed.</summary>
    Prohibit = 8,
}

/// <summary>A route of either family. What one is written with is what reading it gives back, save where noted.</summary>
/// <param name="Destination">Prefix length 0 for the default route.</param>
public sealed record Route(IPNetwork Destination)
{
    /// <summary>The table that a kernel without rules of one's own looks into.</summary>
    public const uint MainTable = 254; // RT_TABLE_MAIN

    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>Null where the destination is on the link. Of the destination's family.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Index of the link that packets leave by; null lets the gateway say, and for the types that drop.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>The source that packets from this host take; null for the kernel's choice.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Whether the gateway is on the link although no subnet says so.</summary>
    public bool OnLink { get; init; }

    /// <summary>Always <see cref="RouteScope.Universe"/> for IPv6.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>Who added it: 2 the kernel, 3 boot, 4 an administrator, others by convention (RTPROT_*).</summary>
    public byte Protocol { get; init; } = 4;

    /// <summary>Lower is preferred. 0 is the default for IPv4; for IPv6 it reads back as 1024.</summary>
    public uint Metric { get; init; }

    public uint Table { get; init; } = MainTable;

    public AddressFamily Family => Destination.Family();
}
