using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>
/// What the node knows by itself: its pods that the record may not know yet, or may still know, and the addresses that it may
/// give. Every change is on disk before anybody acts on it. One caller at a time.
/// </summary>
internal sealed class AttachmentBook : IDisposable
{
    private readonly NodeId _node;
    private readonly AttachmentStore _store;
    private readonly Dictionary<PodId, LocalPod> _pods;
    private readonly Dictionary<(string Project, string Network), WarmSet> _warm;
    private readonly HashSet<ItemKey> _changed = [];

    public AttachmentBook(NodeId node, AttachmentStore store)
    {
        (_node, _store) = (node, store);
        var saved = store.Load(node);
        _pods = saved.Pods.ToDictionary(pod => pod.Id);
        _warm = saved.Warm.Where(it => it.Id is not null).ToDictionary(it => (it.Project, it.Network));
    }

    public IEnumerable<LocalPod> Pods => _pods.Values;

    public IEnumerable<WarmSet> Warm => _warm.Values;

    public WarmSet? FindWarm(string project, string network) => _warm.GetValueOrDefault((project, network));

    /// <summary>The pod that stands, or is being made, for an attachment.</summary>
    public LocalPod? FindLive(string attachment) =>
        _pods.Values.FirstOrDefault(pod => pod.State != LocalPodState.Ended && pod.Pod.AttachmentId == attachment);

    public LocalPod? Find(PodId id) => _pods.GetValueOrDefault(id);

    public void Put(LocalPod pod)
    {
        if (_pods.TryGetValue(pod.Id, out var before))
            _changed.UnionWith(before.Keys);
        _changed.UnionWith(pod.Keys);
        _pods[pod.Id] = pod;
        _store.Append(new AttachmentEntry(pod, null, null), All);
    }

    public void Put(WarmSet set)
    {
        if (_warm.GetValueOrDefault((set.Project, set.Network)) == set)
            return;
        // A network that is no more has nothing to give.
        if (set.Id is null)
            _warm.Remove((set.Project, set.Network));
        else
            _warm[(set.Project, set.Network)] = set;
        _store.Append(new AttachmentEntry(null, null, set), All);
    }

    /// <summary>Addresses of a set that no pod has and that stand in blocks which the view gives to this node.</summary>
    public IEnumerable<IPAddress> Free(WarmSet set, NodeView view)
    {
        if (set.Id is not { } network || view.Find<MemberItem>(ItemKey.Of(network, _node)) is not { } member)
            return [];
        var used = _pods.Values.Where(pod => pod.Pod.Network == network).SelectMany(pod => pod.Pod.Addresses).ToHashSet();
        return set.Addresses.Where(address => !used.Contains(address) && member.Blocks.Any(block => block.Contains(address)));
    }

    /// <summary>The view with what the record doesn't say yet, and without what it says still.</summary>
    public NodeView Over(NodeView view, long revision)
    {
        var items = view.Items.ToBuilder();
        foreach (var pod in _pods.Values)
            if (pod.State == LocalPodState.Ended)
                items.RemoveRange(pod.Keys);
            else
            {
                items.RemoveRange(pod.Pod.Withdrawn.Select(ItemKey.Of));
                if (!(pod.Recorded <= revision))
                    foreach (var item in pod.Items(_node))
                        items.TryAdd(item.Key, item);
            }
        return view with { Items = items.ToImmutable() };
    }

    /// <summary>
    /// Forgets what the replica has seen the end of: pods whose removal has come, and pods that it had and has no more, which
    /// somebody has deleted.
    /// </summary>
    public void Follow(NodeView view, long revision)
    {
        foreach (var pod in _pods.Values.ToList())
            if (pod.Removed <= revision || (pod.State != LocalPodState.Ended && pod.Recorded <= revision && !view.Items.ContainsKey(ItemKey.Of(pod.Id))))
                Drop(pod);
    }

    /// <summary>The keys of all that has changed since this was last asked.</summary>
    public IReadOnlyCollection<ItemKey> TakeChanged()
    {
        var changed = _changed.ToArray();
        _changed.Clear();
        return changed;
    }

