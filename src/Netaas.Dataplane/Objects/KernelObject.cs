using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Dataplane.Objects;

/// <summary>
/// One thing in the kernel, as wanted by a plan or as found: the same type, so that equality is the diff.
/// </summary>
public abstract record KernelObject
{
    private MadeKey _key;

    private protected KernelObject()
    {
    }

    // What a copy is told apart by may be another thing.
    protected KernelObject(KernelObject original) => _ = original;

    /// <summary>Made once: a plan of ten thousand objects asks for it a million times.</summary>
    public virtual ObjectKey Key => _key.Value ??= MakeKey();

    /// <summary>The interface that it stands on and vanishes with; null for what stands by itself.</summary>
    public virtual InterfaceName? Device => null;

    /// <summary>One line, in the manner of <c>ip</c> and <c>nft</c>, the same for equal objects.</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => Text;

    private protected abstract ObjectKey MakeKey();

    private protected static string Unhealthy(bool isHealthy) => isHealthy ? "" : " unhealthy";

    /// <summary>Takes no part in the comparison of objects.</summary>
    private struct MadeKey : IEquatable<MadeKey>
    {
        public ObjectKey? Value { get; set; }

        public readonly bool Equals(MadeKey other) => true;

        public readonly override bool Equals(object? obj) => obj is MadeKey;

        public readonly override int GetHashCode() => 0;
    }
}

/// <summary>A kernel setting of the node's namespace.</summary>
/// <param name="Path">Below <c>/proc/sys</c>.</param>
public sealed record SysctlObject(string Path, string Value) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Sysctl, Path);

    public override string Text => $"sysctl {Path}={Value}";
}

/// <summary>A kernel setting of one of our interfaces.</summary>
/// <param name="Setting">Name of the file in <c>/proc/sys/net/&lt;stack&gt;/conf/&lt;interface&gt;</c>.</param>
public sealed record DeviceSysctlObject(InterfaceName On, string Setting, string Value) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.DeviceSysctl, Path);

    public override InterfaceName? Device => On;

    /// <summary><c>ipv4</c> or <c>ipv6</c>.</summary>
    public string Stack { get; init; } = "ipv4";

    /// <summary>Below <c>/proc/sys</c>.</summary>
    public string Path => $"net/{Stack}/conf/{On}/{Setting}";

    public override string Text => $"sysctl {Path}={Value}";
}

/// <summary>A network's bridge on a node, up, without multicast snooping.</summary>
/// <param name="Ipv6">Whether it may have IPv6 addresses; without, it makes none by itself.</param>
public sealed record BridgeObject(InterfaceName Name, MacAddress Mac, int Mtu, bool Ipv6) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Bridge, Name.Value);

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    public override string Text => $"bridge {Name} mac {Mac} mtu {Mtu}{(Ipv6 ? " ipv6" : "")}{Unhealthy(IsHealthy)}";
}

/// <summary>A network's VXLAN device on a node, up, without learning.</summary>
/// <param name="Local">The node's own underlay address.</param>
/// <param name="Port">UDP destination port.</param>
public sealed record VxlanObject(InterfaceName Name, Vni Vni, IPAddress Local, ushort Port, MacAddress Mac, int Mtu) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Vxlan, Name.Value);

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    public override string Text => $"vxlan {Name} vni {Vni} local {Local} port {Port} mac {Mac} mtu {Mtu}{Unhealthy(IsHealthy)}";
}

/// <summary>An address of one of our interfaces in the node's namespace.</summary>
public sealed record AddressObject(InterfaceName On, InterfaceAddress Address) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Address, $"{On} {Address}");

    public override InterfaceName? Device => On;

    public override string Text => $"address {Address} dev {On}";
}

/// <summary>
/// A load-balancer address that the node answers for, on whichever link of its own has the subnet: the kernel answers ARP and
/// neighbor discovery whether an agent runs or not. It is the only thing of ours on a link that isn't, told by its protocol number.
/// </summary>
public sealed record AnsweredAddressObject(IPAddress Address) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.AnsweredAddress, Address.ToString());

    public override string Text => $"answer for {Address}";
}

/// <summary>A permanent neighbor entry: a peer's tunnel address and its MAC.</summary>
public sealed record NeighborObject(InterfaceName On, IPAddress Address, MacAddress Mac) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Neighbor, $"{On} {Address}");

    public override InterfaceName? Device => On;

    public override string Text => $"neighbor {Address} lladdr {Mac} dev {On}";
}

/// <summary>A permanent entry of a VXLAN device's forwarding database: a peer's MAC and its underlay address.</summary>
public sealed record FdbObject(InterfaceName On, MacAddress Mac, IPAddress Destination) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.FdbEntry, $"{On} {Mac}");

    public override InterfaceName? Device => On;

    public override string Text => $"fdb {Mac} dst {Destination} dev {On}";
}

