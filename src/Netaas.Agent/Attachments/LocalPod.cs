using System.Buffers.Binary;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

internal enum LocalPodState
{
    /// <summary>It is being made, and nobody was told that it stands.</summary>
    Begun,

    /// <summary>Whoever asked for it knows that it stands.</summary>
    Standing,

    /// <summary>It is gone from the node, whatever the record says.</summary>
    Ended,
}

/// <summary>A pod that began at this node, from before it is made until the record has forgotten it.</summary>
/// <param name="Configuration">The runtime's name of the network configuration.</param>
/// <param name="Recorded">The replica's revision that has it, once the record has; null before.</param>
/// <param name="Removed">The replica's revision that doesn't have it any more, once the record has let it go; null before.</param>
/// <param name="Reason">Why it ended; null while it hasn't.</param>
internal sealed record LocalPod(AttachedPod Pod, string Configuration, LocalPodState State, long? Recorded, long? Removed, string? Reason)
{
    public PodId Id => Pod.Pod;

    /// <summary>When it was begun: its id is of version 7 (RFC 9562, section 5.7).</summary>
    public DateTimeOffset BeganAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
        }
    }

    /// <summary>What tells it apart for its runtime; the record knows it by this, too.</summary>
    public static string AttachmentId(string container, string @interface) => $"{container}/{@interface}";

    /// <summary>The keys of all that it puts into the view, or keeps out of it.</summary>
    public IEnumerable<ItemKey> Keys => Pod.Ports.Select(port => port.Id).Concat(Pod.Withdrawn).Select(ItemKey.Of).Prepend(ItemKey.Of(Id));

    /// <summary>What it is to the compiler until the record speaks of it. Of no revision: whatever is recorded wins.</summary>
    public IEnumerable<ViewItem> Items(NodeId node)
    {
        yield return new PodItem(0, Id, Pod.Name, PodMode.Network, Pod.Network, Pod.Addresses, Pod.Mac, Pod.NetnsPath)
        {
            Interface = Pod.Interface,
            HasDefaultRoute = Pod.HasDefaultRoute,
            IsHanded = Pod.IsHanded,
            Aliases = Pod.Source.Names(),
        };
        foreach (var port in Pod.Ports)
            yield return new PortMappingItem(
                0, port.Id, Pod.Name, port.HostAddress, port.Protocol, port.HostPort, port.HostPort,
                Pod.Addresses.FirstOrDefault(address => address.AddressFamily == port.HostAddress.AddressFamily),
                port.TargetPort, Pod.Network, node);
    }
}

/// <summary>Addresses of a network that the record has leased to this node, those in use by pods that it doesn't know yet included.</summary>
/// <param name="Network">As it was asked for, by name or id.</param>
/// <param name="Id">Null while nobody has said which network that is.</param>
internal sealed record WarmSet(string Project, string Network, NetworkId? Id, EquatableList<System.Net.IPAddress> Addresses);