    /// <summary>What the record has to hear; null where it knows everything and the node has what it wants.</summary>
    /// <param name="size">How many addresses to hold ahead, of each family.</param>
    public AttachmentSync? Untold(int size, IReadOnlyCollection<LeaseWish> more)
    {
        var ended = _pods.Values.Where(pod => pod is { State: LocalPodState.Ended, Removed: null }).OrderBy(pod => pod.Id.Value).ToList();
        var attached = _pods.Values.Where(pod => pod is { State: LocalPodState.Standing, Recorded: null }).OrderBy(pod => pod.Id.Value).ToList();
        var isShort = _warm.Values.Any(set => IsShort(set, size));
        if (ended.Count == 0 && attached.Count == 0 && !isShort && more.Count == 0)
            return null;
        // All of them each time: the answer then says of every set what it is after the pods of the same request were recorded.
        var wishes = _warm.Values.Select(set => more.FirstOrDefault(it => (it.Project, it.Network) == (set.Project, set.Network))
            ?? new LeaseWish(set.Project, set.Network, size, [])).Concat(more.Where(it => !_warm.ContainsKey((it.Project, it.Network))));
        return new AttachmentSync(
            ended.Select(pod => new DetachedPod(pod.Id, pod.Reason ?? "detached")).ToEquatableList(),
            attached.Select(pod => pod.Pod).ToEquatableList(),
            // One that was never recorded gives its addresses back; of one that was, they are no leases any more.
            ended.SelectMany(pod => pod.Pod.Addresses.Select(address => new LeasedAddress(pod.Pod.Network, address))).ToEquatableList(),
            wishes.OrderBy(it => it.Project, StringComparer.Ordinal).ThenBy(it => it.Network, StringComparer.Ordinal).ToEquatableList());
    }

    /// <summary>Takes what the record said to something that was <see cref="Untold"/>.</summary>
    /// <returns>Pods that it refused, which have ended by that.</returns>
    public IReadOnlyList<LocalPod> Take(AttachmentSync told, AttachmentSyncAnswer answer)
    {
        var detached = told.Detached.Select(pod => pod.Pod).ToHashSet();
        var attached = told.Attached.ToDictionary(pod => pod.Pod);
        var refused = new List<LocalPod>();
        foreach (var said in answer.Recorded)
            if (_pods.TryGetValue(said.Pod, out var pod))
                if (detached.Contains(said.Pod))
                    Put(pod with { Removed = said.Revision });
                else if (said.Refusal is { } refusal)
                    refused.Add(End(pod, refusal));
                else
                    // What has changed meanwhile is told once more.
                    Put(pod with { Recorded = attached.GetValueOrDefault(said.Pod) == pod.Pod ? said.Revision : null, Pod = Without(pod.Pod, said.RefusedPorts) });
        foreach (var set in answer.Leases)
            Put(new WarmSet(set.Project, set.Network, set.Id, set.Addresses));
        return refused;
    }

    public LocalPod End(LocalPod pod, string reason)
    {
        var ended = pod with { State = LocalPodState.Ended, Reason = reason };
        Put(ended);
        return ended;
    }

    public void Dispose() => _store.Dispose();

    private bool IsShort(WarmSet set, int size)
    {
        var used = _pods.Values.Where(pod => pod.Pod.Network == set.Id).SelectMany(pod => pod.Pod.Addresses).ToHashSet();
        // Asked for again when a quarter is used: a burst is one request, not one a pod.
        return set.Addresses.Count(address => !used.Contains(address) && address.AddressFamily == AddressFamily.InterNetwork) <= size * 3 / 4
            && set.Addresses.Count(address => !used.Contains(address) && address.AddressFamily == AddressFamily.InterNetworkV6) <= size * 3 / 4;
    }

    private void Drop(LocalPod pod)
    {
        _changed.UnionWith(pod.Keys);
        _pods.Remove(pod.Id);
        _store.Append(new AttachmentEntry(null, pod.Id, null), All);
    }

    private SavedAttachments All() => new(_node, [.. _pods.Values], [.. _warm.Values]);

    private static AttachedPod Without(AttachedPod pod, EquatableList<PortMappingId> refused) =>
        refused.Count == 0 ? pod : pod with { Ports = pod.Ports.Where(port => !refused.Contains(port.Id)).ToEquatableList() };
}
