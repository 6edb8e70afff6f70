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
        return
        [
            Figure.Time($"netaas get pods, {Pods:#,0} of them, p50", At([binary, "get", "pods"], 0.5), At(curl, 0.5), "300 ms"),
            Figure.Time($"netaas get pods, {Pods:#,0} of them, p95", At([binary, "get", "pods"], 0.95), At(curl, 0.95), "300 ms"),
            Figure.Time("netaas --version", At([binary, "--version"], 0.5), At(["curl", "--version"], 0.5), ""),
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

    private double At(string[] command, double share)
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
        return times.At(share);
    }
}
