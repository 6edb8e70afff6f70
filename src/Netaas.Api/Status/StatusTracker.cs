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
    private readonly Dictionary<Guid, Watched> _watched = [];
    private readonly Dictionary<NodeId, Phase> _nodes = [];
    private readonly DriftLog _drift = new();

    /// <summary>Watches what a batch of changes has touched.</summary>
    public void Watch(ChangedRows rows, IReadOnlyList<LoggedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Action == "delete"))
            _watched.Remove(change.Resource);
        Watch(pods, rows.Pods);
        Watch(networks, rows.Networks);
        Watch(mappings, rows.PortMappings);
        Watch(services, rows.Services);
    }

    /// <summary>What has moved since the last time.</summary>
    public IReadOnlyList<(EventBody Body, Guid? Project)> Look()
    {
        var events = new List<(EventBody, Guid?)>();
        foreach (var watched in _watched.Values.ToList())
        {
            var phase = watched.IsTerminating ? Phase.Terminating : board.Judge(watched.Requirements).Phase;
            if (phase == watched.Phase)
                continue;
            events.Add((new EventBody("status", watched.Kind, watched.Id, watched.Name, watched.Revision, null, phase, board.Now), watched.Project));
            if (phase is Phase.Ready or Phase.Terminating)
                _watched.Remove(watched.Id);
            if (phase == Phase.Ready)
                meter.BecameReady(watched.Kind, board.Now - watched.Since);
            else if (phase != Phase.Terminating)
                _watched[watched.Id] = watched with { Phase = phase };
        }
        foreach (var node in board.Nodes.Values)
        {
            if (_drift.Look(node, board.Now) is { } drift)
                events.Add((drift, null));
            var phase = NodePhase.Of(node, board.Now);
            if (_nodes.TryGetValue(node.Id, out var before) && before == phase)
                continue;
            _nodes[node.Id] = phase;
            events.Add((new EventBody("status", "node", node.Id.Value, node.Name, node.AppliedRevision, null, phase, board.Now), null));
        }
        return events;
    }

    private void Watch<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, IReadOnlyList<TRow> rows)
        where TSpec : class, ISpec
        where TRow : class, IProjectRow
    {
        foreach (var row in rows)
            _watched[row.Id] = new Watched(kind.Kind, row.Id, row.Name, row.Revision, row.ProjectId, kind.RequirementsOf(row), Phase.Pending, board.Now)
            {
                IsTerminating = kind is IGracefulKind<TRow> graceful && graceful.IsTerminating(row),
            };
    }

    private sealed record Watched(
        string Kind, Guid Id, string Name, long Revision, Guid? Project, IReadOnlyList<Requirement> Requirements, Phase Phase, DateTimeOffset Since)
    {
        public bool IsTerminating { get; init; }
    }
}
