using System.Net;
using System.Text.Json.Serialization;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>One recorded thing that concerns a node, resolved so far that the node needs no other source.</summary>
/// <param name="Revision">The commit that last changed it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NodeItem), "node")]
[JsonDerivedType(typeof(NetworkItem), "network")]
[JsonDerivedType(typeof(MemberItem), "member")]
[JsonDerivedType(typeof(PodItem), "pod")]
[JsonDerivedType(typeof(PortMappingItem), "portMapping")]
[JsonDerivedType(typeof(ServiceItem), "service")]
[JsonDerivedType(typeof(PodNameItem), "podName")]
public abstract record ViewItem(long Revision)
{
    [JsonIgnore]
    public abstract ItemKey Key { get; }
}

/// <summary>A node of the fleet: this one or a peer.</summary>
/// <param name="UnderlayAddresses">Its addresses on the underlay, the VTEP's first, with their subnets.</param>
public sealed record NodeItem(long Revision, NodeId Id, string Name, EquatableList<InterfaceAddress> UnderlayAddresses) : ViewItem(Revision)
{
    /// <summary>Null where nobody gave it one.</summary>
    public string? Zone { get; init; }

    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Id);
}

/// <summary>A network of the fleet.</summary>
/// <param name="PodCidrs">At most one per family.</param>
/// <param name="Encapsulation"><see cref="Encapsulation.None"/> where <paramref name="Type"/> is <see cref="NetworkType.Bridge"/>.</param>
/// <param name="Vni">Null where <paramref name="Encapsulation"/> is <see cref="Encapsulation.None"/>.</param>
/// <param name="Mtu">Of pods' interfaces, in bytes, encapsulation already taken off.</param>
/// <param name="NodeEgress">What becomes of a pod's source address towards a node's underlay address.</param>
public sealed record NetworkItem(
    long Revision,
    NetworkId Id,
    string Name,
    NetworkType Type,
    EquatableList<IPNetwork> PodCidrs,
    Encapsulation Encapsulation,
    Vni? Vni,
    ushort VxlanPort,
    int Mtu,
    Egress Egress,
    NodeEgress NodeEgress) : ViewItem(Revision)
{
    /// <summary>Where the virtual addresses of its services are; at most one per family.</summary>
    public EquatableList<IPNetwork> ServiceCidrs { get; init; } = [];

    /// <summary>Whether only some nodes are members, by a selector or for want of room: then one that has no part in it is none, and nothing of it stands there.</summary>
    public bool HasNodeSelector { get; init; }

    /// <summary>The name of its project, which names in it end in; empty where it isn't known yet.</summary>
    public string Project { get; init; } = "";

    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Id);
}

/// <summary>A node's part in a network.</summary>
/// <param name="TunnelAddresses">One per family of the network; empty where no packet of it is ever encapsulated.</param>
/// <param name="Blocks">The parts of the pod CIDRs that the node holds; empty until it has a pod.</param>
public sealed record MemberItem(
    long Revision,
    NetworkId Network,
    NodeId Node,
    EquatableList<IPAddress> TunnelAddresses,
    EquatableList<IPNetwork> Blocks) : ViewItem(Revision)
{
    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Network, Node);
}

/// <summary>A pod of this node.</summary>
/// <param name="Network">Null for the modes that have no address of their own.</param>
/// <param name="Addresses">At most one per family, inside blocks of this node.</param>
/// <param name="NetnsPath">A namespace that somebody else made; null where the agent makes one.</param>
public sealed record PodItem(
    long Revision,
    PodId Id,
    string Name,
    PodMode Mode,
    NetworkId? Network,
    EquatableList<IPAddress> Addresses,
    MacAddress Mac,
    string? NetnsPath) : ViewItem(Revision)
{
    /// <summary>What an interface is called where nobody asked for another name.</summary>
    public const string UsualInterface = "eth0";

    /// <summary>The name of its interface in the namespace.</summary>
    public string Interface { get; init; } = UsualInterface;

    /// <summary>False where another interface of the namespace leads to everywhere else.</summary>
    public bool HasDefaultRoute { get; init; } = true;

    /// <summary>What it has beside its first interface, each in another network, and none with a default route.</summary>
    public EquatableList<PodLinkItem> More { get; init; } = [];

    /// <summary>Whether its runtime takes the interface into the namespace, and does everything inside, by itself.</summary>
    public bool IsHanded { get; init; }

    /// <summary>Other names that lead to it.</summary>
    public EquatableList<string> Aliases { get; init; } = [];

    /// <summary>Ports of the node that it listens on, where its namespace is the node's; of others none is told.</summary>
    public EquatableList<PodPortItem> HostPorts { get; init; } = [];

    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Id);

    /// <summary>Its addresses in a network.</summary>
    public IEnumerable<IPAddress> AddressesIn(NetworkId network) =>
        (Network == network ? Addresses : []).Concat(More.Where(link => link.Network == network).SelectMany(link => link.Addresses));
}

/// <summary>A port that a pod listens on, at all addresses.</summary>
public sealed record PodPortItem(TransportProtocol Protocol, ushort Port);

/// <summary>An interface of a pod in a further network.</summary>
public sealed record PodLinkItem(string Interface, NetworkId Network, EquatableList<IPAddress> Addresses, MacAddress Mac);

/// <summary>Where a pod is found in a further network.</summary>
public sealed record PodPlaceItem(NetworkId Network, EquatableList<IPAddress> Addresses);

/// <summary>What any node knows of a pod of any node: where its name leads. It is in the stream of names, not in a node's own.</summary>
public sealed record PodNameItem(long Revision, PodId Id, string Name, NetworkId Network, NodeId Node, EquatableList<IPAddress> Addresses) : ViewItem(Revision)
{
    /// <summary>Where it is found in further networks.</summary>
    public EquatableList<PodPlaceItem> More { get; init; } = [];

    /// <summary>Other names that lead to it.</summary>
    public EquatableList<string> Aliases { get; init; } = [];

    [JsonIgnore]
    public override ItemKey Key => KeyOf(Id);

    /// <summary>Its addresses in a network.</summary>
    public IEnumerable<IPAddress> AddressesIn(NetworkId network) =>
        (Network == network ? Addresses : []).Concat(More.Where(place => place.Network == network).SelectMany(place => place.Addresses));

    public static ItemKey KeyOf(PodId id) => new(ItemKind.PodName, id.Value);
}

/// <summary>A published port of this node.</summary>
/// <param name="HostAddress">The node's address to listen on; <c>0.0.0.0</c> or <c>::</c> for all of the family.</param>
/// <param name="HostPortEnd">The last port of a range; the first one where there is no range. Target ports run along.</param>
/// <param name="TargetAddress">The pod's address of the host address's family; null while it has none.</param>
/// <param name="TargetNetwork">The network of the target; null while it has none.</param>
/// <param name="TargetNode">Where the target stands; a mapping may be on another node.</param>
public sealed record PortMappingItem(
    long Revision,
    PortMappingId Id,
    string Name,
    IPAddress HostAddress,
    TransportProtocol Protocol,
    ushort HostPort,
    ushort HostPortEnd,
    IPAddress? TargetAddress,
    ushort TargetPort,
    NetworkId? TargetNetwork,
    NodeId? TargetNode) : ViewItem(Revision)
{
    /// <summary>The service that it leads to, at the port <see cref="TargetPort"/> of it; null where it leads to a pod.</summary>
    public ServiceId? TargetService { get; init; }

    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Id);
}
