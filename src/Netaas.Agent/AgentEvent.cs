using Netaas.Contracts;

namespace Netaas.Agent;

/// <summary>Something that the reconcile loop reacts to.</summary>
internal abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <param name="ArrivedAt">Timestamp of the time provider.</param>
    public sealed record UpdateArrived(NodeUpdate Update, long ArrivedAt) : AgentEvent;

    public sealed record SnapshotArrived(NodeSnapshot Snapshot, long ArrivedAt) : AgentEvent;

    public sealed record RetryDue : AgentEvent;

    public sealed record AuditDue : AgentEvent;

    /// <summary>The kernel told of changes.</summary>
    public sealed record KernelTold : AgentEvent;
}
