using Netaas.Contracts;
using Netaas.Core;

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

    /// <summary>Somebody wants to know what the kernel holds.</summary>
    public sealed record StateAsked(NodeStateRequest Request) : AgentEvent;

    /// <summary>Other processes listen on the node than before.</summary>
    public sealed record ListenersChanged(EquatableList<Listener> Listeners) : AgentEvent;

    /// <summary>The kernel told of changes.</summary>
    public sealed record KernelTold : AgentEvent;
}
