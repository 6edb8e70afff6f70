using System.Text.Json.Serialization;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Status;

/// <summary>That nodes hold an item as of a revision.</summary>
/// <param name="Nodes">Null for every node.</param>
/// <param name="Own">Whether the nodes hold the resource itself; else they only need to know of it, and one that is away does not count.</param>
internal sealed record Requirement(ItemKey Key, long Revision, IReadOnlyList<NodeId>? Nodes, bool Own = true)
{
    /// <summary>What one of the nodes must have taken upon itself besides; null for nothing. Of the resource itself alone.</summary>
    public Claim? Claim { get; init; }
}

/// <summary>The phases of a resource, with a capital on the wire too, as Kubernetes writes them.</summary>
public enum Phase
{
    /// <summary>Recorded, not yet verified on every node it touches.</summary>
    [JsonStringEnumMemberName("Pending")]
    Pending,

    /// <summary>Every node it touches has it in the kernel and has read it back.</summary>
    [JsonStringEnumMemberName("Ready")]
    Ready,

    /// <summary>A node that should hold it is away or fails on it.</summary>
    [JsonStringEnumMemberName("Degraded")]
    Degraded,

    /// <summary>Every node refused it.</summary>
    [JsonStringEnumMemberName("Failed")]
    Failed,

    /// <summary>Deleted, and not yet confirmed gone by its nodes.</summary>
    [JsonStringEnumMemberName("Terminating")]
    Terminating,
}

/// <summary>Something to know about a resource beside its phase.</summary>
/// <param name="Node">The node's name; null where it concerns no single one.</param>
public sealed record Condition(string Type, bool Status, string Reason, string Message, string? Node, DateTimeOffset Since);

/// <summary>A node that a change still waits for.</summary>
/// <param name="Node">Its name; null where any of several would do, or none can.</param>
public sealed record LaggingNode(string? Node, string Reason);

/// <summary>What the nodes' reports say about a resource.</summary>
/// <param name="Ready">Of the nodes that hold the resource itself, how many have verified it.</param>
/// <param name="IsHeldUp">Whether time alone brings no more: a node concerned is away, or there is none that could do what one must.</param>
internal sealed record Verdict(Phase Phase, int Ready, int Total, IReadOnlyList<Condition> Conditions, IReadOnlyList<LaggingNode> Lagging, bool IsHeldUp);
