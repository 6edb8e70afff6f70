namespace Netaas.ApiTests;

/// <summary>Waits for what becomes true in its own time.</summary>
internal static class Patience
{
    /// <exception cref="OperationCanceledException">It does not hold within 20 s.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
            await Task.Delay(20, limit.Token);
    }
}
