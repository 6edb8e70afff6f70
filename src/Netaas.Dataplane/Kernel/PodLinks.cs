using System.Diagnostics;
using Netaas.Core.Naming;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Pods' namespaces and their veth pairs. The peer is made straight in its namespace; moving it there later would wait for
/// an RCU grace period (17 ms instead of half a millisecond).
/// </summary>
internal static class PodLinks
{
    /// <summary>Links that are to go are put in this group and go together: a quarter of a millisecond each instead of 17.</summary>
    private const uint LeavingGroup = 0x6e617832;

    // Two RCU grace periods of a busy machine, and what a pair costs the kernel.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_longestWaitEach = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMicroseconds(200);

    public static void Add(Step step, NodeSockets node, PodReader reader, FailureLog failures)
    {
        failures.Guard(step, () =>
        {
            switch (step.Object)
            {
                case PodAttachmentObject pod:
                    Attach(step, pod, node, reader, failures);
                    break;
                case HandedPodObject pod:
                    Hand(step, pod, node, failures);
                    break;
                default:
                    MakeEmpty(step.Key.Name);
                    break;
            }
        });
    }

    /// <summary>
    /// Lets go of pods. A namespace that nobody else holds takes its pair along within a millisecond or two, without anybody
    /// waiting; asking for the deletion of a pair waits 17 ms with the lock that every change of links takes. So only what
    /// stands in namespaces of others is deleted here.
    /// </summary>
    public static void Remove(IReadOnlyList<Step> steps, NodeSockets node, FailureLog failures)
    {
        foreach (var step in steps)
            if (NamespaceOf(step.Object) is { } path)
                failures.Guard(step, () => NetworkNamespace.Delete(path));
        RemoveLinks(steps.Where(step => NamespaceOf(step.Object) is null), node, failures);
    }

    /// <summary>
    /// Waits for pairs whose namespaces were let go of. What is still there then is in a namespace that somebody holds, as a
    /// container's process does, and is deleted.
    /// </summary>
    public static void AwaitRemoval(IReadOnlyList<Step> steps, NodeSockets node, FailureLog failures)
    {
        var left = steps.Where(step => step is { Action: StepAction.Remove, Object: PodAttachmentObject { OwnsNetns: true } }).ToList();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            left.RemoveAll(step => node.Routes.FindLink(new InterfaceName(step.Key.Name)) is null);
            if (left.Count == 0)
                return;
            if (Stopwatch.GetElapsedTime(started) > s_longestWait + left.Count * s_longestWaitEach)
                break;
            Thread.Sleep(s_betweenLooks);
        }
        RemoveLinks(left, node, failures);
    }

    private static void Attach(Step step, PodAttachmentObject pod, NodeSockets node, PodReader reader, FailureLog failures)
    {
        if (node.IndexOf(pod.Bridge) is not { } bridge)
        {
            failures.Refused(step, $"there is no bridge {pod.Bridge}");
            return;
        }
        if (!pod.OwnsNetns && !NetworkNamespace.Exists(pod.Netns))
        {
            failures.NamespaceGone(step, pod.Netns);
            return;
        }
        using var ns = pod.OwnsNetns ? NetworkNamespace.OpenOrCreate(pod.Netns) : NetworkNamespace.Open(pod.Netns);
        using var inside = RouteSocket.Open(ns);
        var peer = new VethPeer(pod.Interface.Name, ns, new LinkOptions(Mac: pod.Interface.Mac, Mtu: pod.Interface.Mtu));
        var found = ReusableHostEnd(pod, node, inside);
        var hostEnd = found ?? MakePair(pod.HostEnd, peer, bridge, node);
        PodInside.Apply(pod.Interface, inside, isNew: found is null);
        SetHostEnd(hostEnd, (bridge, pod.Interface.Mtu), node);
        reader.Remember(pod, node, inside);
    }

    /// <summary>The far end waits on the node for whoever takes it; one that was taken is left alone.</summary>
    private static void Hand(Step step, HandedPodObject pod, NodeSockets node, FailureLog failures)
    {
        if (node.IndexOf(pod.Bridge) is not { } bridge)
        {
            failures.Refused(step, $"there is no bridge {pod.Bridge}");
            return;
        }
        var far = new VethPeer(pod.FarEnd, null, new LinkOptions(Mac: pod.Mac, Mtu: pod.Mtu));
        var hostEnd = node.Routes.FindLink(pod.HostEnd) ?? MakePair(pod.HostEnd, far, bridge, node);
        SetHostEnd(hostEnd, (bridge, pod.Mtu), node);
    }

    /// <summary>A namespace with nothing but its loopback, which those who share it meet on.</summary>
    private static void MakeEmpty(string path)
    {
        using var ns = NetworkNamespace.OpenOrCreate(path);
        using var inside = RouteSocket.Open(ns);
        inside.Execute($"set the loopback of {path}", batch => batch.SetLink(PodInside.Loopback, new LinkOptions(Up: true)));
    }

    /// <summary>The pair that is there, if it leads to the right namespace; one that doesn't is removed.</summary>
    private static Link? ReusableHostEnd(PodAttachmentObject pod, NodeSockets node, RouteSocket inside)
    {
        if (node.Routes.FindLink(pod.HostEnd) is not { } link)
            return null;
        var peer = inside.FindLink(pod.Interface.Name);
        if (peer is not null && peer.Peer == link.Index && link.Peer == peer.Index && link.PeerNamespaceId is not null)
            return link;
        node.Routes.Execute($"remove {pod.HostEnd}", batch => batch.DeleteLink(link.Index));
        return null;
    }

    private static Link MakePair(InterfaceName hostEnd, VethPeer peer, int bridge, NodeSockets node)
    {
        var link = new LinkOptions(Mtu: peer.Options?.Mtu, Master: bridge);
        node.Routes.Execute($"make the interface pair of {hostEnd}", batch => batch.AddVeth(hostEnd, peer, link));
        return node.Routes.FindLink(hostEnd) ?? throw new IOException($"{hostEnd} was made and is not there");
    }

    private static void SetHostEnd(Link link, (int Bridge, int Mtu) wanted, NodeSockets node) =>
        node.Routes.Execute($"set {link.Name}", batch =>
        {
            if ((link.Mtu, link.Master) != (wanted.Mtu, wanted.Bridge))
                batch.SetLink(link.Index, new LinkOptions(Mtu: wanted.Mtu, Master: wanted.Bridge));
            batch.SetOwnIpv6(link, isWanted: false);
            batch.SetBridgePort(link.Index, new BridgePortOptions(Hairpin: true));
            batch.SetLink(link.Index, new LinkOptions(Up: true));
        });

    private static void RemoveLinks(IEnumerable<Step> steps, NodeSockets node, FailureLog failures)
    {
        var batch = node.Batch;
        batch.Clear();
        foreach (var step in steps)
            if (node.Routes.FindLink(new InterfaceName(step.Key.Name)) is { } link)
                batch.SetLink(link.Index, new LinkOptions(Group: LeavingGroup), step);
        if (batch.Count == 0)
            return;
        foreach (var result in node.Routes.Execute(batch))
            if (!result.IsSuccess && result.Tag is Step step)
                failures.Refused(step, result.ToException()?.Message ?? "");
        batch.Clear();
        batch.DeleteLinkGroup(LeavingGroup);
        node.Routes.Execute(batch);
    }

    private static string? NamespaceOf(KernelObject removed) => removed switch
    {
        PodAttachmentObject { OwnsNetns: true } pod => pod.Netns,
        PodNamespaceObject ns => ns.Path,
        _ => null,
    };
}
