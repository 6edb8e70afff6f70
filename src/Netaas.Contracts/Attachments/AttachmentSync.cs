using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Contracts.Attachments;

/// <summary>
/// What an agent tells of pods that began and ended at its node, and the addresses that it wants to hold for more. Sending it
/// twice is sending it once: pods are known by their ids, addresses by who holds them. An agent sends one at a time.
/// </summary>
/// <param name="Returned">Leases that nobody needs any more; they rest before they are given again.</param>
public sealed record AttachmentSync(
    EquatableList<DetachedPod> Detached,
    EquatableList<AttachedPod> Attached,
    EquatableList<LeasedAddress> Returned,
    EquatableList<LeaseWish> Leases);

/// <summary>A pod that began at its node, from leased addresses.</summary>
/// <param name="AttachmentId">The runtime's name for it: container and interface.</param>
/// <param name="Project">By name or id.</param>
/// <param name="Name">Wished for; one that is taken gets a part of the attachment's id behind it.</param>
public sealed record AttachedPod(
    PodId Pod,
    string AttachmentId,
    string Project,
    string Name,
    NetworkId Network,
    EquatableList<IPAddress> Addresses,
    MacAddress Mac,
    string NetnsPath)
{
    public string Interface { get; init; } = PodItem.UsualInterface;

    public bool HasDefaultRoute { get; init; } = true;

    /// <summary>Whether its runtime takes the interface into the namespace, and does everything inside, by itself.</summary>
    public bool IsHanded { get; init; }

    public EquatableList<Label> Labels { get; init; } = [];

    public EquatableList<AttachedPort> Ports { get; init; } = [];

    /// <summary>Ports that were published once and are no more.</summary>
    public EquatableList<PortMappingId> Withdrawn { get; init; } = [];

    public AttachmentSource Source { get; init; } = new("", "", []);
}

/// <summary>One label of a pod.</summary>
public readonly record struct Label(string Key, string Value);

/// <summary>Who asked for an attachment.</summary>
/// <param name="Runtime">What called, as <c>cni</c>.</param>
/// <param name="ContainerId">The runtime's id of the container that holds it.</param>
/// <param name="Aliases">Other names by which the container's peers know it.</param>
public sealed record AttachmentSource(string Runtime, string ContainerId, EquatableList<string> Aliases)
{
    /// <summary>Those of the aliases that DNS has room for, as it has them.</summary>
    public EquatableList<string> Names() => Aliases.Select(alias => alias.ToLowerInvariant()).Where(ResourceName.IsValid).Distinct().ToEquatableList();
}

/// <summary>A port of the pod that its node publishes.</summary>
/// <param name="HostAddress"><c>0.0.0.0</c> or <c>::</c> for all of the family.</param>
public sealed record AttachedPort(PortMappingId Id, IPAddress HostAddress, TransportProtocol Protocol, ushort HostPort, ushort TargetPort);

/// <summary>A pod that ended at its node.</summary>
/// <param name="Reason">For the history.</param>
public sealed record DetachedPod(PodId Pod, string Reason);

/// <summary>An address that the record has leased to the node.</summary>
public readonly record struct LeasedAddress(NetworkId Network, IPAddress Address);

/// <summary>How many addresses of a network the agent wants to hold.</summary>
/// <param name="Project">By name or id.</param>
/// <param name="Network">By name or id.</param>
/// <param name="Count">Of each family.</param>
/// <param name="Chosen">Addresses that somebody asked for by name, on top.</param>
public sealed record LeaseWish(string Project, string Network, int Count, EquatableList<IPAddress> Chosen);

/// <summary>What the record says after an <see cref="AttachmentSync"/>.</summary>
/// <param name="Recorded">One for each pod that was attached or detached.</param>
/// <param name="Leases">One for each wish.</param>
public sealed record AttachmentSyncAnswer(EquatableList<RecordedPod> Recorded, EquatableList<LeaseSet> Leases);

/// <summary>What became of a pod.</summary>
/// <param name="Revision">Once the replica is there, it speaks of the pod and of its ports, if they stand.</param>
/// <param name="Refusal">Why it can't be recorded, and must end; null where it is.</param>
/// <param name="RefusedPorts">Ports that are somebody else's; they must not be published.</param>
public sealed record RecordedPod(PodId Pod, long Revision, string? Refusal, EquatableList<PortMappingId> RefusedPorts);

/// <summary>All addresses of a network that are leased to the node.</summary>
/// <param name="Id">Null where there is no such network.</param>
/// <param name="Refusal">Why there are fewer than wished for; null where there are not.</param>
public sealed record LeaseSet(string Project, string Network, NetworkId? Id, EquatableList<IPAddress> Addresses, string? Refusal);
