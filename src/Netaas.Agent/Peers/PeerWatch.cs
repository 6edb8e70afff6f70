using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Peers;

/// <summary>
/// Finds out which of the other nodes are dead, with nobody's help: each is asked for an echo over the underlay, which its kernel
/// answers whether an agent runs there or not. In a task of its own; the loop hears only of what has changed.
/// </summary>
/// <param name="onNews">Called when <see cref="Dead"/> has changed.</param>
/// <param name="mostAsked">Questions a tick.</param>
internal sealed class PeerWatch(IEchoes echoes, PeerStore store, Action onNews, (TimeProvider Time, ILogger Log) around, int mostAsked = PeerLedger.MostAsked) : IDisposable
{
    /// <summary>Five of these make a death, which leaves half a second of two for what follows from it.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private const int TicksBetweenGateways = 150;

    private readonly PeerLedger _ledger = new(() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))), mostAsked);
    private readonly Signal _wake = new();
    private IReadOnlyList<KnownPeer> _known = store.Load();
    private volatile ImmutableHashSet<NodeId> _dead = [.. store.Load().Where(it => it.IsDead).Select(it => it.Node)];
    private volatile Wanted? _wanted;

    /// <summary>From the first moment on what was known before.</summary>
    public ImmutableHashSet<NodeId> Dead => _dead;

    /// <summary>Called when somebody is heard again after nobody was: this node was cut off.</summary>
    public Action OnHeardAgain { get; init; } = static () => { };

    /// <summary>What is wrong; nothing where nothing is.</summary>
    public IEnumerable<Obstacle> Troubles => echoes.Trouble is { } trouble ? [new Obstacle("peersUnwatched", trouble)] : [];

    /// <summary>Takes a view of which some items have changed.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed)
    {
        if (_wanted is null || changed.Any(key => key.Kind == ItemKind.Node))
        {
            _wanted = new Wanted(Peer.Of(view));
            _wake.Set();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Wanted? followed = null;
        for (var tick = 0; ; tick++)
        {
            if (_wanted is { } wanted && (wanted != followed || tick % TicksBetweenGateways == 0))
                Follow(followed = wanted);
            if (_ledger.IsIdle)
            {
                // Until there are peers, or it is time to look for gateways again.
                await _wake.WaitAsync(s_tick * TicksBetweenGateways, around.Time, ct);
                tick = -1;
                continue;
            }
            try
            {
                Turn();
            }
            catch (SocketException failure)
            {
                // Whatever it was, the next question is another one; without asking nobody would be found dead, or back.
                Log.PeersUnwatched(around.Log, failure.Message);
            }
            // A wait and not a timer's beat: however late we are, an answer has had the time.
            await Task.Delay(s_tick, around.Time, ct);
        }
    }

    public void Dispose() => echoes.Dispose();

    private void Follow(Wanted wanted)
    {
        try
        {
            _ledger.Follow([.. wanted.Peers, .. echoes.Gateways().Select(gateway => new Peer(null, gateway))], _known);
        }
        catch (Netlink.NetlinkException failure)
        {
            Log.PeersUnwatched(around.Log, failure.Message);
            _ledger.Follow(wanted.Peers, _known);
        }
        Tell();
    }

    private void Turn()
    {
        var silences = _ledger.Silences;
        while (echoes.TryTake(out var from, out var nonce))
            _ledger.Answer(from, nonce);
        var (isNews, questions) = _ledger.Tick();
        if (isNews)
        {
            Save();
            Tell();
        }
        if (_ledger.Silences > silences)
            OnHeardAgain();
        foreach (var (address, nonce) in questions)
            echoes.Ask(address, nonce);
    }

    private void Save()
    {
        try
        {
            store.Save(_known = _ledger.Known);
        }
        catch (IOException failure)
        {
            Log.SaveFailed(around.Log, failure.Message);
        }
    }

    private void Tell()
    {
        var before = Dead;
        if (before.SetEquals(_ledger.Dead))
            return;
        _dead = _ledger.Dead;
        foreach (var node in _ledger.Dead.Except(before))
            Log.PeerDied(around.Log, node);
        foreach (var node in before.Except(_ledger.Dead))
            Log.PeerReturned(around.Log, node);
        onNews();
    }

    private sealed record Wanted(ImmutableArray<Peer> Peers);
}
