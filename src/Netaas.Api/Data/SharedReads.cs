namespace Netaas.Api.Data;

/// <summary>
/// Answers those who ask the same question at the same time by one read. Who asks while a read of it is under way gets the
/// next one's answer, never that one's: so everybody sees what was committed before they asked.
/// </summary>
internal sealed class SharedReads<TKey, TAnswer> where TKey : notnull
{
    private readonly Lock _lock = new();

    /// <summary>The questions that are being read, and who waits for the next read of each; null while nobody does.</summary>
    private readonly Dictionary<TKey, TaskCompletionSource<TAnswer>?> _underWay = [];

    /// <param name="read">Runs for all who wait: it must depend on the key alone, and on nobody's cancellation.</param>
    public Task<TAnswer> AskAsync(TKey key, Func<Task<TAnswer>> read)
    {
        var asked = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_underWay.TryGetValue(key, out var next))
            {
                if (next is null)
                    _underWay[key] = next = asked;
                return next.Task;
            }
            _underWay[key] = null;
        }
        // Ends by itself, and every failure in it is an asker's answer.
        _ = ReadAsync(key, read, asked);
        return asked.Task;
    }

    private async Task ReadAsync(TKey key, Func<Task<TAnswer>> read, TaskCompletionSource<TAnswer> asked)
    {
        for (var waiting = asked; waiting is not null; waiting = Next(key))
            try
            {
                waiting.SetResult(await read());
            }
            catch (Exception failure)
            {
                waiting.SetException(failure);
            }
    }

    private TaskCompletionSource<TAnswer>? Next(TKey key)
    {
        lock (_lock)
        {
            var next = _underWay[key];
            if (next is null)
                _underWay.Remove(key);
            else
                _underWay[key] = null;
            return next;
        }
    }
}
