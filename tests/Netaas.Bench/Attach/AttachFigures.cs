using System.Text.Json;
using System.Text.Json.Nodes;
using Netaas.Bench.Load;
using Netaas.Bench.Report;

namespace Netaas.Bench.Attach;

/// <summary>
/// From a runtime's starting the plugin to its end, with one published port, on a node that publishes few ports and many;
/// beside the reference plugins.
/// </summary>
internal sealed class AttachFigures(HttpClient api, string binary, string socket)
{
    /// <summary>A mapping may have so many.</summary>
    private const int PortsOfMapping = 1_000;

    private const int FirstPort = 10_000;
    private const int Samples = 60;

    // Until the way is compiled: what an agent takes for its first containers is not what one costs.
    private const int WarmUp = 150;

    // Deleting a pair of interfaces keeps the kernel busy for 17 ms: containers don't end closer to each other.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(40);

    public static readonly int[] PeerLevels = [0, 1_000];

    private static readonly int[] s_levels = [0, 1_000, 10_000];

    /// <param name="peers">What <see cref="ReferencePlugins"/> took at each of its levels.</param>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(IReadOnlyList<AttachTimes> peers)
    {
        await ReadyTimes.CreateAsync(api, "networks?wait=ready", """{"name": "bench-attach", "podCidrs": ["10.72.0.0/16"]}""");
        await ReadyTimes.CreateAsync(api, "pods?wait=ready", """{"name": "bench-target", "network": "bench-attach", "node": "node-1"}""");
        var figures = new List<Figure>();
        Measure(level: 0, WarmUp);
        var had = 0;
        foreach (var level in s_levels)
        {
            await PublishAsync(had, level);
            had = level;
            var times = Measure(level, Samples);
            var peer = peers.FirstOrDefault(it => it.Published == level);
            figures.Add(Line($"attach with a port, {level:#,0} published, p50", times.Attach, peer?.Attach, "8 ms"));
            figures.Add(Line($"detach, {level:#,0} published, p50", times.Detach, peer?.Detach, "5 ms"));
        }
        figures.Add(Figure.Time("of it a process's start: the plugin's VERSION, p50 · cat", Start(binary), Start("/bin/cat"), ""));
        figures.Add(new Figure("the plugin's binary", $"{new FileInfo(binary).Length / 1e6:0.0} MB", "–", null, "4 MB"));
        using var deleted = await api.DeleteAsync("networks/bench-attach?cascade=true&wait=ready&timeout=60s");
        return figures;
    }

    private AttachTimes Measure(int level, int samples)
    {
        var (attach, detach) = (new Percentiles(), new Percentiles());
        for (var number = 0; number < samples; number++)
        {
            var container = $"bench-ours-{level}-{number}";
            PluginCall.Shell($"ip netns add {container}");
            var configuration = JsonNode.Parse($$$"""
                {"cniVersion": "1.0.0", "name": "bench", "type": "netaas", "network": "bench-attach", "socket": "{{{socket}}}",
                 "runtimeConfig": {"portMappings": [{"hostPort": {{{40_000 + number}}}, "containerPort": 80, "protocol": "tcp"}]}}
                """) ?? throw new InvalidOperationException();
            attach.Add(PluginCall.Run(binary, "ADD", container, configuration).Took);
            Thread.Sleep(s_between);
            detach.Add(PluginCall.Run(binary, "DEL", container, configuration).Took);
            Thread.Sleep(s_between);
            PluginCall.Shell($"ip netns del {container}");
        }
        return new AttachTimes(level, attach.At(0.5), detach.At(0.5));
    }

    /// <summary>What a runtime waits for in any case: a program that is started, reads its configuration, and answers.</summary>
    private static double Start(string binary)
    {
        var times = new Percentiles();
        for (var number = 0; number < Samples; number++)
            times.Add(PluginCall.Run(binary, "VERSION", "none", new JsonObject { ["cniVersion"] = "1.0.0" }).Took);
        return times.At(0.5);
    }

    private async Task PublishAsync(int from, int to)
    {
        for (var port = from; port < to; port += PortsOfMapping)
            await ReadyTimes.CreateAsync(api, "port-mappings?wait=ready&timeout=60s", new JsonObject
            {
                ["name"] = $"bench-{port}",
                ["nodes"] = new JsonArray("node-1"),
                ["pod"] = "bench-target",
                ["hostPort"] = FirstPort + port,
                ["hostPortEnd"] = FirstPort + port + PortsOfMapping - 1,
                ["targetPort"] = FirstPort + port,
            }.ToJsonString());
    }

    private static Figure Line(string what, double ours, double? peer, string aim) =>
        peer is { } other ? Figure.Time(what, ours, other, aim) : new Figure(what, Figure.Micro(ours), "–", null, aim);

    public static IReadOnlyList<AttachTimes> Read(string file) => JsonSerializer.Deserialize<List<AttachTimes>>(File.ReadAllText(file)) ?? [];

    public static void Write(string file, IEnumerable<AttachTimes> times) => File.WriteAllText(file, JsonSerializer.Serialize(times.ToList()));
}
