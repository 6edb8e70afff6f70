namespace Netaas.Netlink;

/// <summary>A change that the kernel told of.</summary>
public abstract record RouteChange
{
    /// <summary>
    /// The namespace that it happened in, by the number that the monitor's has for it (<see cref="Link.PeerNamespaceId"/>);
    /// null for the monitor's own.
    /// </summary>
    public int? Namespace { get; init; }
}

/// <summary>A link was made or changed, or has gone.</summary>
public sealed record LinkChange(Link Link, bool IsGone) : RouteChange;

/// <summary>A port of a bridge got other options, which its link's own changes don't tell of.</summary>
public sealed record BridgePortChange(int LinkIndex, BridgePortOptions Port) : RouteChange;

/// <summary>An address was added or changed, or has gone.</summary>
public sealed record AddressChange(LinkAddress Address, bool IsGone) : RouteChange;

/// <summary>A route was added or replaced, or has gone.</summary>
public sealed record RouteEntryChange(Route Route, bool IsGone) : RouteChange;

/// <summary>A neighbor entry was added or changed, or has gone.</summary>
public sealed record NeighborChange(Neighbor Neighbor, bool IsGone) : RouteChange;

/// <summary>A forwarding entry was added or changed, or has gone.</summary>
public sealed record FdbChange(FdbEntry Entry, bool IsGone) : RouteChange;

/// <summary>Forwarding or source validation was switched.</summary>
/// <param name="LinkIndex">Null for what holds for all links, or for those to come.</param>
public sealed record SettingChange(int? LinkIndex) : RouteChange;

/// <summary>Changes were lost because they came faster than they were read: read the state anew.</summary>
public sealed record ChangesLost : RouteChange;

/// <summary>What to be told of (<c>include/uapi/linux/rtnetlink.h</c>: RTMGRP_*).</summary>
[Flags]
public enum RouteGroups
{
    None = 0,
    Links = 0x1,

    /// <summary>Neighbors of both families and forwarding entries.</summary>
    Neighbors = 0x4,

    Ipv4Addresses = 0x10,
    Ipv4Routes = 0x40,
    Ipv6Addresses = 0x100,
    Ipv6Routes = 0x400,

    /// <summary>Forwarding and source validation of IPv4 (<c>RTNLGRP_IPV4_NETCONF</c>).</summary>
    Ipv4Settings = 0x800000,

    Addresses = Ipv4Addresses | Ipv6Addresses,
    Routes = Ipv4Routes | Ipv6Routes,
}
