using System.Collections.Immutable;
using Netaas.Api.Data;
using Netaas.Api.Events;
using Netaas.Api.Networks;
using Netaas.Api.Observability;
using Netaas.Api.Outbox;
using Netaas.Api.Pods;
using Netaas.Api.PortMappings;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Status;

/// <summary>
/// Notices when a phase moves, so that subscribers hear of it: of nodes, and of resources that were changed or have relapsed,
/// until they are ready. Used by the leader alone.
/// </summary>
internal sealed class StatusTracker(NodeBoard board, ApiMeter meter, PodKind pods, NetworkKind networks, PortMappingKind mappings, ServiceKind services)
{
    private readonly Relapses _relapses = new();
    private readonly Dictionary<NodeId, Phase> _nodes = [];
    private readonly DriftLog _drift = new();
    private WatchList _watched = new();

    /// <summary>The nodes all of whose relapses are watched, and when they were so; null while there are more.</summary>
    public (ImmutableDictionary<NodeId, NodeState> Nodes, DateTimeOffset At)? Followed => _relapses.IsBehind ? null : _relapses.Seen;

    /// <summary>Begins where a former leader ended.</summary>
    /// <param name="told">The nodes as they were when all that came of them had been told.</param>
    public void Begin(ImmutableDictionary<NodeId, NodeState> told)
    {
        var now = board.Now;
        _watched = new WatchList();
        _relapses.Begin(told, now);
        _nodes.Clear();
        foreach (var node in told.Values)
            _nodes[node.Id] = NodePhase.Of(node, now);
    }

    /// <summary>Watches what a batch of changes has touched.</summary>
    public void Watch(ChangedRows rows, IReadOnlyList<LoggedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Action == "delete"))
            _watched.Forget(change.Resource);
        Each(rows, board.Now, _watched.Watch);
    }

    /// <summary>Watches some of what was ready and may be so no longer for what its nodes say, or don't say.</summary>
    public async Task FollowNodesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        _relapses.Look(board.Nodes, board.Now);
        if (await _relapses.ReadAsync(connection, ct) is not ({ } relapse, { } rows))
            return;
        Each(rows, null, watched =>
        {
            if (_watched.Holds(watched.Id) || watched.IsTerminating)
                return;
            watched.Phase = Judgement.PhaseOf(watched.Requirements, relapse.Before, relapse.At).Phase;
            _watched.Watch(watched);
        });
    }

    /// <summary>What has moved since the last time.</summary>
    public IReadOnlyList<(EventBody Body, Guid? Project)> Look()
    {
        var (nodes, now) = (board.Nodes, board.Now);
        var events = new List<(EventBody, Guid?)>();
        foreach (var moved in _watched.Look(nodes, now))
        {
            events.Add((new EventBody("status", moved.Kind, moved.Id, moved.Name, moved.Revision, null, moved.Phase, now), moved.Project));
            if (moved is { Phase: Phase.Ready, Since: { } since })
                meter.BecameReady(moved.Kind, now - since);
        }
        foreach (var node in nodes.Values)
        {
            if (_drift.Look(node, now) is { } drift)
                events.Add((drift, null));
            var phase = NodePhase.Of(node, now);
            if (_nodes.TryGetValue(node.Id, out var before) && before == phase)
                continue;
            _nodes[node.Id] = phase;
            events.Add((new EventBody("status", "node", node.Id.Value, node.Name, node.AppliedRevision, null, phase, now), null));
        }
        return events;
    }

    /// <param name="since">When they were changed; null where they weren't.</param>
    private void Each(ChangedRows rows, DateTimeOffset? since, Action<Watched> watch)
    {
        Each(pods, rows.Pods, since, watch);
        Each(networks, rows.Networks, since, watch);
        Each(mappings, rows.PortMappings, since, watch);
        Each(services, rows.Services, since, watch);
    }

    private static void Each<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, IReadOnlyList<TRow> rows, DateTimeOffset? since, Action<Watched> watch)
        where TSpec : class, ISpec
        where TRow : class, IProjectRow
    {
        foreach (var row in rows)
        {
            var isTerminating = kind is IGracefulKind<TRow> graceful && graceful.IsTerminating(row);
            watch(new Watched(kind.Kind, row.Id, row.Name, row.Revision, row.ProjectId, kind.RequirementsOf(row), isTerminating) { Since = since });
        }
    }
}
