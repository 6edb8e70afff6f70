using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Peers;

/// <summary>What a node knows by itself of the nodes around it, and what follows from it for its view.</summary>
internal sealed class Neighborhood : IDisposable
{
    private readonly PeerWatch _watch;
    private readonly AddressClaims _claims;
    private readonly ILogger _log;
    private ImmutableHashSet<NodeId> _dead;
    private ImmutableHashSet<IPAddress> _answered = [];

    /// <param name="onNews">Called when <see cref="IsMoved"/> may have become true.</param>
    public Neighborhood(AgentOptions options, AgentEdges edges, Action onNews)
    {
        _log = edges.Logs.CreateLogger<Neighborhood>();
        _claims = new AddressClaims(edges.OpenVoice(options), onNews, (edges.Time, _log));
        _watch = new PeerWatch(edges.OpenEchoes(options), new PeerStore(options.StateDir), onNews, (edges.Time, _log), options.PeersAsked) { OnHeardAgain = _claims.AnnounceAgain };
        _dead = _watch.Dead;
    }

    /// <summary>Whether the view that <see cref="Over"/> gives would be another one than it gave last, by itself.</summary>
    public bool IsMoved => !ReferenceEquals(_dead, _watch.Dead) || !ReferenceEquals(_answered, _claims.Granted);

    /// <summary>The nodes that this one finds dead, in the order of their ids.</summary>
    public EquatableList<NodeId> Dead => [.. _dead.OrderBy(node => node.Value)];

    /// <summary>The load-balancer addresses that the node answers for.</summary>
    public EquatableList<IPAddress> Answered => [.. _answered.OrderBy(address => address.ToString(), StringComparer.Ordinal)];

    public IEnumerable<Obstacle> Troubles => _watch.Troubles.Concat(_claims.Troubles);

    /// <summary>A view with what is known here.</summary>
    /// <param name="changed">Items that have changed; those whose meaning changes with what is known here are added.</param>
    public NodeView Over(NodeView view, ISet<ItemKey> changed)
    {
        var before = view with { Dead = _dead, Answered = _answered };
        _watch.Follow(view, changed);
        _dead = _watch.Dead;
        _claims.Follow(view with { Dead = _dead }, changed);
        var granted = _claims.Granted;
        if (!ReferenceEquals(granted, _answered))
            Log.Answers(_log, string.Join(", ", granted));
        _answered = granted;
        var now = view with { Dead = _dead, Answered = _answered };
        changed.UnionWith(now.Concerned(before));
        return now;
    }

    /// <summary>Runs until cancelled. What it has come to stays as it is.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(_watch.RunAsync(ct), _claims.RunAsync(ct));

    public void Dispose()
    {
        _watch.Dispose();
        _claims.Dispose();
    }
}
