using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>The kinds of item that a node's view is made of.</summary>
public enum ItemKind
{
    Node,
    Network,
    Member,
    Pod,
    PortMapping,
    Service,
    PodName,
}

/// <summary>Names one item of a view.</summary>
/// <param name="Id">The resource's id; for a member the network's.</param>
/// <param name="Scope">For a member its node's id; else empty.</param>
public readonly record struct ItemKey(ItemKind Kind, Guid Id, Guid Scope = default)
{
    public bool Equals(ItemKey other) => Kind == other.Kind && Id == other.Id && Scope == other.Scope;

    // Ids are distinct enough: to mix them costs a compiler of ten thousand items more than it gains.
    public override int GetHashCode() => (int)Kind + Id.GetHashCode() + (397 * Scope.GetHashCode());

    public static ItemKey Of(NodeId id) => new(ItemKind.Node, id.Value);

    public static ItemKey Of(NetworkId id) => new(ItemKind.Network, id.Value);

    public static ItemKey Of(PodId id) => new(ItemKind.Pod, id.Value);

    public static ItemKey Of(PortMappingId id) => new(ItemKind.PortMapping, id.Value);

    public static ItemKey Of(ServiceId id) => new(ItemKind.Service, id.Value);

    public static ItemKey Of(NetworkId network, NodeId node) => new(ItemKind.Member, network.Value, node.Value);
}
