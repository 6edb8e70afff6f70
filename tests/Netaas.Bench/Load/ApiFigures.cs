using Netaas.Bench.Report;

namespace Netaas.Bench.Load;

/// <summary>
/// What the API does with few and many pods recorded, for one client and for many, beside the least that each can cost on the
/// same HTTP stack and PostgreSQL: a row inserted, or a <c>select 1</c>.
/// </summary>
internal sealed class ApiFigures(Uri api, Uri floor, string adminToken, string joinToken)
{
    private static readonly int[] s_sizes = [0, 10_000, 100_000];
    private static readonly int[] s_clients = [1, 8, 32];
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(2);

    /// <summary>Figures of Neutron 21 from another day (limits.md), as a peer's order of magnitude and no more.</summary>
    private const string Neutron = "Neutron, on another day:";

    private readonly Uri _floor = new(floor, "/floor");
    private long _pods;
    private long _networks;
    private long _mappings;

    public async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await BenchFleet.PrepareAsync(api, adminToken, joinToken);
        await WarmUpAsync(() => RunAsync(8, s_warmUp, 201, Pod));
        await WarmUpAsync(() => RunAsync(8, s_warmUp, 200, Get));
        await WarmUpAsync(() => RunAsync(8, s_warmUp, 200, List));
        await WarmUpAsync(() => Measured.RunAsync(_floor, adminToken, (8, s_warmUp), 201, static (client, number) => client.PostAsync($"warm-{number}")));
        foreach (var size in s_sizes)
        {
            while (_pods < size)
                await RunAsync(32, TimeSpan.FromSeconds(1), 201, Pod);
            foreach (var clients in s_clients)
                await foreach (var figure in MeasureAsync($"{clients} clients, {Math.Max(size, 0):#,0} pods", clients))
                    yield return figure;
        }
    }

    private async IAsyncEnumerable<Figure> MeasureAsync(string at, int clients)
    {
        var insert = await Measured.RunAsync(_floor, adminToken, (clients, s_time), 201, static (client, number) => client.PostAsync($"floor-{number}"));
        var select = await Measured.RunAsync(_floor, adminToken, (clients, s_time), 200, static (client, _) => client.GetAsync("/floor"));
        yield return Line("pod create", await RunAsync(clients, s_time, 201, Pod), insert, $"within 20 % of an empty record; {Neutron} 7/s, 2/s at 10,000");
        yield return Line("network create", await RunAsync(clients, s_time, 201, Network), insert, $"{Neutron} 10 to 28/s");
        yield return Line("mapping create", await RunAsync(clients, s_time, 201, Mapping), insert, "");
        yield return Line("pod get", await RunAsync(clients, s_time, 200, Get), select, $"10,000/s; {Neutron} 69 to 124/s");
        yield return Line("list of 100 pods", await RunAsync(clients, s_time, 200, List), select, $"2,000/s; {Neutron} 15 to 27/s");

        Figure Line(string what, Measured ours, Measured least, string aim) =>
            Figure.Rate($"{what}, {at}: {ours.Times}", ours.PerSecond, least.PerSecond, aim);
    }

    private static Task WarmUpAsync(Func<Task<Measured>> turn) => ClosedLoop.WarmUpAsync(async () => (await turn()).PerSecond);

    private Task<Measured> RunAsync(int clients, TimeSpan time, int wanted, Func<KeepAliveClient, long, ValueTask<int>> send) =>
        Measured.RunAsync(api, adminToken, (clients, time), wanted, send);

    private ValueTask<int> Pod(KeepAliveClient client, long _)
    {
        var number = Interlocked.Increment(ref _pods);
        return client.PostAsync("/api/v1/pods", $$"""{"name": "pod-{{number}}", "network": "bench", "node": "bench-{{number % BenchFleet.Nodes}}"}""");
    }

    private ValueTask<int> Network(KeepAliveClient client, long _)
    {
        var number = Interlocked.Increment(ref _networks);
        return client.PostAsync("/api/v1/networks", $$"""{"name": "net-{{number}}", "podCidrs": ["100.{{64 + (number >> 8)}}.{{number & 255}}.0/24"], "nodePrefixLengths": [28]}""");
    }

    private ValueTask<int> Mapping(KeepAliveClient client, long _)
    {
        var number = Interlocked.Increment(ref _mappings);
        return client.PostAsync(
            "/api/v1/port-mappings",
            $$"""{"name": "map-{{number}}", "pod": "pod-1", "nodes": ["bench-{{number % BenchFleet.Nodes}}"], "hostPort": {{1024 + (number / BenchFleet.Nodes)}}, "targetPort": 80}""");
    }

    private ValueTask<int> Get(KeepAliveClient client, long number) => client.GetAsync($"/api/v1/pods/pod-{1 + (number * 7919 % Math.Max(1, _pods))}");

    private static ValueTask<int> List(KeepAliveClient client, long number) => client.GetAsync("/api/v1/pods?limit=100");
}
