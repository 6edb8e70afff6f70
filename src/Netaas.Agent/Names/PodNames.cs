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
    private readonly SavedReplica _saved;

    public PodNames(string stateDir, AgentEdges edges, NodeId node, (SnapshotFetcher Snapshots, ILogger Log) links)
    {
        (_edges, _node, _snapshots) = (edges, node, links.Snapshots);
        var folder = Path.Combine(stateDir, FolderName);
        Directory.CreateDirectory(folder);
        _saved = new SavedReplica(folder, node, links.Log);
        _saved.Load();
    }

    /// <summary>Called with all names, and with which of them have changed.</summary>
    public Action<NodeView, IReadOnlyCollection<ItemKey>> OnNews { get; init; } = static (_, _) => { };

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(string credential, CancellationToken ct)
    {
        OnNews(_saved.Replica.View, [.. _saved.Replica.View.Items.Keys]);
        return Task.WhenAll(
            _snapshots.RunAsync(_node, credential, snapshot => Take(() => _saved.Take(snapshot)), ct),
            BusListener.RunAsync(_edges, (NodeQueue.Names(_node), Shape), _snapshots.Ask, ct));
    }

    public void Dispose() => _saved.Dispose();

    private void Shape(IReceiveEndpointConfigurator endpoint)
    {
        // One at a time, as the order matters; many beforehand, as each is a few lines.
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.PrefetchCount = 256;
        _edges.ShapeNamesQueue(endpoint);
        endpoint.Handler<NamesUpdate>(context => Take(() => Take(context.Message.Link)).AsTask());
    }

    private void Take(NodeUpdate link)
    {
        if (!_saved.Take(link))
            _snapshots.Ask();
    }

    private ValueTask Take(Action take)
    {
        lock (_lock)
        {
            take();
            var changed = _saved.Replica.TakeChanged();
            if (changed.Count > 0)
                OnNews(_saved.Replica.View, changed);
        }
        return ValueTask.CompletedTask;
    }
}
