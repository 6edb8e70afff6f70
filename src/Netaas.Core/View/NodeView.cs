using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Collections;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>The part of the record that one node needs: the compiler's whole input.</summary>
/// <param name="Node">Whose view it is. Its <see cref="NodeItem"/> and those of its peers are among the items.</param>
public sealed record NodeView(NodeId Node, PersistentDictionary<ItemKey, ViewItem> Items)
{
    /// <summary>Nodes that this one finds dead: it sends nobody to what stands on them.</summary>
    public ImmutableHashSet<NodeId> Dead { get; init; } = [];

    /// <summary>Load-balancer addresses that it is this node's turn to answer for.</summary>
    public ImmutableHashSet<IPAddress> Answered { get; init; } = [];

    public static NodeView Empty(NodeId node) => new(node, PersistentDictionary<ItemKey, ViewItem>.Empty);

    /// <summary>The services that mean something else than in a view before, though nobody changed them.</summary>
    public IEnumerable<ItemKey> Concerned(NodeView before)
    {
        if (ReferenceEquals(Dead, before.Dead) && ReferenceEquals(Answered, before.Answered))
            return [];
        var moved = Dead.SymmetricExcept(before.Dead);
        var addresses = Answered.SymmetricExcept(before.Answered);
        return moved.IsEmpty && addresses.IsEmpty ? [] : Items.Values.OfType<ServiceItem>().Where(service => service.IsOn(moved) || service.LoadBalancerIps.Items.Any(addresses.Contains)).Select(service => service.Key);
    }

    public T? Find<T>(ItemKey key) where T : ViewItem => Items.TryGetValue(key, out var item) ? item as T : null;
}
