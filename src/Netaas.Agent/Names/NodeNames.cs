using Microsoft.Extensions.Logging;
using Netaas.Agent.ControlPlane;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>All that a node does for names; nothing where its options say so.</summary>
internal sealed class NodeNames : IDisposable
{
    private readonly NameKeeper? _keeper;
    private readonly PodNames? _pods;

    /// <param name="onNews">Called when names can't be served any more, or can again.</param>
    public NodeNames(AgentOptions options, AgentEdges edges, NodeId node, SnapshotFetcher snapshots, Action onNews)
    {
        if (options.Names is not { } names)
            return;
        var log = edges.Logs.CreateLogger<NodeNames>();
        var server = new NameServer(names, options.StateDir, options.HostNetns, edges.Time);
        var keeper = _keeper = new NameKeeper(node, names, server, onNews, (edges.Time, log));
        _pods = new PodNames(options.StateDir, edges, node, (snapshots, log)) { OnNews = keeper.FollowPods };
    }

    /// <summary>What is wrong; nothing where nothing is.</summary>
    public IEnumerable<Obstacle> Troubles => _keeper?.Trouble is { } trouble ? [trouble] : [];

    /// <summary>Takes a view of which some items have changed; the kernel has it.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed) => _keeper?.Follow(view, changed);

    /// <summary>Runs until cancelled, and leaves the server at work.</summary>
    public Task RunAsync(string credential, CancellationToken ct) =>
        _keeper is null || _pods is null ? Task.CompletedTask : Task.WhenAll(_keeper.RunAsync(ct), _pods.RunAsync(credential, ct));

    public void Dispose() => _pods?.Dispose();
}
