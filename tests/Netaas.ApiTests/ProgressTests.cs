using System.Globalization;
using System.Text.Json.Nodes;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class ProgressTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_change_is_followed_from_the_record_to_every_node_and_its_time_is_taken()
    {
        await using var one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        await using var two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        two.IsObedient = false;
        (await _api.PostAsync("networks", """{"name":"blue"}""")).Must(201);

        var way = await UntilAsync("blue", change => change["stage"]!.GetValue<string>() == "sent" && change["nodes"]!["ready"]!.GetValue<int>() == 1);
        Assert.Equal("2", way["nodes"]!["total"]!.ToString());
        Assert.Equal("node-2", Assert.Single(way["lagging"]!.AsArray())!["node"]!.GetValue<string>());
        Assert.Null(way["readyMilliseconds"]);
        Assert.Equal("1", (await _api.GetAsync("progress")).Must(200)["inFlight"]);

        two.IsObedient = true;
        await two.ReportAsync();

        way = await UntilAsync("blue", change => change["readyMilliseconds"] is not null);
        Assert.Equal("applied", way["stage"]!.GetValue<string>());
        var progress = (await _api.GetAsync("progress")).Must(200);
        Assert.Equal("0", progress["inFlight"]);
        Assert.Equal("1", progress["lastHour.count"]);
        Assert.Equal(way["readyMilliseconds"]!.GetValue<double>(), double.Parse(progress["lastHour.p50Milliseconds"]!, CultureInfo.InvariantCulture));
        Assert.Single((JsonArray)progress.Find("spans")!);
    }

    [Fact]
    public async Task A_change_that_a_node_refuses_is_held_up_with_the_kernels_words()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        node.IsObedient = false;
        var pod = (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var key = ItemKey.Of(new PodId(Guid.Parse(pod["id"]!)));
        await node.UntilAsync(() => node.View.ContainsKey(key));
        await node.ReportAsync(new ItemFailure(key, node.Received, FailureReason.KernelRefused, "EEXIST: the kernel has one already"));

        var way = await UntilAsync("web", change => change["stage"]!.GetValue<string>() == "heldUp");
        Assert.Contains("EEXIST", way["lagging"]!.AsArray().Single()!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_full_a_network_is_was_sampled_and_long_times_come_in_long_spans()
    {
        var network = (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        await using var command = _api.Data.CreateCommand(
            $"INSERT INTO network_usage SELECT '{network["id"]}', now() - n * interval '5 minutes', '10.10.0.0/16', n FROM generate_series(1, 3000) n");
        await command.ExecuteNonQueryAsync();

        var day = ((JsonArray)(await _api.GetAsync("networks/blue/usage")).Must(200).Find("items")!).Select(sample => sample!["used"]!.GetValue<long>()).ToList();
        var week = ((JsonArray)(await _api.GetAsync("networks/blue/usage?hours=168")).Must(200).Find("items")!).Select(sample => sample!["used"]!.GetValue<long>()).ToList();

        Assert.InRange(day.Count, 286, 289);
        Assert.InRange(day[0], 286, 288);
        Assert.InRange(week.Count, 286, 290);
        Assert.InRange(week[0], 2010, 2016);
        Assert.Equal(400, (await _api.GetAsync("networks/blue/usage?hours=0")).Status);
        Assert.Equal(404, (await _api.GetAsync("networks/green/usage")).Status);
    }

    private async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var changes = (JsonArray)(await _api.GetAsync("progress")).Must(200).Find("changes")!;
            if (changes.FirstOrDefault(change => change!["name"]!.GetValue<string>() == name) is { } found && holds(found))
                return found;
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
