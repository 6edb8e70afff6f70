using Netaas.Agent.Attachments;
using Netaas.Agent.ControlPlane;

namespace Netaas.Agent;

/// <summary>How a session reaches the control plane, apart from the bus.</summary>
/// <param name="Names">Fetches the names of all pods.</param>
internal sealed record SessionLinks(SnapshotFetcher Snapshots, AttachmentReporter Attachments, SnapshotFetcher Names);
