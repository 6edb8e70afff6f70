using System.Collections.Immutable;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Status;

/// <summary>What the last report of a node said.</summary>
/// <param name="Report">Null before the first one.</param>
/// <param name="SeenAt">When it came; null before the first one.</param>
internal sealed record NodeState(NodeId Id, string Name, NodeReport? Report, DateTimeOffset? SeenAt, ImmutableDictionary<ItemKey, ItemFailure> Failures)
{
    /// <summary>A node is away when three reports in a row stayed out, and one more's worth of time for the way.</summary>
    public static readonly TimeSpan Patience = 3 * NodeReport.Interval + TimeSpan.FromSeconds(1);

    /// <summary>Since when each of its troubles has been reported without a break, failures by their item, obstacles by their message.</summary>
    private ImmutableDictionary<object, DateTimeOffset> Troubles { get; init; } = ImmutableDictionary<object, DateTimeOffset>.Empty;

    /// <summary>
    /// Since when somebody listens to a node that was up when nobody did: while the API is away no report is heard, and that is
    /// no silence of the node's.
    /// </summary>
    public DateTimeOffset? ListenedSince { get; init; }

    public long AppliedRevision => Report?.AppliedRevision ?? 0;

    public bool IsUp(DateTimeOffset now) => SeenAt is { } seen && now - (ListenedSince > seen ? ListenedSince.Value : seen) < Patience;

    /// <summary>Silent by now; one that was never heard of is not.</summary>
    public bool IsAway(DateTimeOffset now) => SeenAt is not null && !IsUp(now);

    public static NodeState Unseen(NodeId id, string name) => new(id, name, null, null, ImmutableDictionary<ItemKey, ItemFailure>.Empty);

    public NodeState With(NodeReport report, DateTimeOffset now) => this with
    {
        Report = report,
        SeenAt = now,
        Failures = report.Failures.ToImmutableDictionary(failure => failure.Key),
        Troubles = report.Failures.Select(object (failure) => failure.Key).Concat(report.Obstacles.Select(obstacle => obstacle.Message)).Distinct()
            .ToImmutableDictionary(trouble => trouble, trouble => Troubles.GetValueOrDefault(trouble, now)),
    };

    /// <returns>When it was seen last where it is not known.</returns>
    public DateTimeOffset Since(ItemFailure failure, DateTimeOffset now) => Troubles.GetValueOrDefault(failure.Key, SeenAt ?? now);

    /// <inheritdoc cref="Since(ItemFailure, DateTimeOffset)"/>
    public DateTimeOffset Since(Obstacle obstacle, DateTimeOffset now) => Troubles.GetValueOrDefault(obstacle.Message, SeenAt ?? now);

    /// <summary>Whether a report is older than what is known: behind in its incarnation.</summary>
    public bool Outdates(NodeReport report) =>
        Report is not null && Report.Incarnation == report.Incarnation && Report.Sequence >= report.Sequence;
}
