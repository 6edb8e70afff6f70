using System.Collections.Immutable;
using System.Net;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Status;

/// <summary>
/// The resources whose phase is watched, and which of them may have moved since the last look: tens of thousands may be pending
/// while nodes report many times a second.
/// </summary>
/// <remarks>
/// A resource that a node hasn't applied yet waits for that node alone, to be looked at when it has: nothing moves before. All
/// are looked at when a node comes, goes, falls silent or is heard again, fails on other things than before, answers for other
/// load-balancer addresses, or finds others dead, which is rare.
/// </remarks>
internal sealed class WatchList
{
    private readonly Dictionary<Guid, Watched> _all = [];
    private readonly Dictionary<NodeId, PriorityQueue<Watched, long>> _waiting = [];
    private readonly List<Watched> _new = [];
    private Dictionary<NodeId, Sight> _sights = [];

    public void Watch(Watched watched)
    {
        _all[watched.Id] = watched;
        _new.Add(watched);
    }

    public bool Holds(Guid id) => _all.ContainsKey(id);

    public void Forget(Guid id) => _all.Remove(id);

    /// <summary>Those that have moved, each in its new phase. One that is ready or terminating is watched no longer.</summary>
    public IReadOnlyList<Watched> Look(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        var candidates = Candidates(nodes, now);
        var moved = new List<Watched>();
        foreach (var watched in candidates)
        {
            if (!ReferenceEquals(_all.GetValueOrDefault(watched.Id), watched))
                continue;
            var (phase, lag) = watched.IsTerminating ? (Phase.Terminating, null) : Judgement.PhaseOf(watched.Requirements, nodes, now);
            if (phase != watched.Phase)
                moved.Add(watched);
            watched.Phase = phase;
            if (phase is Phase.Ready or Phase.Terminating)
                _all.Remove(watched.Id);
            else if (lag is { } behind)
                Wait(watched, behind.Node, behind.Revision);
        }
        return moved;
    }

    private List<Watched> Candidates(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        var sights = nodes.ToDictionary(node => node.Key, node => Sight.Of(node.Value, now));
        var candidates = new List<Watched>();
        if (sights.Count == _sights.Count && sights.All(it => _sights.TryGetValue(it.Key, out var before) && it.Value.IsOnlyAheadOf(before)))
        {
            candidates.AddRange(_new);
            foreach (var (node, queue) in _waiting)
                while (queue.TryPeek(out _, out var revision) && revision <= sights.GetValueOrDefault(node).Applied)
                    candidates.Add(queue.Dequeue());
        }
        else
        {
            candidates.AddRange(_all.Values);
            _waiting.Clear();
        }
        _new.Clear();
        _sights = sights;
        return candidates;
    }

    private void Wait(Watched watched, NodeId node, long revision)
    {
        if (!_waiting.TryGetValue(node, out var queue))
            _waiting[node] = queue = new PriorityQueue<Watched, long>();
        queue.Enqueue(watched, revision);
    }

    /// <summary>All of a node that a phase depends on.</summary>
    private readonly record struct Sight(
        bool IsUp, bool IsAway, long Applied, ImmutableDictionary<ItemKey, ItemFailure> Failures, EquatableList<IPAddress> Answered, EquatableList<NodeId> DeadPeers)
    {
        public static Sight Of(NodeState node, DateTimeOffset now) =>
            new(node.IsUp(now), node.IsAway(now), node.AppliedRevision, node.Failures, node.Report?.Answered ?? [], node.Report?.DeadPeers ?? []);

        public bool IsOnlyAheadOf(Sight before) =>
            IsUp == before.IsUp && IsAway == before.IsAway && Applied >= before.Applied && Answered == before.Answered && DeadPeers == before.DeadPeers
            && Failures.Count == before.Failures.Count && Failures.Keys.All(before.Failures.ContainsKey);
    }
}

/// <summary>A resource whose phase is watched.</summary>
internal sealed class Watched(string kind, Guid id, string name, long revision, Guid? project, IReadOnlyList<Requirement> requirements, bool isTerminating)
{
    public string Kind { get; } = kind;

    public Guid Id { get; } = id;

    public string Name { get; } = name;

    public long Revision { get; } = revision;

    public Guid? Project { get; } = project;

    public IReadOnlyList<Requirement> Requirements { get; } = requirements;

    public bool IsTerminating { get; } = isTerminating;

    /// <summary>When it was changed; null where it wasn't, and has relapsed.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>As it was at the last look.</summary>
    public Phase Phase { get; set; } = Phase.Pending;
}
