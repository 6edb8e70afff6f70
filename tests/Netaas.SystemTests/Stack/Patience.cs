using Xunit;

namespace Netaas.SystemTests.Stack;

/// <summary>How tests wait for what comes by itself.</summary>
internal static class Patience
{
    /// <summary>What is waited for comes within moments on a machine at rest; builds and tests beside it make it many times as slow.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    /// <summary>Between two questions, as who is asked needs the processors that asking takes.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <param name="tell">What there is instead; null where nothing is to be told.</param>
    public static Task UntilAsync(Func<Task<bool>> condition, Func<string>? tell = null) =>
        FirstAsync(async () => await condition() ? "so" : null, tell);

    /// <summary>The first answer that isn't null.</summary>
    public static async Task<T> FirstAsync<T>(Func<Task<T?>> ask, Func<string>? tell = null) where T : class
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            Assert.False(limit.IsCancellationRequested, tell?.Invoke() ?? "it did not become so");
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }
}
