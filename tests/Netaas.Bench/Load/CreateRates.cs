using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Netaas.Bench.Report;
using Netaas.Contracts;
using Netaas.Core.Addressing;
using Netaas.Core.Json;

namespace Netaas.Bench.Load;

/// <summary>
/// Pods created a second through the API beside the floor. The nodes are enrolled and have no agent, so that what is measured
/// is the API, PostgreSQL and the dispatcher, and not this machine's kernel wiring thousands of pods on the same cores.
/// </summary>
internal sealed class CreateRates(Uri api, Uri floor, string adminToken, string joinToken)
{
    private const int Nodes = 4;
    /// <summary>Until the hot path is compiled at its best, which takes some thousands of requests.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(5);
    private static readonly int[] s_clients = [1, 8, 32];

    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await PrepareAsync();
        var pods = new Uri(api, "/api/v1/pods");
        var inserts = new Uri(floor, "/floor");
        await ClosedLoop.RunAsync(pods, adminToken, 8, s_warmUp, number => Pod("warm", number));
        await ClosedLoop.RunAsync(inserts, adminToken, 8, s_warmUp, number => Pod("warm", number));
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
        $$"""{"name": "{{prefix}}-{{number}}", "network": "bench", "node": "bench-{{number % Nodes}}"}""";

    private async Task PrepareAsync()
    {
        using var http = new HttpClient { BaseAddress = api };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", joinToken);
        for (var number = 0; number < Nodes; number++)
        {
            var address = new InterfaceAddress(new IPAddress([192, 0, 2, (byte)(number + 1)]), 24);
            var facts = new NodeFacts([address], 1500, [], "/proc/1/ns/net", "bench", "bench", Guid.NewGuid());
            var request = new EnrolRequest($"bench-{number}", null, new string((char)('a' + number), 40), facts);
            using var enrolled = await http.PostAsJsonAsync("/api/v1/enrol", request, NetaasJson.Options);
            enrolled.EnsureSuccessStatusCode();
        }
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        using var network = await http.PostAsJsonAsync("/api/v1/networks", JsonNode.Parse("""{"name": "bench", "podCidrs": ["10.128.0.0/9"]}"""));
        network.EnsureSuccessStatusCode();
    }
}
