using System.Diagnostics;

namespace Netaas.Bench.Load;

/// <summary>A number of clients, each with one request on its way at any time.</summary>
internal static class ClosedLoop
{
    private const int MostTurns = 20;

    /// <summary>
    /// Turns until three in a row have been no faster: a hot path is compiled at its best only after some ten thousands of
    /// requests, and how long that takes depends on the machine.
    /// </summary>
    /// <param name="turn">Gives its rate.</param>
    public static async Task WarmUpAsync(Func<Task<double>> turn)
    {
        var (best, idle) = (0.0, 0);
        for (var number = 0; number < MostTurns && idle < 3; number++)
        {
            var rate = await turn();
            idle = rate > 1.03 * best ? 0 : idle + 1;
            best = Math.Max(best, rate);
        }
    }

    /// <returns>Requests a second that were answered with 201.</returns>
    public static async Task<double> RunAsync(Uri target, string token, int clients, TimeSpan time, Func<long, string> body)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => KeepAliveClient.ConnectAsync(target, token)));
        long number = 0, done = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(connection => Task.Run(async () =>
        {
            while (clock.Elapsed < time)
            {
                var status = await connection.PostAsync(body(Interlocked.Increment(ref number)));
                if (status != 201)
                    throw new InvalidOperationException($"wanted 201, got {connection.LastAnswer}");
                Interlocked.Increment(ref done);
            }
        })));
        var elapsed = clock.Elapsed;
        foreach (var connection in connections)
            connection.Dispose();
        return done / elapsed.TotalSeconds;
    }
}
