using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Netaas.Bench.Report;

namespace Netaas.Bench.Load;

/// <summary>From a POST to its answer when the node has the pod in its kernel and has read it back, one after the other.</summary>
internal static class ReadyTimes
{
    private const int WarmUp = 60;
    private const int Samples = 600;

    public static async Task<Figure> MeasureAsync(HttpClient api)
    {
        await CreateAsync(api, "networks?wait=ready", """{"name": "bench-ready", "podCidrs": ["10.70.0.0/16"]}""");
        var times = new Percentiles();
        for (var number = 0; number < WarmUp + Samples; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await CreateAsync(api, "pods?wait=ready", $$"""{"name": "ready-{{number}}", "network": "bench-ready", "node": "node-{{1 + number % 3}}"}""");
            if (number >= WarmUp)
                times.Add(Stopwatch.GetElapsedTime(started));
        }
        using var deleted = await api.DeleteAsync("networks/bench-ready?cascade=true&wait=ready&timeout=60s");
        deleted.EnsureSuccessStatusCode();
        return new Figure("POST → Ready on the 3-node lab, p50 · p99", Figure.Micro(times.At(0.5)), Figure.Micro(times.At(0.99)), null, "15 ms · 60 ms");
    }

    public static async Task<JsonNode> CreateAsync(HttpClient api, string path, string body)
    {
        using var answer = await api.PostAsJsonAsync(path, JsonNode.Parse(body));
        var text = await answer.Content.ReadAsStringAsync();
        // 202 would be an answer before it was ready.
        return answer.StatusCode == HttpStatusCode.Created && JsonNode.Parse(text) is { } made
            ? made
            : throw new InvalidOperationException($"POST {path}: {answer.StatusCode} {text}");
    }
}