/// <summary>A route in the main table, with our protocol number.</summary>
/// <param name="On">Null for a direct route: by whichever of the node's own links leads to <paramref name="Via"/>.</param>
/// <param name="Via">Null for a destination that is reached on the link itself; taken as on-link where a link of ours is named.</param>
/// <param name="Source">The address that the node uses towards it (<c>RTA_PREFSRC</c>).</param>
public sealed record RouteObject(IPNetwork Destination, InterfaceName? On, IPAddress? Via, IPAddress Source, uint Metric) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Route, $"{Cidr.Format(Destination)} {On?.Value ?? "direct"}");

    public override InterfaceName? Device => On;

    public override string Text => On is { } device
        ? $"route {Cidr.Format(Destination)}{(Via is null ? "" : $" via {Via} onlink")} dev {device} src {Source} metric {Metric}"
        : $"route {Cidr.Format(Destination)} via {Via} src {Source} metric {Metric}";
}

/// <summary>A pod's namespace with nothing but its loopback.</summary>
public sealed record PodNamespaceObject(string Path) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.PodNamespace, Path);

    public override string Text => $"netns {Path}";
}

/// <summary>
/// A pod on its network: namespace, veth pair with the host's end in the bridge (hairpin on), and in the namespace MAC, MTU,
/// addresses and a default route per family. One object, because it is made and verified in one go and no part is of use alone.
/// </summary>
/// <param name="Netns">Path of the namespace.</param>
/// <param name="OwnsNetns">Whether the agent makes and removes the namespace.</param>
public sealed record PodAttachmentObject(
    string Netns,
    bool OwnsNetns,
    InterfaceName HostEnd,
    InterfaceName Bridge,
    PodInterface Interface) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.PodAttachment, HostEnd.Value);

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    public override InterfaceName? Device => Bridge;

    private string Named => Interface.Name.Value == PodItem.UsualInterface ? "" : $" interface {Interface.Name}";

    public override string Text =>
        $"pod {HostEnd} bridge {Bridge} netns {Netns}{(OwnsNetns ? "" : " given")}{Named} mac {Interface.Mac} mtu {Interface.Mtu} "
        + $"addresses {string.Join(',', Interface.Addresses)}{(Interface.Gateways.Count == 0 ? "" : $" via {string.Join(',', Interface.Gateways)}")}{string.Concat(Interface.Ways.Select(way => $" to {way}"))}{Unhealthy(IsHealthy)}";
}

/// <summary>
/// A pod whose runtime moves the interface into the namespace and does everything inside: the pair alone, with the host's end
/// in the bridge (hairpin on). Made with both ends on the node, where the runtime looks for the far one.
/// </summary>
/// <param name="FarEnd">The name under which the runtime finds the far end.</param>
/// <param name="Mac">Of the far end as it is made.</param>
public sealed record HandedPodObject(InterfaceName HostEnd, InterfaceName Bridge, InterfaceName FarEnd, MacAddress Mac, int Mtu) : KernelObject
{
    private Aside<bool> _isTaken;

    private protected override ObjectKey MakeKey() => new(ObjectKind.PodAttachment, HostEnd.Value);

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    /// <summary>Only as found: whether the far end is in another namespace. Both is as wanted, so it takes no part in comparisons.</summary>
    public bool IsTaken
    {
        get => _isTaken.Value;
        init => _isTaken = new Aside<bool>(value);
    }

    public override InterfaceName? Device => Bridge;

    public override string Text => $"pod {HostEnd} bridge {Bridge} handed over as {FarEnd} mac {Mac} mtu {Mtu}{Unhealthy(IsHealthy)}";

    private readonly record struct Aside<T>(T Value)
    {
        public bool Equals(Aside<T> other) => true;

        public override int GetHashCode() => 0;
    }
}

/// <summary>The inside of a pod's namespace.</summary>
/// <param name="Gateways">The default routes' next hops, one per family, IPv4 first; none where it leads only to its own network.</param>
public sealed record PodInterface(
    MacAddress Mac,
    int Mtu,
    EquatableList<InterfaceAddress> Addresses,
    EquatableList<IPAddress> Gateways)
{
    public InterfaceName Name { get; init; } = new(PodItem.UsualInterface);

    /// <summary>What it leads to beside its own subnet, where it holds no default route; in their order.</summary>
    public EquatableList<PodWay> Ways { get; init; } = [];
}

/// <summary>A route in a pod's namespace, by a gateway of its network.</summary>
public readonly record struct PodWay(IPNetwork Destination, IPAddress Gateway) : IComparable<PodWay>
{
    public int CompareTo(PodWay other)
    {
        var order = Destination.BaseAddress.AddressFamily.CompareTo(other.Destination.BaseAddress.AddressFamily);
        if (order == 0)
            order = Cidr.ToNumber(Destination.BaseAddress).CompareTo(Cidr.ToNumber(other.Destination.BaseAddress));
        return order != 0 ? order : Destination.PrefixLength.CompareTo(other.Destination.PrefixLength);
    }

    public override string ToString() => $"{Cidr.Format(Destination)} via {Gateway}";

    public static bool operator <(PodWay left, PodWay right) => left.CompareTo(right) < 0;

    public static bool operator <=(PodWay left, PodWay right) => left.CompareTo(right) <= 0;

    public static bool operator >(PodWay left, PodWay right) => left.CompareTo(right) > 0;

    public static bool operator >=(PodWay left, PodWay right) => left.CompareTo(right) >= 0;
}
