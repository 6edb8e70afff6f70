using Netaas.Bench.Report;

namespace Netaas.Bench.Load;

/// <summary>
/// Pods created a second through the API beside the floor. The nodes are enrolled and have no agent, so that what is measured
/// is the API, PostgreSQL and the dispatcher, and not this machine's kernel wiring thousands of pods on the same cores.
/// </summary>
internal sealed class CreateRates(Uri api, Uri floor, string adminToken, string joinToken)
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(5);
    private static readonly int[] s_clients = [1, 8, 32];

    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await BenchFleet.PrepareAsync(api, adminToken, joinToken);
        var pods = new Uri(api, "/api/v1/pods");
        var inserts = new Uri(floor, "/floor");
        var warm = 0L;
        await ClosedLoop.WarmUpAsync(() => ClosedLoop.RunAsync(pods, adminToken, 8, s_warmUp, _ => Pod("warm", Interlocked.Increment(ref warm))));
        await ClosedLoop.WarmUpAsync(() => ClosedLoop.RunAsync(inserts, adminToken, 8, s_warmUp, number => Pod("warm", number)));
        var figures = new List<Figure>();
        foreach (var clients in s_clients)
        {
            // By turns, so that a machine that is busy with something else for a while hits both.
            var (ours, least) = (0.0, 0.0);
            for (var turn = 0; turn < 2; turn++)
            {
                least += await ClosedLoop.RunAsync(inserts, adminToken, clients, s_time, number => Pod("floor", number)) / 2;
                ours += await ClosedLoop.RunAsync(pods, adminToken, clients, s_time, number => Pod($"c{clients}-{turn}", number)) / 2;
            }
            var aim = clients == 8 ? "3,000/s and 0.70 of the floor" : "";
            figures.Add(Figure.Rate($"pods created over HTTP, {clients} clients · bare INSERT", ours, least, aim));
        }
        return figures;
    }

    private static string Pod(string prefix, long number) =>
        $$"""{"name": "{{prefix}}-{{number}}", "network": "bench", "node": "bench-{{number % BenchFleet.Nodes}}"}""";
}
