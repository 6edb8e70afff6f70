using System.Diagnostics;
using Netaas.Bench.Report;

namespace Netaas.Bench.Load;

/// <summary>What a number of clients, each with one request on its way at any time, got done.</summary>
internal sealed record Measured(double PerSecond, double Median, double Ninetynine)
{
    /// <param name="send">One request, by its number, over a client's connection; gives the status.</param>
    public static async Task<Measured> RunAsync(
        Uri target, string token, (int Clients, TimeSpan Time) load, int wanted, Func<KeepAliveClient, long, ValueTask<int>> send)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, load.Clients).Select(_ => KeepAliveClient.ConnectAsync(target, token)));
        long number = 0;
        var clock = Stopwatch.StartNew();
        var samples = await Task.WhenAll(connections.Select(connection => Task.Run(async () =>
        {
            var times = new List<TimeSpan>();
            while (clock.Elapsed < load.Time)
            {
                var began = Stopwatch.GetTimestamp();
                if (await send(connection, Interlocked.Increment(ref number)) != wanted)
                    throw new InvalidOperationException($"wanted {wanted}, got {connection.LastAnswer}");
                times.Add(Stopwatch.GetElapsedTime(began));
            }
            return times;
        })));
        var elapsed = clock.Elapsed;
        foreach (var connection in connections)
            connection.Dispose();
        var all = new Percentiles();
        foreach (var time in samples.SelectMany(times => times))
            all.Add(time);
        return new Measured(all.Count / elapsed.TotalSeconds, all.At(0.5), all.At(0.99));
    }

    public string Times => $"p50 {Figure.Micro(Median)}, p99 {Figure.Micro(Ninetynine)}";
}
