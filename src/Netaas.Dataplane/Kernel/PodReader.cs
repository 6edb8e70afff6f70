using Netaas.Core.Naming;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Reads pods back. Within an apply it remembers what was read with the sockets that the pod was made with.</summary>
internal sealed class PodReader
{
    private static readonly PodInterface s_nothing = new(default, 0, [], []);

    private readonly Dictionary<ObjectKey, KernelObject?> _read = [];

    /// <summary>Reads a pod through a socket that is open in its namespace.</summary>
    public void Remember(PodAttachmentObject pod, NodeSockets node, RouteSocket inside) => _read[pod.Key] = Read(pod, node, inside);

    /// <summary>What stands in the place of a pod; null where its host's end is not there.</summary>
    public KernelObject? Read(PodAttachmentObject pod, NodeSockets node)
    {
        if (_read.TryGetValue(pod.Key, out var known))
            return known;
        if (!NetworkNamespace.Exists(pod.Netns))
            return Read(pod, node, inside: null);
        using var inside = RouteSocket.Open(pod.Netns);
        return Read(pod, node, inside);
    }

    /// <summary>A pair as the object that it would be in a plan.</summary>
    /// <param name="bridge">Name of the host's end's bridge; null for none of ours.</param>
    public static PodAttachmentObject Describe(PodLink pod, (string Path, bool IsOwned) netns, string? bridge) => new(
        netns.Path, netns.IsOwned, new InterfaceName(pod.HostEnd.Name), new InterfaceName(bridge ?? "none"), pod.Inside ?? s_nothing)
    {
        IsHealthy = pod.HostEnd is { IsUp: true, Port.Hairpin: true } && pod.Peer is { IsUp: true } peer
            && peer.Peer == pod.HostEnd.Index && pod.HostEnd.Peer == peer.Index && pod.HostEnd.Mtu == peer.Mtu,
    };

    /// <summary>What stands in the place of a pod that was handed over; null where its host's end is not there.</summary>
    public static KernelObject? Read(HandedPodObject pod, NodeSockets node) =>
        node.Routes.FindLink(pod.HostEnd) is { } hostEnd ? Describe(pod, hostEnd, BridgeOf(hostEnd, pod.Bridge, node)) : null;

    /// <summary>The far end is the runtime's: of it only where it is can be told.</summary>
    /// <param name="bridge">Name of the host's end's bridge; null for none of ours.</param>
    public static HandedPodObject Describe(HandedPodObject wanted, Link hostEnd, string? bridge) => wanted with
    {
        Bridge = new InterfaceName(bridge ?? "none"),
        Mtu = hostEnd.Mtu,
        IsHealthy = hostEnd is { IsUp: true, Port.Hairpin: true },
        IsTaken = hostEnd.PeerNamespaceId is not null,
    };

    private static PodAttachmentObject? Read(PodAttachmentObject pod, NodeSockets node, RouteSocket? inside)
    {
        if (node.Routes.FindLink(pod.HostEnd) is not { } hostEnd)
            return null;
        Link? peer = null;
        var found = inside is null ? null : PodInside.Read(pod.Interface.Name, inside, out peer);
        return Describe(new PodLink(hostEnd, peer, found), (pod.Netns, pod.OwnsNetns), BridgeOf(hostEnd, pod.Bridge, node));
    }

    private static string? BridgeOf(Link hostEnd, InterfaceName expected, NodeSockets node) =>
        hostEnd.Master == 0 ? null
        : node.IndexOf(expected) == hostEnd.Master ? expected.Value
        : node.Routes.FindLink(hostEnd.Master)?.Name;
}
