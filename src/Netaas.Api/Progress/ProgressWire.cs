using Netaas.Api.Networks;
using Netaas.Api.Status;

namespace Netaas.Api.Progress;

/// <summary>How far a change has come on its way into the kernels.</summary>
public enum ChangeStage
{
    /// <summary>Committed; the nodes have not been told yet.</summary>
    Recorded,

    /// <summary>On its way to nodes, or being applied there.</summary>
    Sent,

    /// <summary>Only nodes that are away or fail on it lack it.</summary>
    HeldUp,

    /// <summary>Every node concerned has verified it.</summary>
    Applied,
}

/// <summary>A change and its way.</summary>
/// <param name="Project">Null for what belongs to none.</param>
/// <param name="Nodes">Of the nodes that it concerns, how many have verified it.</param>
/// <param name="Lagging">The others, and why; at most ten.</param>
/// <param name="ReadyMilliseconds">From its commit until the control plane saw its resource ready; null where it is not, or a later change of it came first.</param>
public sealed record ChangeProgress(
    long Revision, string Kind, Guid ResourceId, string Name, string Action, string? Project, DateTime At,
    ChangeStage Stage, NodeCount Nodes, IReadOnlyList<LaggingNode> Lagging, double? ReadyMilliseconds);

/// <summary>How long changes took from their commit until their resource was seen ready.</summary>
/// <param name="Count">So many became ready.</param>
/// <param name="P50Milliseconds">Half of them took no longer; null where there were none.</param>
public sealed record ReadinessFigures(int Count, double? P50Milliseconds, double? P95Milliseconds, double? P99Milliseconds);

/// <param name="At">When it begins.</param>
public sealed record ReadinessSpan(DateTime At, ReadinessFigures Figures);

/// <summary>Where changes stand, and how fast they become ready.</summary>
/// <param name="InFlight">Of the changes looked at, how many are recorded or sent.</param>
/// <param name="HeldUp">Of them, how many wait for nodes that are away or fail.</param>
/// <param name="LookedAt">The newest so many changes were looked at.</param>
/// <param name="Changes">Those on their way, then the held up ones, then the newest others.</param>
/// <param name="LastHour">Of the changes of the last hour that became ready.</param>
/// <param name="Spans">The same hour in spans of five minutes, the oldest first; those in which nothing became ready are absent.</param>
public sealed record ProgressResource(
    DateTimeOffset At, int InFlight, int HeldUp, int LookedAt, IReadOnlyList<ChangeProgress> Changes, ReadinessFigures LastHour, IReadOnlyList<ReadinessSpan> Spans);
