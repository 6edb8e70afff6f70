namespace Netaas.Api.Data;

/// <summary>
/// Serves together those who ask at the same time. Who comes alone is served at once. Where several were served together, they
/// come back one after the other as each has its answer, and the first of them would begin a round alone: so the next round
/// waits for company, a moment at most.
/// </summary>
/// <remarks>A round begins after all its askers have asked, so each sees what was committed before it did.</remarks>
internal sealed class Rounds<TAsked, TAnswer>
{
    // A round costs the database as much as four askers more, so up to here all are waited for; of more, half are served while
    // the other half come back.
    private const int Few = 16;

    // Who waits for somebody who doesn't come waits so long, twice as long at most.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    private readonly int _most;
    private readonly TimeSpan _patience;
    private readonly Func<IReadOnlyList<Asker>, Task> _serve;
    private readonly Lock _lock = new();
    private readonly Queue<Asker> _waiting = new();
    private bool _isServing;

    // So many have to wait before the next round begins, and how often that was said.
    private int _company = 1;
    private int _turn;
    private bool _isTimed;

    /// <param name="most">Askers of a round: bounds how long the first waits for the last.</param>
    /// <param name="serve">Answers every asker of a round; what it throws, those without an answer get.</param>
    /// <param name="patience">How long who comes first waits for company, at most twice; null for a millisecond.</param>
    public Rounds(int most, Func<IReadOnlyList<Asker>, Task> serve, TimeSpan? patience = null) =>
        (_most, _serve, _patience) = (most, serve, patience ?? s_patience);

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
            var turn = Volatile.Read(ref _turn);
            await Task.Delay(_patience);
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
