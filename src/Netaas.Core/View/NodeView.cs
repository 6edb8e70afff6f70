using System.Collections.Immutable;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>The part of the record that one node needs: the compiler's whole input.</summary>
/// <param name="Node">Whose view it is. Its <see cref="NodeItem"/> and those of its peers are among the items.</param>
public sealed record NodeView(NodeId Node, ImmutableDictionary<ItemKey, ViewItem> Items)
{
    public static NodeView Empty(NodeId node) => new(node, ImmutableDictionary<ItemKey, ViewItem>.Empty);

    public T? Find<T>(ItemKey key) where T : ViewItem => Items.TryGetValue(key, out var item) ? item as T : null;
}
