using System.Collections.Immutable;
using Netaas.Contracts;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Replicas;

/// <summary>What became of an update.</summary>
internal enum ReplicaOutcome
{
    /// <summary>The replica is further than before.</summary>
    Applied,

    /// <summary>It was known already.</summary>
    Known,

    /// <summary>Something between the replica and the update is missing: a snapshot is needed, unless it comes late.</summary>
    Gap,
}

/// <summary>
/// A node's copy of what concerns it. Updates may come late, twice, out of order or never; what it comes to depends on
/// which came, not on how.
/// </summary>
internal sealed class Replica(NodeId node)
{
    // A control plane that sends this many while a snapshot is under way is better asked again.
    private const int MostWaiting = 10_000;

    private readonly SortedDictionary<long, NodeUpdate> _waiting = [];
    private readonly HashSet<ItemKey> _changed = [];

    /// <summary>False until the first snapshot: an empty view that nobody sent is no view.</summary>
    public bool HasView { get; private set; }

    public long Revision { get; private set; }

    public NodeView View { get; private set; } = NodeView.Empty(node);

    /// <summary>One that was saved: nothing of it is news.</summary>
    public static Replica Of(NodeSnapshot saved) => new(saved.Node)
    {
        HasView = true,
        Revision = saved.Revision,
        View = new NodeView(saved.Node, saved.Items.ToPersistentDictionary(item => item.Key)),
    };

    /// <summary>Takes a whole view, and whatever came meanwhile and follows on it. One that is behind is ignored.</summary>
    /// <returns>The updates that followed on it, in order.</returns>
    public IReadOnlyList<NodeUpdate> Reset(NodeSnapshot snapshot)
    {
        if (HasView && snapshot.Revision < Revision)
            return [];
        var items = snapshot.Items.ToPersistentDictionary(item => item.Key);
        foreach (var key in View.Items.Keys.Union(items.Keys))
            if (!Equals(View.Items.GetValueOrDefault(key), items.GetValueOrDefault(key)))
                _changed.Add(key);
        (HasView, Revision, View) = (true, snapshot.Revision, View with { Items = items });
        return ApplyWaiting();
    }

    /// <returns>The outcome, and which updates were applied by it: the given one and those that waited for it.</returns>
    public (ReplicaOutcome Outcome, IReadOnlyList<NodeUpdate> Applied) Update(NodeUpdate update)
    {
        if (HasView && update.Revision <= Revision)
            return (ReplicaOutcome.Known, []);
        if (!HasView || update.Previous > Revision)
        {
            if (_waiting.Count >= MostWaiting)
                _waiting.Clear();
            _waiting[update.Revision] = update;
            return (ReplicaOutcome.Gap, []);
        }
        Apply(update);
        return (ReplicaOutcome.Applied, [update, .. ApplyWaiting()]);
    }

    /// <summary>The keys of all items that changed since this was last asked.</summary>
    public IReadOnlyCollection<ItemKey> TakeChanged()
    {
        var changed = _changed.ToArray();
        _changed.Clear();
        return changed;
    }

    private List<NodeUpdate> ApplyWaiting()
    {
        var applied = new List<NodeUpdate>();
        while (_waiting.Count > 0)
        {
            var (revision, update) = _waiting.First();
            if (revision > Revision && update.Previous > Revision)
                break;
            _waiting.Remove(revision);
            if (revision <= Revision)
                continue;
            Apply(update);
            applied.Add(update);
        }
        return applied;
    }

    private void Apply(NodeUpdate update)
    {
        var items = View.Items.ToBuilder();
        foreach (var item in update.Items)
        {
            if (items.TryGetValue(item.Key, out var held) && held.Revision >= item.Revision)
                continue;
            items[item.Key] = item;
            _changed.Add(item.Key);
        }
        foreach (var removal in update.Removals)
            if (items.TryGetValue(removal.Key, out var held) && held.Revision <= removal.Revision && items.Remove(removal.Key))
                _changed.Add(removal.Key);
        View = View with { Items = items.ToImmutable() };
        Revision = update.Revision;
    }
}
