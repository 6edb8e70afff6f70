using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Contracts;

/// <summary>
/// What an agent knows to be true of its node: state, not an event, so that any later one replaces it. Sent at every
/// change and every <see cref="Interval"/> besides.
/// </summary>
/// <param name="Incarnation">Made anew at every start of the agent.</param>
/// <param name="Sequence">Counts up within an incarnation; a report behind one already seen is dropped.</param>
/// <param name="ReceivedRevision">How far the replica is.</param>
/// <param name="AppliedRevision">Everything that concerns the node up to here is in its kernel and was read back, but for the failures.</param>
/// <param name="Stats">Null where nothing was measured yet.</param>
public sealed record NodeReport(
    NodeId Node,
    Guid Incarnation,
    long Sequence,
    long ReceivedRevision,
    long AppliedRevision,
    EquatableList<ItemFailure> Failures,
    NodeFacts Facts,
    NodeStats? Stats)
{
    /// <summary>A node whose reports stay out for three of these is away.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    /// <summary>What the agent found last that somebody else had changed, the latest first.</summary>
    public EquatableList<Drift> Drift { get; init; } = [];

    /// <summary>The ports that processes of the node have taken.</summary>
    public EquatableList<Listener> Listeners { get; init; } = [];

    /// <summary>What the agent found of endpoints that services want looked at; of others, nothing.</summary>
    public EquatableList<EndpointHealth> Health { get; init; } = [];

    /// <summary>What of the node gets in the way of its pods.</summary>
    public EquatableList<Obstacle> Obstacles { get; init; } = [];

    /// <summary>How its pods find names, by network; of those without any, nothing.</summary>
    public EquatableList<NamesOffer> Names { get; init; } = [];

    /// <summary>Nodes that this one finds dead, as nobody answers for them on the underlay.</summary>
    public EquatableList<NodeId> DeadPeers { get; init; } = [];

    /// <summary>The load-balancer addresses that the node answers for.</summary>
    public EquatableList<IPAddress> Answered { get; init; } = [];

    /// <summary>Contexts (W3C traceparent) of what was applied since the last report and that somebody follows; none of most.</summary>
    public EquatableList<string> Traces { get; init; } = [];
}

/// <summary>An object of ours that somebody else had changed, removed or added.</summary>
/// <param name="Wanted">What should stand there; null for what should not.</param>
/// <param name="Found">What stood there; null for nothing.</param>
public sealed record Drift(DateTimeOffset At, string? Wanted, string? Found, bool IsRepaired);

/// <summary>An item that the kernel does not hold as wanted.</summary>
/// <param name="Message">The kernel's own words, with what was tried.</param>
public sealed record ItemFailure(ItemKey Key, long Revision, FailureReason Reason, string Message);

public enum FailureReason
{
    /// <summary>The kernel refused a change.</summary>
    KernelRefused,

    /// <summary>The kernel took a change, and what was read back differs.</summary>
    ReadBackDiffers,

    /// <summary>A namespace that the pod was given does not exist.</summary>
    NamespaceGone,

    /// <summary>The item refers to something that the view does not hold.</summary>
    Incomplete,
}

/// <summary>Counts since the agent's start.</summary>
/// <param name="ObjectsOwned">Kernel objects in the plan.</param>
/// <param name="LastApplyMicroseconds">From an update's arrival to its read-back.</param>
public sealed record NodeStats(int ObjectsOwned, long DriftRepaired, long LastApplyMicroseconds);
