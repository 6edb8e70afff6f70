using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Contracts;

/// <summary>
/// State for one node, one link of its stream. Losing, repeating or reordering these is harmless: the receiver applies one
/// when <see cref="Previous"/> is not above what it has, ignores one whose <see cref="Revision"/> it has, and asks for a
/// snapshot when there is a gap. With no item it is a watermark.
/// </summary>
/// <param name="Previous">The <see cref="Revision"/> of the message before it in this node's stream.</param>
/// <param name="Revision">Everything up to here that concerns the node has been sent with this message.</param>
public sealed record NodeUpdate(
    NodeId Node,
    long Previous,
    long Revision,
    EquatableList<ViewItem> Items,
    EquatableList<ItemRemoval> Removals)
{
    /// <summary>Contexts (W3C traceparent) of those writes in it that somebody follows; none of most.</summary>
    public EquatableList<string> Traces { get; init; } = [];
}

/// <summary>An item that is gone since a revision; an item of a later revision stays.</summary>
public sealed record ItemRemoval(ItemKey Key, long Revision);
