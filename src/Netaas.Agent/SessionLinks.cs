using Netaas.Agent.Attachments;
using Netaas.Agent.ControlPlane;

namespace Netaas.Agent;

/// <summary>How a session reaches the control plane, apart from the bus.</summary>
/// <param name="Names">Fetches the names of all pods.</param>
internal sealed record SessionLinks(SnapshotFetcher Snapshots, AttachmentReporter Attachments, SnapshotFetcher Names)
{
    /// <summary>Called when the node is as its saved replica wants it.</summary>
    public Action OnBegun { get; init; } = static () => { };
}
