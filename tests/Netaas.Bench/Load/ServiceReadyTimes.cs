using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Netaas.Bench.Report;

namespace Netaas.Bench.Load;

/// <summary>From the POST of a service to its answer when all nodes of the lab translate to it, while 10,000 others are there.</summary>
internal static class ServiceReadyTimes
{
    private const int Present = 10_000;
    private const int AtOnce = 500;
    private const int WarmUp = 40;
    private const int Samples = 400;

    public static async Task<Figure> MeasureAsync(HttpClient api)
    {
        api.Timeout = TimeSpan.FromMinutes(5);
        await ReadyTimes.CreateAsync(api, "networks?wait=ready", """{"name": "bench-services", "podCidrs": ["10.72.0.0/16"], "serviceCidrs": ["10.160.0.0/16"]}""");
        for (var first = 0; first < Present; first += AtOnce)
        {
            using var answer = await api.PostAsJsonAsync("apply?wait=ready&timeout=60s", new JsonObject
            {
                ["resources"] = new JsonArray([.. Enumerable.Range(first, AtOnce).Select(number => (JsonNode)Service(number, "service"))]),
            });
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        var times = new Percentiles();
        for (var number = Present; number < Present + WarmUp + Samples; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await ReadyTimes.CreateAsync(api, "services?wait=ready", Service(number, null).ToJsonString());
            if (number >= Present + WarmUp)
                times.Add(Stopwatch.GetElapsedTime(started));
        }
        using var deleted = await api.DeleteAsync("networks/bench-services?cascade=true&wait=ready&timeout=60s");
        deleted.EnsureSuccessStatusCode();
        return new Figure("service POST → Ready with 10,000 there, p50 · p99", Figure.Micro(times.At(0.5)), Figure.Micro(times.At(0.99)), null, "20 ms · 80 ms");
    }

    /// <summary>With three endpoints, addresses that nobody has.</summary>
    private static JsonObject Service(int number, string? kind)
    {
        var service = new JsonObject
        {
            ["name"] = $"bench-{number}",
            ["network"] = "bench-services",
            ["ports"] = new JsonArray(new JsonObject { ["port"] = 80, ["targetPort"] = 8080 }),
            ["backends"] = new JsonArray([.. Enumerable.Range(0, 3).Select(backend =>
                (JsonNode)new JsonObject { ["address"] = $"10.72.{(3 * number + backend) / 250 % 250}.{1 + (3 * number + backend) % 250}" })]),
        };
        if (kind is not null)
            service["kind"] = kind;
        return service;
    }
}
