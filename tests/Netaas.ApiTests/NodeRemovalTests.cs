using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class NodeRemovalTests : IAsyncLifetime
{
    private readonly Clock _clock = new();
    private ApiHost _api = null!;
    private ScriptedAgent _stays = null!;
    private ScriptedAgent _goes = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(time: _clock);
        _stays = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _goes = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"lost","network":"blue","node":"node-2"}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"here","pod":"web","nodes":["node-2"],"hostPort":8081,"targetPort":80}""")).Must(201);
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"both","pod":"web","nodes":["node-1","node-2"],"hostPort":8082,"targetPort":80}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _stays.DisposeAsync();
        await _goes.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_node_whose_agent_reports_is_not_removed()
    {
        var refused = (await _api.DeleteAsync("nodes/node-2?cascade=true")).Must(409);
        Assert.Equal("nodeUp", refused.Code);
        (await _api.GetAsync("nodes/node-2")).Must(200);
    }

    [Fact]
    public async Task What_stands_on_a_node_is_named_before_it_goes()
    {
        await LoseAsync();
        var refused = (await _api.DeleteAsync("nodes/node-2")).Must(409);
        Assert.Equal("hasDependents", refused.Code);
        Assert.Contains("holds 1 pod and is named by 2 port mappings", refused["detail"], StringComparison.Ordinal);
        Assert.Equal("node-2", (await _api.DeleteAsync("nodes/node-2?cascade=true&dryRun=true")).Must(200)["name"]);
        (await _api.GetAsync("pods/lost")).Must(200);
    }

    [Fact]
    public async Task A_removed_node_makes_room_for_one_that_a_network_had_none_for()
    {
        (await _api.PostAsync("networks", """{"name":"tiny","podCidrs":["10.51.0.0/29"],"nodePrefixLengths":[30]}""")).Must(201);
        await using var three = await ScriptedAgent.JoinAsync(_api, "node-3", 3);
        Assert.Equal("NoRoom", (await _api.GetAsync("networks/tiny")).Must(200)["status.conditions.0.type"]);
        await LoseAsync();
        await three.ReportAsync();
        (await _api.DeleteAsync("nodes/node-2?cascade=true")).Must(204);
        await UntilNoneAsync("nodes WHERE deleted_revision IS NOT NULL");
        await using (var command = _api.Data.CreateCommand("UPDATE free_addresses SET rested_at = now()"))
            await command.ExecuteNonQueryAsync();

        _clock.Advance(TimeSpan.FromSeconds(16));

        await UntilNoneAsync("network_strangers");
        Assert.Empty((await _api.GetAsync("networks/tiny")).Must(200).Find("status.conditions")!.AsArray());
        (await _api.PostAsync("pods", """{"name":"third","network":"tiny","node":"node-3"}""")).Must(201);
        await three.UntilAsync(() => three.View.Values.OfType<MemberItem>().Any(member => member.Node == three.Id && member.Blocks.Any(block => block.ToString().StartsWith("10.51.", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_removed_node_leaves_nothing_behind_and_its_name_is_free()
    {
        var id = (await _api.GetAsync("nodes/node-2")).Must(200)["id"];
        var network = new NetworkId(Guid.Parse((await _api.GetAsync("networks/blue")).Must(200)["id"] ?? ""));
        await LoseAsync();
        (await _api.DeleteAsync("nodes/node-2?cascade=true")).Must(204);

        foreach (var gone in new[] { "nodes/node-2", "pods/lost", "port-mappings/here" })
            (await _api.GetAsync(gone)).Must(404);
        Assert.Equal("node-1", (await _api.GetAsync("port-mappings/both")).Must(200).Find("nodes")?.AsArray().Single()?.ToString());
        var removed = new[] { ItemKey.Of(_goes.Id), ItemKey.Of(network, _goes.Id) };
        await _stays.UntilAsync(() => removed.All(key => _stays.Heard.Any(update => update.Removals.Any(removal => removal.Key == key))));
        Assert.DoesNotContain(_stays.View.Keys, removed.Contains);

        // Its name may be had by another at once, whatever the record still holds of the old one.
        await using var again = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        Assert.NotEqual(id, (await _api.GetAsync("nodes/node-2")).Must(200)["id"]);
        (await _api.PostAsync("pods?wait=ready", """{"name":"lost","network":"blue","node":"node-2"}""")).Must(201);
        await UntilNoneAsync($"nodes WHERE id = '{id}'");
        await UntilNoneAsync($"addresses WHERE node_id = '{id}'");
        await UntilNoneAsync($"blocks WHERE node_id = '{id}'");
        await _stays.UntilAsync(() => _stays.View.Values.OfType<NodeItem>().Any(node => node.Id == again.Id));
        Assert.Equal(Keys((await _stays.SnapshotAsync()).Items), Keys(_stays.View.Values));
    }

    [Fact]
    public async Task A_process_that_stands_by_learns_which_nodes_there_are()
    {
        await using var other = await ApiHost.StartAsync(_api.Database, time: _clock);
        await using var late = await ScriptedAgent.JoinAsync(_api, "node-3", 3);
        await Patience.UntilAsync(async () => (await other.GetAsync("networks/blue"))["status.nodes.total"] == "3");
        await LoseAsync();
        (await _api.DeleteAsync("nodes/node-2?cascade=true")).Must(204);
        await Patience.UntilAsync(async () => (await other.GetAsync("networks/blue"))["status.nodes.total"] == "2");
    }

    [Fact]
    public async Task Labels_of_a_node_can_be_changed_and_nothing_else()
    {
        Assert.Equal("fast", (await _api.SendAsync(HttpMethod.Patch, "nodes/node-1?wait=ready", """{"labels":{"disk":"fast"}}""")).Must(200)["labels.disk"]);
        Assert.Equal("fast", (await _api.GetAsync("nodes/node-1"))["labels.disk"]);
        (await _api.SendAsync(HttpMethod.Patch, "nodes/node-1", """{"name":"other"}""")).Must(400);
        (await _api.SendAsync(HttpMethod.Patch, "nodes/node-1", """{"zone":"b"}""")).Must(400);
    }

    /// <summary>Time goes by, and only the other node reports.</summary>
    private async Task LoseAsync()
    {
        _goes.IsObedient = false;
        _clock.Advance(TimeSpan.FromSeconds(20));
        await _stays.ReportAsync();
        await Patience.UntilAsync(async () => (await _api.GetAsync("nodes/node-1"))["status.phase"] == "Ready");
    }

    private static IEnumerable<string> Keys(IEnumerable<ViewItem> items) => items.Select(item => $"{item.Key}").Order(StringComparer.Ordinal);

    private async Task UntilNoneAsync(string from) => await Patience.UntilAsync(async () =>
    {
        await using var command = _api.Data.CreateCommand($"SELECT count(*) FROM {from}");
        return await command.ExecuteScalarAsync() is 0L;
    });
}
