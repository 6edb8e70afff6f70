namespace Netaas.Api.Data;

/// <summary>
/// Serves together those who ask at the same time. Nobody waits for company: who comes while no round is under way begins one,
/// and who comes while one is goes with the next, so a lone client pays nothing and a crowd shares the costs.
/// </summary>
/// <remarks>A round begins after all its askers have asked, so each sees what was committed before it did.</remarks>
/// <param name="most">Askers of a round: bounds how long the first waits for the last.</param>
/// <param name="serve">Answers every asker of a round; what it throws, those without an answer get.</param>
internal sealed class Rounds<TAsked, TAnswer>(int most, Func<IReadOnlyList<Rounds<TAsked, TAnswer>.Asker>, Task> serve)
{
    private readonly Lock _lock = new();
    private readonly Queue<Asker> _waiting = new();
    private bool _isServing;

    public Task<TAnswer> AskAsync(TAsked asked)
    {
        var asker = new Asker(asked);
        lock (_lock)
        {
            _waiting.Enqueue(asker);
            if (_isServing)
                return asker.Answer;
            _isServing = true;
        }
        // Ends by itself, and every failure in it is an asker's answer.
        _ = ServeAsync();
        return asker.Answer;
    }

    /// <summary>One round at a time: two would each have half the company. The answers of one go out while the next is under way.</summary>
    private async Task ServeAsync()
    {
        while (Next() is { Count: > 0 } round)
        {
            try
            {
                await serve(round);
            }
            catch (Exception failure)
            {
                foreach (var asker in round)
                    asker.Fail(failure);
            }
            ThreadPool.UnsafeQueueUserWorkItem(static answered => answered.ForEach(asker => asker.Finish()), round, preferLocal: false);
        }
    }

    private List<Asker> Next()
    {
        lock (_lock)
        {
            var round = new List<Asker>();
            while (round.Count < most && _waiting.TryDequeue(out var asker))
                round.Add(asker);
            _isServing = round.Count > 0;
            return round;
        }
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
