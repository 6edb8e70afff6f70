using System.Diagnostics;

namespace Netaas.Api.Data;

/// <summary>
/// Serves together those who ask at the same time. Who comes alone is served at once. Where several were served together, they
/// come back one after the other as each has its answer, and the first of them would begin a round alone: so the next round
/// waits for company, some rounds' worth of time at most.
/// </summary>
/// <remarks>A round begins after all its askers have asked, so each sees what was committed before it did.</remarks>
internal sealed class Rounds<TAsked, TAnswer>
{
    // A round costs the database as much as four askers more, so up to here all are waited for; of more, half are served while
    // the other half come back.
    private const int Few = 16;

    // Who waits for somebody who doesn't come waits for as long as so many rounds take, twice as long at most. Coming back
    // takes an asker about as long as a round, on a fast machine and on a slow one; a round that stood still says nothing.
    private const double Patience = 2.5;
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_mostPatience = TimeSpan.FromMilliseconds(10);

    private readonly int _most;
    private readonly TimeSpan? _patience;
    private readonly Func<IReadOnlyList<Asker>, Task> _serve;
    private readonly Lock _lock = new();
    private readonly Queue<Asker> _waiting = new();
    private bool _isServing;
    private TimeSpan _took;

    // So many have to wait before the next round begins, and how often that was said.
    private int _company = 1;
    private int _turn;
    private bool _isTimed;

    /// <param name="most">Askers of a round: bounds how long the first waits for the last.</param>
    /// <param name="serve">Answers every asker of a round; what it throws, those without an answer get.</param>
    /// <param name="patience">How long who comes first waits for company, at most twice; null for some rounds' worth of time.</param>
    public Rounds(int most, Func<IReadOnlyList<Asker>, Task> serve, TimeSpan? patience = null) =>
        (_most, _serve, _patience) = (most, serve, patience);

    public Task<TAnswer> AskAsync(TAsked asked)
    {
        var asker = new Asker(asked);
        List<Asker>? round;
        lock (_lock)
        {
            _waiting.Enqueue(asker);
            round = Next();
        }
        Serve(round);
        return asker.Answer;
    }

    // Ends by itself, and every failure in it is an asker's answer.
    private void Serve(List<Asker>? round)
    {
        if (round is not null)
            _ = ServeAsync(round);
    }

    /// <summary>One round at a time: two would each have half the company. The answers of one go out while the next is under way.</summary>
    private async Task ServeAsync(List<Asker>? round)
    {
        while (round is not null)
        {
            var since = Stopwatch.GetTimestamp();
            try
            {
                await _serve(round);
            }
            catch (Exception failure)
            {
                foreach (var asker in round)
                    asker.Fail(failure);
            }
            List<Asker>? next;
            lock (_lock)
            {
                _isServing = false;
                _took = Stopwatch.GetElapsedTime(since);
                Expect(round.Count);
                next = Next();
            }
            ThreadPool.UnsafeQueueUserWorkItem(static answered => answered.ForEach(asker => asker.Finish()), round, preferLocal: false);
            round = next;
        }
    }

    /// <summary>Those who get their answers now will ask again.</summary>
    private void Expect(int answered)
    {
        var all = _waiting.Count + answered;
        _company = Math.Min(_most, Math.Max((all + 1) / 2, Math.Min(all, Few)));
        _turn++;
        if (_company == 1 || _isTimed)
            return;
        _isTimed = true;
        _ = LimitPatienceAsync();
    }

    /// <summary>Goes on as long as there are rounds: to begin anew for each would cost more than it is worth.</summary>
    private async Task LimitPatienceAsync()
    {
        while (true)
        {
            int turn;
            TimeSpan patience;
            lock (_lock)
                (turn, patience) = (_turn, _patience ?? Clamp(Patience * _took));
            await Task.Delay(patience);
            List<Asker>? round;
            lock (_lock)
            {
                if (turn != _turn)
                    continue;
                (_isTimed, _company) = (false, 1);
                round = Next();
            }
            Serve(round);
            return;
        }
    }

    private static TimeSpan Clamp(TimeSpan patience) =>
        patience < s_leastPatience ? s_leastPatience : patience > s_mostPatience ? s_mostPatience : patience;

    /// <summary>Null while there is a round under way, or company to be waited for.</summary>
    private List<Asker>? Next()
    {
        if (_isServing || _waiting.Count < _company)
            return null;
        var round = new List<Asker>();
        while (round.Count < _most && _waiting.TryDequeue(out var asker))
            round.Add(asker);
        _isServing = true;
        return round;
    }

    /// <summary>One who asks, and waits for an answer.</summary>
    internal sealed class Asker(TAsked asked)
    {
        // Whoever waits goes on in the thread that finishes the round, one after the other: waking a thread for each costs more.
        private readonly TaskCompletionSource<TAnswer> _answer = new();
        private Task<TAnswer>? _given;

        public TAsked Asked { get; } = asked;

        public Task<TAnswer> Answer => _answer.Task;

        public void Give(TAnswer answer) => _given ??= Task.FromResult(answer);

        public void Fail(Exception failure) => _given ??= Task.FromException<TAnswer>(failure);

        /// <summary>Hands out what was given.</summary>
        public void Finish() => _answer.SetFromTask(_given ?? Task.FromException<TAnswer>(new InvalidOperationException("The round gave no answer.")));
    }
}
