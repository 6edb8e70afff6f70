using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Agent.Peers;

/// <summary>
/// Follows for which load-balancer addresses it is the node's turn, asks the neighbors before one is taken, and tells them after.
/// Asking and telling have a task of their own, so that the loop waits for nobody outside the node.
/// </summary>
/// <param name="onNews">Called when there is more in <see cref="Granted"/>.</param>
internal sealed class AddressClaims(IVoice voice, Action onNews, (TimeProvider Time, ILogger Log) around) : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<ItemKey, ServiceItem> _services = [];
    private readonly ClaimLedger _ledger = new();
    private readonly Lock _lock = new();
    private readonly Signal _wake = new();
    private IReadOnlyCollection<IPAddress>? _held;
    private ImmutableHashSet<NodeId>? _dead;

    /// <summary>What the node answers for, as soon as the kernel has it.</summary>
    public ImmutableHashSet<IPAddress> Granted
    {
        get
        {
            lock (_lock)
                return _ledger.Granted;
        }
    }

    /// <summary>What is wrong; nothing where nothing is.</summary>
    public IEnumerable<Obstacle> Troubles
    {
        get
        {
            lock (_lock)
                return
                [
                    .. _ledger.Contested.Select(it => new Obstacle(
                        "addressTaken", $"{it.By} answers for the load-balancer address {it.Address}, which is this node's turn: take it off there.")),
                ];
        }
    }

    /// <summary>Takes a view of which some items have changed.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed)
    {
        var isOther = !ReferenceEquals(_dead, view.Dead);
        foreach (var key in changed)
            isOther |= key.Kind is ItemKind.Node or ItemKind.Member || (key.Kind == ItemKind.Service && Note(key, view.Find<ServiceItem>(key)));
        if (!isOther)
            return;
        _dead = view.Dead;
        var elected = _services.Count == 0 ? [] : Elected(view);
        lock (_lock)
        {
            _ledger.Elect(elected, _services.Count == 0 ? [] : _held ??= voice.Held());
            _ledger.AnnounceAgain();
        }
        _wake.Set();
    }

    /// <summary>The node hears others again: they may have somebody else in mind.</summary>
    public void AnnounceAgain()
    {
        lock (_lock)
            _ledger.AnnounceAgain();
    }

    /// <summary>Runs until cancelled. What is held stays held.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            bool isIdle;
            lock (_lock)
                isIdle = _ledger.IsIdle;
            if (isIdle)
                await _wake.WaitAsync(ct);
            Turn();
            await Task.Delay(s_tick, around.Time, ct);
        }
    }

    public void Dispose() => voice.Dispose();

    /// <returns>Whether it says anything of load-balancer addresses that it did not say before.</returns>
    private bool Note(ItemKey key, ServiceItem? service)
    {
        var isKnown = _services.Remove(key);
        if (service is { LoadBalancerIps.Count: > 0 })
            _services[key] = service;
        return isKnown || service is { LoadBalancerIps.Count: > 0 };
    }

    private HashSet<IPAddress> Elected(NodeView view)
    {
        var nodes = view.Items.Values.OfType<NodeItem>().ToList();
        return [.. _services.Values.SelectMany(service => service.LoadBalancerIps.Items.Where(address => Election.Elect(service, address, Members(service), view.Dead) == view.Node))];

        // A node without a part in the network knows no way to the service's endpoints.
        IEnumerable<NodeItem> Members(ServiceItem service) => nodes.Where(node => view.Find<MemberItem>(ItemKey.Of(service.Network, node.Id)) is not null);
    }

    private void Turn()
    {
        try
        {
            lock (_lock)
            {
                while (voice.TryHear(out var address, out var who))
                    _ledger.Hear(address, who);
                var (isNews, ask, announce) = _ledger.Tick();
                foreach (var address in ask)
                    voice.Ask(address);
                foreach (var address in announce)
                    voice.Announce(address);
                if (!isNews)
                    return;
            }
            onNews();
        }
        catch (Exception failure) when (failure is NetlinkException or SocketException)
        {
            Log.NeighborsUntold(around.Log, failure.Message);
        }
    }
}
