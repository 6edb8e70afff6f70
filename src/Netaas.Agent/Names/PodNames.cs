using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Agent.ControlPlane;
using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>
/// The node's copy of the names of all pods, from the stream that all nodes share; kept on disk, so that pods of other nodes
/// have names after a restart without a control plane.
/// </summary>
internal sealed class PodNames : IDisposable
{
    private const string FolderName = "pod-names";

    private readonly Lock _lock = new();
    private readonly AgentEdges _edges;
    private readonly NodeId _node;
    private readonly SnapshotFetcher _snapshots;
    private readonly ILogger _log;
    private readonly ReplicaStore _store;
    private readonly Replica _replica;

    public PodNames(string stateDir, AgentEdges edges, NodeId node, (SnapshotFetcher Snapshots, ILogger Log) links)
    {
        (_edges, _node, _snapshots, _log) = (edges, node, links.Snapshots, links.Log);
        var folder = Path.Combine(stateDir, FolderName);
        Directory.CreateDirectory(folder);
        _store = new ReplicaStore(folder);
        _replica = _store.Load(node);
    }

    /// <summary>Called with all names, and with which of them have changed.</summary>
    public Action<NodeView, IReadOnlyCollection<ItemKey>> OnNews { get; init; } = static (_, _) => { };

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(string credential, CancellationToken ct)
    {
        OnNews(_replica.View, [.. _replica.View.Items.Keys]);
        return Task.WhenAll(
            _snapshots.RunAsync(_node, credential, snapshot => Take(() => _replica.Reset(snapshot), _store.Save), ct),
            BusListener.RunAsync(_edges, (NodeQueue.Names(_node), Shape), _snapshots.Ask, ct));
    }

    public void Dispose() => _store.Dispose();

    private void Shape(IReceiveEndpointConfigurator endpoint)
    {
        // One at a time, as the order matters; many beforehand, as each is a few lines.
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.PrefetchCount = 256;
        _edges.ShapeNamesQueue(endpoint);
        endpoint.Handler<NamesUpdate>(context => Take(context.Message.Link).AsTask());
    }

    private ValueTask Take(NodeUpdate link)
    {
        IReadOnlyList<NodeUpdate> applied = [];
        return Take(
            () =>
            {
                (var outcome, applied) = _replica.Update(link);
                if (outcome == ReplicaOutcome.Gap)
                    _snapshots.Ask();
            },
            replica =>
            {
                if (applied.Count > 0)
                    _store.Append(replica, applied);
            });
    }

    private ValueTask Take(Action change, Action<Replica> keep)
    {
        lock (_lock)
        {
            change();
            var changed = _replica.TakeChanged();
            try
            {
                keep(_replica);
            }
            catch (IOException failure)
            {
                // A full disk must not keep pods from names; a restart then begins with older ones.
                Log.SaveFailed(_log, failure.Message);
            }
            if (changed.Count > 0)
                OnNews(_replica.View, changed);
        }
        return ValueTask.CompletedTask;
    }
}
