using System.Net;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Api.Nodes;

/// <summary>A node as it stands. Its agent registers it. To a token of one project all but name, zone, labels and phase is null.</summary>
/// <param name="UnderlayAddresses">Its addresses on the underlay, the tunnels' first.</param>
public sealed record NodeResource(
    Guid Id,
    string Name,
    string? Zone,
    Labels Labels,
    EquatableList<InterfaceAddress>? UnderlayAddresses,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    NodeStatus Status);

/// <summary>What an operator may change of a node.</summary>
public sealed record NodeRequest(Labels? Labels);

/// <param name="LastSeenAt">When its agent last reported; null before the first time.</param>
/// <param name="ReceivedRevision">How far its agent has heard.</param>
/// <param name="AppliedRevision">Up to here everything that concerns it is in its kernel and was read back, but for failures.</param>
/// <param name="Lag">Revisions that the fleet has heard of and this node has not applied.</param>
/// <param name="LowestFailedRevision">The oldest change that the kernel does not hold; null where nothing fails.</param>
/// <param name="Stats">Null before the first report.</param>
/// <param name="Drift">What its agent found last that somebody else had changed, the latest first.</param>
/// <param name="Listeners">Ports that processes of the node itself have taken: no port mapping can have them.</param>
/// <param name="Conditions">To a token of one project only those of the node and of the project's own resources.</param>
public sealed record NodeStatus(
    Phase Phase,
    DateTimeOffset? LastSeenAt,
    long? ReceivedRevision,
    long? AppliedRevision,
    long? Lag,
    long? LowestFailedRevision,
    string? NetnsPath,
    EquatableList<IPNetwork>? HostRoutes,
    int? UplinkMtu,
    string? KernelVersion,
    string? AgentVersion,
    NodeStats? Stats,
    EquatableList<Drift>? Drift,
    EquatableList<Listener>? Listeners,
    IReadOnlyList<Condition> Conditions);
