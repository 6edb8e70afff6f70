using Microsoft.Extensions.Logging;
using Netaas.Agent.ControlPlane;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>All that a node does for names; nothing where its options say so.</summary>
internal sealed class NodeNames : IDisposable
{
    private readonly NodeId _node;
    private readonly NameOptions? _options;
    private readonly NameKeeper? _keeper;
    private readonly PodNames? _pods;
    private readonly SortedDictionary<Guid, NamesOffer> _offers = [];
    private readonly NameServer? _left;

    /// <param name="onNews">Called when names can't be served any more, or can again.</param>
    public NodeNames(AgentOptions options, AgentEdges edges, NodeId node, SnapshotFetcher snapshots, Action onNews)
    {
        (_node, _options) = (node, options.Names);
        if (options.Names is not { } names)
        {
            // With other options it served names, and would go on with those of that time for ever.
            _left = NameServer.IsLeft(options.StateDir) ? new NameServer(new NameOptions(NameOptions.DefaultDomain, []), options.StateDir, options.HostNetns, edges.Time) : null;
            return;
        }
        var log = edges.Logs.CreateLogger<NodeNames>();
        var server = new NameServer(names, options.StateDir, options.HostNetns, edges.Time);
        var keeper = _keeper = new NameKeeper(node, names, server, onNews, (edges.Time, log));
        _pods = new PodNames(options.StateDir, edges, node, (snapshots, log)) { OnNews = keeper.FollowPods };
    }

    /// <summary>What is wrong; nothing where nothing is.</summary>
    public IEnumerable<Obstacle> Troubles => _keeper?.Trouble is { } trouble ? [trouble] : [];

    /// <summary>What pods are told, in the order of the networks' ids: known as soon as the view is, and before anybody serves it.</summary>
    public EquatableList<NamesOffer> Offers { get; private set; } = [];

    /// <summary>Null where pods of a network find no names.</summary>
    public NamesOffer? OfferIn(NetworkId network) => _offers.GetValueOrDefault(network.Value);

    /// <summary>Takes a view of which some items have changed; the kernel has it.</summary>
    public void Follow(NodeView view, IReadOnlyCollection<ItemKey> changed)
    {
        if (_options is not { } options)
            return;
        var networks = changed.Where(key => key.Kind == ItemKind.Network || key == ItemKey.Of(new NetworkId(key.Id), _node)).Select(key => new NetworkId(key.Id)).ToList();
        foreach (var network in networks)
            if (ServedNetwork.Of(view.Find<NetworkItem>(ItemKey.Of(network)), view.Find<MemberItem>(ItemKey.Of(network, _node)), options.Domain)?.Offer is { } offer)
                _offers[network.Value] = offer;
            else
                _offers.Remove(network.Value);
        if (networks.Count > 0)
            Offers = [.. _offers.Values];
        _keeper?.Follow(view, changed);
    }

    /// <summary>Runs until cancelled, and leaves the server at work.</summary>
    public Task RunAsync(string credential, CancellationToken ct) =>
        _keeper is null || _pods is null ? _left?.StopAsync(ct) ?? Task.CompletedTask : Task.WhenAll(_keeper.RunAsync(ct), _pods.RunAsync(credential, ct));

    public void Dispose() => _pods?.Dispose();
}
