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
    private protected KernelObject()
    {
    }

    public abstract ObjectKind Kind { get; }

    public abstract ObjectKey Key { get; }

    /// <summary>The interface that it stands on and vanishes with; null for what stands by itself.</summary>
    public virtual InterfaceName? Device => null;

    /// <summary>One line, in the manner of <c>ip</c> and <c>nft</c>, the same for equal objects.</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => Text;

    private protected static string Unhealthy(bool isHealthy) => isHealthy ? "" : " unhealthy";
}

/// <summary>What is told apart by a name.</summary>
public abstract record NamedObject : KernelObject
{
    private Aside<string?> _keyName;

    private protected NamedObject()
    {
    }

    // What a copy is told apart by may be another name.
    protected NamedObject(NamedObject original) : base(original)
    {
    }

    public sealed override ObjectKey Key => new(Kind, (_keyName = new(_keyName.Value ?? MakeKeyName())).Value!);

    /// <summary>Called once: a plan of a thousand pods asks for each one's key many times.</summary>
    private protected abstract string MakeKeyName();
}

/// <summary>A kernel setting of the node's namespace.</summary>
/// <param name="Path">Below <c>/proc/sys</c>.</param>
public sealed record SysctlObject(string Path, string Value) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.Sysctl;

    private protected override string MakeKeyName() => Path;

    public override string Text => $"sysctl {Path}={Value}";
}

/// <summary>A kernel setting of one of our interfaces.</summary>
/// <param name="Setting">Name of the file in <c>/proc/sys/net/&lt;stack&gt;/conf/&lt;interface&gt;</c>.</param>
public sealed record DeviceSysctlObject(InterfaceName On, string Setting, string Value) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.DeviceSysctl;

    private protected override string MakeKeyName() => Path;

    public override InterfaceName? Device => On;

    /// <summary><c>ipv4</c> or <c>ipv6</c>.</summary>
    public string Stack { get; init; } = "ipv4";

    /// <summary>Below <c>/proc/sys</c>.</summary>
    public string Path => $"net/{Stack}/conf/{On}/{Setting}";

    public override string Text => $"sysctl {Path}={Value}";
}

/// <summary>A network's bridge on a node, up, without multicast snooping.</summary>
/// <param name="Ipv6">Whether it may have IPv6 addresses; without, it makes none by itself.</param>
public sealed record BridgeObject(InterfaceName Name, MacAddress Mac, int Mtu, bool Ipv6) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.Bridge;

    private protected override string MakeKeyName() => Name.Value;

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    public override string Text => $"bridge {Name} mac {Mac} mtu {Mtu}{(Ipv6 ? " ipv6" : "")}{Unhealthy(IsHealthy)}";
}

/// <summary>A network's VXLAN device on a node, up, without learning.</summary>
/// <param name="Local">The node's own underlay address.</param>
/// <param name="Port">UDP destination port.</param>
public sealed record VxlanObject(InterfaceName Name, Vni Vni, IPAddress Local, ushort Port, MacAddress Mac, int Mtu) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.Vxlan;

    private protected override string MakeKeyName() => Name.Value;

    /// <summary>False only as found: it is down, or a fixed trait of it was changed.</summary>
    public bool IsHealthy { get; init; } = true;

    public override string Text => $"vxlan {Name} vni {Vni} local {Local} port {Port} mac {Mac} mtu {Mtu}{Unhealthy(IsHealthy)}";
}

/// <summary>A pod's namespace with nothing but its loopback.</summary>
public sealed record PodNamespaceObject(string Path) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.PodNamespace;

    private protected override string MakeKeyName() => Path;

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
    PodInterface Interface) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.PodAttachment;

    private protected override string MakeKeyName() => HostEnd.Value;

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
public sealed record HandedPodObject(InterfaceName HostEnd, InterfaceName Bridge, InterfaceName FarEnd, MacAddress Mac, int Mtu) : NamedObject
{
    private Aside<bool> _isTaken;

    public override ObjectKind Kind => ObjectKind.PodAttachment;

    private protected override string MakeKeyName() => HostEnd.Value;

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
