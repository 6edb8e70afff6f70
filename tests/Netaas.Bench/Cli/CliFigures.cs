using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Netaas.Bench.Load;
using Netaas.Bench.Report;

namespace Netaas.Bench.Cli;

/// <summary>The command line from its start to its end, beside curl that fetches the same list and prints it as it comes.</summary>
internal sealed class CliFigures(Uri api, string binary, string adminToken, string joinToken)
{
    private const int Pods = 1_000;
    private const int Samples = 40;

    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await BenchFleet.PrepareAsync(api, adminToken, joinToken);
        await FillAsync();
        string[] curl = ["curl", "-sS", "-H", $"Authorization: Bearer {adminToken}", new Uri(api, $"/api/v1/pods?limit={Pods}").ToString()];
        var (ours, theirs) = (Sample([binary, "get", "pods"]), Sample(curl));
        return
        [
            Figure.Time($"netaas get pods, {Pods:#,0} of them, p50", ours.At(0.5), theirs.At(0.5), "300 ms"),
            Figure.Time($"netaas get pods, {Pods:#,0} of them, p95", ours.At(0.95), theirs.At(0.95), "300 ms"),
            Figure.Time("netaas --version", Sample([binary, "--version"]).At(0.5), Sample(["curl", "--version"]).At(0.5), ""),
        ];
    }

    private async Task FillAsync()
    {
        using var http = new HttpClient { BaseAddress = api };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        var pods = Enumerable.Range(0, Pods).Select(number => (JsonNode?)JsonNode.Parse($$"""{"kind": "pod", "name": "pod-{{number}}", "network": "bench", "node": "bench-{{number % BenchFleet.Nodes}}"}"""));
        using var made = await http.PostAsJsonAsync("/api/v1/apply", new JsonObject { ["resources"] = new JsonArray([.. pods]) });
        made.EnsureSuccessStatusCode();
    }

    private Percentiles Sample(string[] command)
    {
        var times = new Percentiles();
        for (var sample = 0; sample < Samples; sample++)
        {
            var started = Stopwatch.GetTimestamp();
            var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
            start.Environment["NETAAS_URL"] = api.ToString();
            start.Environment["NETAAS_TOKEN"] = adminToken;
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} does not start");
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            times.Add(Stopwatch.GetElapsedTime(started));
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}");
        }
        return times;
    }
}
