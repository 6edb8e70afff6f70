using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Naming;

namespace Netaas.Agent.Peers;

/// <summary>
/// Who answers and who does not, told in ticks: between two of them an answer has had the time to come. Pure but for what it
/// remembers; the clock and the sockets are somebody else's. One caller at a time.
/// </summary>
/// <remarks>
/// A peer that stays out <see cref="MostMissed"/> times in a row is dead, if it ever answered (where echoes are filtered nothing
/// is known, and nothing is done), and if somebody else was heard since (who hears nobody is cut off itself: what it would do then
/// helps nobody). One that answers again is back after ten answers in a row, and after twice as many each time that it died again
/// soon after.
/// </remarks>
/// <param name="nonces">Gives a number that nobody can guess.</param>
/// <param name="mostAsked">Questions a tick.</param>
internal sealed class PeerLedger(Func<ulong> nonces, int mostAsked = PeerLedger.MostAsked)
{
    public const int MostMissed = 5;

    /// <summary>At 200 ms a tick, 2,000 questions a second: all of 400 nodes each time, 1,000 nodes in half a second.</summary>
    public const int MostAsked = 400;

    private const int FirstReturn = 10;
    private const int MostDoublings = 4;

    // Five minutes.
    private const int Forgiven = 1500;

    private readonly Dictionary<ulong, Question> _asked = [];
    private readonly Queue<Question> _order = new();
    private List<Entry> _entries = [];
    private long _tick;
    private long _lastHeard;
    private int _next;

    public ImmutableHashSet<NodeId> Dead { get; private set; } = [];

    /// <summary>Whether there is nobody to ask.</summary>
    public bool IsIdle => _entries.Count == 0;

    /// <summary>How often somebody was heard again after nobody was.</summary>
    public int Silences { get; private set; }

    /// <summary>What to remember of those that have ever answered.</summary>
    public IReadOnlyList<KnownPeer> Known => [.. _entries.Where(it => it.IsHeard && it.Peer.Node is not null).Select(it => new KnownPeer(it.Peer.Node ?? default, it.Peer.Address, it.IsDead))];

    /// <summary>From now on these are asked. What is known of one at the same address stays.</summary>
    public void Follow(IEnumerable<Peer> peers, IReadOnlyCollection<KnownPeer> known)
    {
        var before = _entries.ToDictionary(it => it.Peer);
        var remembered = known.ToDictionary(it => new Peer(it.Node, it.Address));
        _entries = [.. peers.Select(peer => before.GetValueOrDefault(peer)
            ?? (remembered.TryGetValue(peer, out var it) ? new Entry(peer) { IsHeard = true, IsDead = it.IsDead, Deaths = it.IsDead ? 1 : 0 } : new Entry(peer)))];
        Dead = DeadNow();
    }

    /// <summary>Takes an answer. One that comes late says as much: it is alive.</summary>
    public void Answer(IPAddress from, ulong nonce)
    {
        if (_asked.TryGetValue(nonce, out var question) && question.Entry.Peer.Address.Equals(from))
            (question.Entry.IsAnswered, question.Entry.AnsweredAt) = (true, Math.Max(question.Entry.AnsweredAt, question.Tick));
    }

    /// <summary>Judges those who had the time to answer, and says who is to be asked now, with what.</summary>
    /// <returns>Whether it is known now of somebody that was not: that they are there, dead, or back.</returns>
    public (bool IsNews, IReadOnlyList<(IPAddress Address, ulong Nonce)> Questions) Tick()
    {
        var isNews = Judge();
        if (isNews)
            Dead = DeadNow();
        _tick++;
        while (_order.TryPeek(out var old) && old.Tick <= _tick - MostMissed)
            _asked.Remove(_order.Dequeue().Nonce);
        return (isNews, [.. ToAsk().Select(Ask)]);
    }

    private bool Judge()
    {
        var heard = _entries.Where(it => it.IsAnswered).Select(it => it.AnsweredAt).DefaultIfEmpty(0).Max();
        // After a silence of everybody, nobody's is held against them.
        if (_lastHeard > 0 && heard - _lastHeard >= MostMissed)
        {
            Silences++;
            foreach (var entry in _entries)
                entry.Missed = 0;
        }
        _lastHeard = Math.Max(_lastHeard, heard);
        var isNews = false;
        var heardEver = _entries.Count(it => it.IsHeard);
        foreach (var entry in _entries)
        {
            if (entry.IsAnswered)
                isNews |= entry.NoteAnswer(_tick);
            else if (entry.AskedAt == _tick && _tick > 0)
                isNews |= entry.NoteMiss(missed => heardEver == 1 || _lastHeard > missed);
            entry.IsAnswered = false;
        }
        return isNews;
    }

    /// <summary>Who is in doubt each time, the others in turn.</summary>
    private List<Entry> ToAsk()
    {
        var chosen = _entries.Where(it => it.IsInDoubt).Take(mostAsked).ToList();
        for (var i = 0; i < _entries.Count && chosen.Count < mostAsked; i++)
        {
            _next = (_next + 1) % _entries.Count;
            if (!_entries[_next].IsInDoubt)
                chosen.Add(_entries[_next]);
        }
        return chosen;
    }

    private (IPAddress, ulong) Ask(Entry entry)
    {
        var question = new Question(entry, nonces(), _tick);
        entry.AskedAt = _tick;
        _asked[question.Nonce] = question;
        _order.Enqueue(question);
        return (entry.Peer.Address, question.Nonce);
    }

    private ImmutableHashSet<NodeId> DeadNow() => [.. _entries.Where(it => it.IsDead).Select(it => it.Peer.Node).OfType<NodeId>()];

    private sealed record Question(Entry Entry, ulong Nonce, long Tick);

    private sealed class Entry(Peer peer)
    {
        private int _answers;
        private long _backAt;
        private long _missedSince;

        public Peer Peer { get; } = peer;

        public bool IsHeard { get; set; }

        public bool IsDead { get; set; }

        public int Deaths { get; set; }

        public int Missed { get; set; }

        public long AskedAt { get; set; }

        public bool IsAnswered { get; set; }

        public long AnsweredAt { get; set; }

        public bool IsInDoubt => IsDead ? _answers > 0 : IsHeard && Missed > 0;

        /// <returns>Whether that is news.</returns>
        public bool NoteAnswer(long tick)
        {
            var isFirst = !IsHeard;
            (IsHeard, Missed) = (true, 0);
            if (!IsDead)
                return isFirst;
            if (++_answers < FirstReturn << Math.Min(Deaths - 1, MostDoublings))
                return false;
            (IsDead, _answers, _backAt) = (false, 0, tick);
            return true;
        }

        /// <param name="isElsewhereHeard">Whether anybody else has answered what was asked after a tick.</param>
        public bool NoteMiss(Func<long, bool> isElsewhereHeard)
        {
            _answers = 0;
            if (Missed++ == 0)
                _missedSince = AskedAt;
            if (!IsHeard || IsDead || Missed < MostMissed || !isElsewhereHeard(_missedSince))
                return false;
            Deaths = AskedAt - _backAt > Forgiven ? 1 : Deaths + 1;
            return IsDead = true;
        }
    }
}
