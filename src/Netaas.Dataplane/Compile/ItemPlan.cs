using System.Collections.Immutable;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>What one item of a view comes to on this node.</summary>
/// <param name="Dependencies">The other items that were looked at, found or not: when one of them changes, this is compiled again. One may be named twice.</param>
/// <param name="Incomplete">What the view lacks; null where nothing. An incomplete item has no objects.</param>
public sealed record ItemPlan(
    ItemKey Item,
    long Revision,
    ImmutableArray<KernelObject> Objects,
    ImmutableArray<ItemKey> Dependencies,
    string? Incomplete);
