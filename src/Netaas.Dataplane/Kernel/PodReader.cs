using Netaas.Core.Naming;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Reads pods back. Within an apply it remembers what was read with the sockets that the pod was made with.</summary>
internal sealed class PodReader
{
    private static readonly PodInterface s_nothing = new(default, 0, [], []);

    private readonly Dictionary<ObjectKey, KernelObject?> _read = [];

    public void Remember(ObjectKey key, KernelObject? found) => _read[key] = found;

    /// <summary>What stands in the place of a pod.</summary>
    public KernelObject? Read(PodAttachmentObject pod, NodeSockets node)
    {
        if (_read.TryGetValue(pod.Key, out var known))
            return known;
        if (!NetworkNamespace.Exists(pod.Netns))
            return Read(pod.HostEnd, (pod.Netns, pod.OwnsNetns), node, inside: null);
        using var inside = RouteSocket.Open(pod.Netns);
        return Read(pod.HostEnd, (pod.Netns, pod.OwnsNetns), node, inside);
    }

    /// <summary>A pod by its host's end. Null where that is not there.</summary>
    /// <param name="inside">A socket in the pod's namespace; null where that is gone.</param>
    public static PodAttachmentObject? Read(
        InterfaceName hostEnd, (string Path, bool IsOwned) netns, NodeSockets node, RouteSocket? inside) =>
        node.Routes.FindLink(hostEnd) is { } link ? Read(link, netns, node.Routes.FindLink(link.Master)?.Name, inside) : null;

    public static PodAttachmentObject Read(Link hostEnd, (string Path, bool IsOwned) netns, string? bridge, RouteSocket? inside)
    {
        Link? peer = null;
        var found = inside is null ? null : PodInside.Read(inside, out peer);
        var isHealthy = hostEnd.IsUp && peer is { IsUp: true } && peer.Peer == hostEnd.Index && hostEnd.Peer == peer.Index
            && hostEnd.Mtu == peer.Mtu && hostEnd.Port is { Hairpin: true };
        return new PodAttachmentObject(
            netns.Path, netns.IsOwned, new InterfaceName(hostEnd.Name), new InterfaceName(bridge ?? "none"), found ?? s_nothing)
        {
            IsHealthy = isHealthy,
        };
    }
}
