using Netaas.Agent.Attachments;
using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Naming;

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

    /// <summary>Somebody wants to know what passes to a service.</summary>
    public sealed record TrafficAsked(TrafficRequest Request) : AgentEvent;

    /// <summary>Other processes listen on the node than before.</summary>
    public sealed record ListenersChanged(EquatableList<Listener> Listeners) : AgentEvent;

    /// <summary>Somebody on the node asks.</summary>
    public sealed record LocalAsked(LocalCall Call) : AgentEvent;

    /// <summary>Somebody on the node has their answer, or was gone before it came.</summary>
    public sealed record LocalAnswered(PodId Pod, bool IsDelivered) : AgentEvent;

    /// <summary>It can be told now what the record has to hear of attachments.</summary>
    public sealed record UntoldAsked(TaskCompletionSource<AttachmentSync?> Untold) : AgentEvent;

    /// <summary>The record was told.</summary>
    /// <param name="Answer">Null where nobody answered.</param>
    public sealed record Told(AttachmentSync Sync, AttachmentSyncAnswer? Answer) : AgentEvent;

    /// <summary>It is time to decide on what a former life of the agent had begun.</summary>
    public sealed record LeftoversDue : AgentEvent;

    /// <summary>Somebody has waited long enough.</summary>
    public sealed record WaitOver : AgentEvent;

    /// <summary>An endpoint was found to be other than before.</summary>
    public sealed record HealthChanged : AgentEvent;

    /// <summary>Names can't be served any more, or can again.</summary>
    public sealed record NamesChanged : AgentEvent;

    /// <summary>Other nodes are dead, or back.</summary>
    public sealed record PeersChanged : AgentEvent;

    /// <summary>The kernel told of changes.</summary>
    public sealed record KernelTold : AgentEvent;
}
