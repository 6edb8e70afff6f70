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

namespace Netaas.Api.Status;

/// <summary>
/// Notices when a phase moves, so that subscribers hear of it: of resources that were changed, until they are ready, and of
/// nodes. Used by the leader alone.
/// </summary>
internal sealed class StatusTracker(NodeBoard board, ApiMeter meter, PodKind pods, NetworkKind networks, PortMappingKind mappings, ServiceKind services)
{
    private readonly WatchList _watched = new();
    private readonly Dictionary<NodeId, Phase> _nodes = [];
    private readonly DriftLog _drift = new();

    /// <summary>Watches what a batch of changes has touched.</summary>
    public void Watch(ChangedRows rows, IReadOnlyList<LoggedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Action == "delete"))
            _watched.Forget(change.Resource);
        Watch(pods, rows.Pods);
        Watch(networks, rows.Networks);
        Watch(mappings, rows.PortMappings);
        Watch(services, rows.Services);
    }

    /// <summary>What has moved since the last time.</summary>
    public IReadOnlyList<(EventBody Body, Guid? Project)> Look()
    {
        var (nodes, now) = (board.Nodes, board.Now);
        var events = new List<(EventBody, Guid?)>();
        foreach (var moved in _watched.Look(nodes, now))
        {
            events.Add((new EventBody("status", moved.Kind, moved.Id, moved.Name, moved.Revision, null, moved.Phase, now), moved.Project));
            if (moved.Phase == Phase.Ready)
                meter.BecameReady(moved.Kind, now - moved.Since);
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

    private void Watch<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, IReadOnlyList<TRow> rows)
        where TSpec : class, ISpec
        where TRow : class, IProjectRow
    {
        foreach (var row in rows)
        {
            var isTerminating = kind is IGracefulKind<TRow> graceful && graceful.IsTerminating(row);
            _watched.Watch(new Watched(kind.Kind, row.Id, row.Name, row.Revision, row.ProjectId, kind.RequirementsOf(row), isTerminating, board.Now));
        }
    }
}
