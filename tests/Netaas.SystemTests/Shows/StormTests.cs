using System.Collections.Concurrent;
using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>An installation of its own with two processes of the API, which are killed while clients write, as PostgreSQL is restarted.</summary>
public sealed class StormTests(FleetStack stack) : IClassFixture<FleetStack>
{
    private const int Writers = 3;

    /// <summary>How many writes shall stand between one fault and the next.</summary>
    private const int Between = 15;

    /// <summary>Between the writes of one writer: what counts is that they go on through every fault, not how many they are.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Kills_of_the_API_and_a_restart_of_PostgreSQL_lose_no_acknowledged_write_and_double_none()
    {
        using var second = new RestClient(await StartAsync("api-2", FreeUrl()), stack.Rest.Token);
        RestClient[] both = [stack.Rest, second];
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "storm", "podCidrs": ["10.70.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        var acknowledged = new ConcurrentDictionary<string, string>();

        using var over = new CancellationTokenSource();
        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(both, writer, acknowledged, over.Token)));
        foreach (var (process, url) in new[] { ("api", stack.Url), ("api-2", second.Url) })
        {
            await WrittenAsync(acknowledged, writers);
            (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()[process]}"])).Expect();
            await StartAsync(process, url);
        }
        await WrittenAsync(acknowledged, writers);
        await BashAsync("postgres_stop \"$run\" && postgres_start \"$run\" && postgres_pid \"$run\" >\"$run/postgres.pid\"");
        await WrittenAsync(acknowledged, writers);
        await over.CancelAsync();
        await writers;

        foreach (var name in acknowledged.Keys)
            await ReadyAsync(name);
        var recorded = await stack.Rest.ListAsync("pods?limit=1000");
        Assert.Equal(
            acknowledged.Select(pod => $"{pod.Key} {pod.Value}").Order(StringComparer.Ordinal),
            recorded.Select(pod => $"{pod?["name"]} {pod?["id"]}").Order(StringComparer.Ordinal));
        (await stack.Rest.DeleteAsync("networks/storm?cascade=true&wait=ready&timeout=50s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_kill_after_the_commit_and_before_anything_was_sent_loses_no_acknowledged_write()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "kept", "podCidrs": ["10.71.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync("pods?wait=ready", """{"name": "kept-0", "network": "kept", "node": "node-1"}""")).Expect(HttpStatusCode.Created);

        // A writer that has drawn its number and does not commit: nothing above it is sent to anybody while it is open.
        await BashAsync(
            """
            PGAPPNAME=halted postgres_sql "$run" netaas -c begin -c 'select next_revision()' -c 'select pg_sleep(600)' >/dev/null 2>&1 &
            until postgres_sql "$run" netaas -tAc "select query from pg_stat_activity where application_name = 'halted'" | grep -q pg_sleep; do sleep 0.05; done
            """);
        var answers = new List<RestAnswer>();
        for (var i = 1; i <= 3; i++)
            answers.Add((await stack.Rest.PostAsync("pods", $$"""{"name": "kept-{{i}}", "network": "kept", "node": "node-{{i}}"}""")).Expect(HttpStatusCode.Created));
        foreach (var (process, pid) in stack.Pids())
            if (process.StartsWith("api", StringComparison.Ordinal))
                (await Shell.RunAsync(["kill", "-9", $"{pid}"])).Expect();
        Assert.All(answers, pod => Assert.False(File.Exists((string?)pod["status"]["netnsPath"]), "the node had heard of it before the kill"));

        await BashAsync("postgres_sql \"$run\" netaas -qc \"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'halted'\" >/dev/null");
        await StartAsync("api", stack.Url);
        for (var i = 1; i <= 3; i++)
            await ReadyAsync($"kept-{i}");
        Assert.All(answers, pod => Assert.True(File.Exists((string?)pod["status"]["netnsPath"])));
        (await stack.Rest.DeleteAsync("networks/kept?cascade=true&wait=ready&timeout=50s")).Expect(HttpStatusCode.NoContent);
    }

    /// <summary>Sends one write after the other until the faults are over, each until it is acknowledged, by either process, always with its own key.</summary>
    private static async Task WriteAsync(RestClient[] processes, int writer, ConcurrentDictionary<string, string> acknowledged, CancellationToken over)
    {
        var random = new Random(writer);
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            await Task.Delay(s_pace, CancellationToken.None);
            var name = $"storm-{writer}-{i}";
            var body = $$"""{"name": "{{name}}", "network": "storm", "node": "node-{{1 + random.Next(3)}}"}""";
            using var limit = new CancellationTokenSource(s_patience);
            while (!acknowledged.ContainsKey(name))
                if (await TryAsync(processes[random.Next(processes.Length)], name, body) is { } id)
                    acknowledged[name] = id;
                else
                    // What is away is back in seconds; who asks thousands of times meanwhile is asking too often.
                    await Task.Delay(s_again, limit.Token);
        }
    }

    /// <returns>Null where the process was away, or had no database.</returns>
    private static async Task<string?> TryAsync(RestClient process, string name, string body)
    {
        try
        {
            var answer = await process.PostAsync("pods", body, name);
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, $"{answer.Status}: {answer.Text}");
            return answer.Status == HttpStatusCode.Created ? (string?)answer["id"] : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until some more has been written, so that what comes next comes in the middle.</summary>
    private static async Task WrittenAsync(ConcurrentDictionary<string, string> acknowledged, Task writers)
    {
        var until = acknowledged.Count + Between;
        using var limit = new CancellationTokenSource(s_patience);
        while (acknowledged.Count < until && !writers.IsCompleted)
            await Task.Delay(10, limit.Token);
        if (writers.IsCompleted)
            await writers;
        Assert.False(writers.IsCompleted, "nobody wrote any more when the fault came");
    }

    private Task ReadyAsync(string pod) => Patience.UntilAsync(
        async () => (string?)(await stack.Rest.GetAsync("pods/" + pod)).Expect(HttpStatusCode.OK)["status"]["phase"] == "Ready");

    /// <summary>Starts a process of the API as up.sh does, and waits until it serves.</summary>
    private async Task<string> StartAsync(string process, string url)
    {
        // What up.sh started listens for agents, too.
        var listen = process == "api" ? $"{url};http://$lab_management:${{NETAAS_URL##*:}}" : url;
        await BashAsync(
            $$"""
            . "$run/lab"; . "$run/env"
            NETAAS_RABBITMQ=$(rabbitmq_url 127.0.0.1) start_process {{process}} dotnet "$host_dll" api --run-dir "$run" --bus rabbitmq --listen "{{listen}}"
            for _ in $(seq 600); do curl -fsS -o /dev/null "{{url}}/readyz" 2>/dev/null && exit 0; sleep 0.1; done
            exit 1
            """);
        return url;
    }

    private async Task BashAsync(string script) =>
        (await Shell.BashAsync($". {NetaasStack.Checkout}/deploy/lib/all.sh; . \"$run/settings\"; export_settings; {script}", stack.Environment)).Expect();

    private static string FreeUrl() => $"http://127.0.0.1:{NetaasStack.FreePort()}";
}
