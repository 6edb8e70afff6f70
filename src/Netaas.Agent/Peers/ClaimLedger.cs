using System.Collections.Immutable;
using System.Net;

namespace Netaas.Agent.Peers;

/// <summary>
/// From whose turn it is to who answers, told in ticks of a tenth of a second. Nobody takes an address that somebody else still
/// answers for: a node whose agent is away keeps what it has, and one that returns has it back when the other has let go. What is
/// given up is given up at once. Pure but for what it remembers. One caller at a time.
/// </summary>
internal sealed class ClaimLedger
{
    /// <summary>Two questions, a tick apart: a neighbor's kernel answers within a millisecond, and a frame may be lost.</summary>
    private const int Questions = 2;

    /// <summary>From an answer to the next question.</summary>
    private const int Wait = 3;

    /// <summary>From so many answers in a row on it is worth telling somebody.</summary>
    private const int Stubborn = 20;

    private const int Refresh = 300;

    /// <summary>Ticks after the taking at which it is said again: frames are lost, and who had it before may have said so last.</summary>
    private static readonly ImmutableArray<long> s_announcements = [0, 1, 3, 10, 20, 30, 45, 60];

    private readonly Dictionary<IPAddress, Claim> _claims = [];
    private long _tick;

    /// <summary>What this node answers for.</summary>
    public ImmutableHashSet<IPAddress> Granted { get; private set; } = [];

    /// <summary>Whether there is anything to be done at the next tick.</summary>
    public bool IsIdle => _claims.Count == 0;

    /// <summary>Addresses that somebody else doesn't let go of, and who.</summary>
    public IReadOnlyList<(IPAddress Address, string By)> Contested =>
        [.. _claims.Where(it => it.Value.Denied >= Stubborn).Select(it => (it.Key, it.Value.By))];

    /// <summary>From now on it is this node's turn for these, and for no others.</summary>
    /// <param name="held">What its kernel answers for already, from a life before.</param>
    public void Elect(IReadOnlySet<IPAddress> elected, IReadOnlyCollection<IPAddress> held)
    {
        foreach (var gone in _claims.Keys.Where(address => !elected.Contains(address)).ToList())
            _claims.Remove(gone);
        foreach (var address in elected)
            if (!_claims.ContainsKey(address))
                _claims[address] = new Claim { GrantedAt = held.Contains(address) ? _tick : null, Due = _tick };
        Grant();
    }

    /// <summary>Somebody else says that an address is theirs.</summary>
    public void Hear(IPAddress address, string by)
    {
        if (_claims.TryGetValue(address, out var claim) && claim is { GrantedAt: null, Asked: > 0 })
            (claim.Asked, claim.Due, claim.Denied, claim.By) = (0, _tick + Wait, claim.Denied + 1, by);
    }

    /// <summary>Whoever had other neighbors in mind is told anew.</summary>
    public void AnnounceAgain()
    {
        foreach (var claim in _claims.Values.Where(claim => claim.GrantedAt is not null))
            claim.GrantedAt = _tick;
    }

    /// <returns>Whether more is granted than before; who is to be asked for, and what is to be announced.</returns>
    public (bool IsNews, IReadOnlyList<IPAddress> Ask, IReadOnlyList<IPAddress> Announce) Tick()
    {
        var (ask, announce, isNews) = (new List<IPAddress>(), new List<IPAddress>(), false);
        foreach (var (address, claim) in _claims)
        {
            if (claim.GrantedAt is { } since)
            {
                if (s_announcements.Contains(_tick - since) || (_tick - since) % Refresh == Refresh - 1)
                    announce.Add(address);
            }
            else if (_tick < claim.Due)
                continue;
            else if (claim.Asked < Questions)
            {
                claim.Asked++;
                ask.Add(address);
            }
            else
            {
                // Announced from the next tick on, when the kernel has it.
                (claim.GrantedAt, claim.Denied, isNews) = (_tick + 1, 0, true);
            }
        }
        if (isNews)
            Grant();
        _tick++;
        return (isNews, ask, announce);
    }

    private void Grant()
    {
        ImmutableHashSet<IPAddress> now = [.. _claims.Where(it => it.Value.GrantedAt is not null).Select(it => it.Key)];
        if (!now.SetEquals(Granted))
            Granted = now;
    }

    private sealed class Claim
    {
        public long? GrantedAt { get; set; }

        public int Asked { get; set; }

        public long Due { get; set; }

        public int Denied { get; set; }

        public string By { get; set; } = "";
    }
}
