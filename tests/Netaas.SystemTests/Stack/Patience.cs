using Xunit;

namespace Netaas.SystemTests.Stack;

/// <summary>How tests wait for what comes by itself.</summary>
internal static class Patience
{
    // As long as a fault takes to be noticed and mended, and more.
    private const int LongestSeconds = 90;

    /// <param name="tell">What there is instead; null where nothing is to be told.</param>
    public static Task UntilAsync(Func<Task<bool>> condition, Func<string>? tell = null, int seconds = LongestSeconds) =>
        FirstAsync(async () => await condition() ? "so" : null, tell, seconds);

    /// <summary>The first answer that isn't null.</summary>
    public static async Task<T> FirstAsync<T>(Func<Task<T?>> ask, Func<string>? tell = null, int seconds = LongestSeconds) where T : class
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            Assert.False(limit.IsCancellationRequested, tell?.Invoke() ?? "it did not become so");
        }
    }
}
