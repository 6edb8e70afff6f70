namespace Netaas.ApiTests;

/// <summary>Host ports of mappings while a node is away: that node's stay taken until it confirms, the others' don't wait for it.</summary>
public sealed class LeftPortTests : IAsyncLifetime
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
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _stays.DisposeAsync();
        await _goes.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_a_mapping_leaves_on_a_node_that_is_away_stays_taken_until_the_node_confirms()
    {
        (await _api.PostAsync("port-mappings?wait=ready", Mapping("wide", 8000, "node-1", "node-2", 8009))).Must(201);
        await LoseAsync();
        (await _api.PatchAsync("port-mappings/wide?wait=ready", """{"nodes":["node-1"]}""")).Must(200);

        var refused = (await _api.PostAsync("port-mappings", Mapping("next", 8005, "node-2"))).Must(409);
        Assert.Equal(("portTaken", "wide"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("until the node confirms", refused["detail"], StringComparison.Ordinal);
        // Its own it may have back, in part as well.
        (await _api.PatchAsync("port-mappings/wide", """{"nodes":["node-1","node-2"],"hostPortEnd":8003}""")).Must(200);
        Assert.Equal("portTaken", (await _api.PostAsync("port-mappings", Mapping("next", 8005, "node-2"))).Must(409).Code);
        (await _api.PostAsync("port-mappings", Mapping("here", 8005, "node-1"))).Must(201);

        await ReturnAsync();
        await UntilNoneAsync("host_ports WHERE is_left");
        (await _api.PostAsync("port-mappings?wait=ready", Mapping("next", 8005, "node-2"))).Must(201);
        Assert.Equal("wide", (await _api.PostAsync("port-mappings", Mapping("more", 8001, "node-2"))).Must(409)["conflicts.0.name"]);
    }

    [Theory]
    [InlineData("""{"ports":[{"port":80,"nodePort":30100}]}""")]
    [InlineData("""{"type":"clusterIp"}""")]
    public async Task A_node_port_that_a_service_leaves_on_a_node_that_is_away_stays_taken_until_the_node_confirms(string patch)
    {
        (await _api.PostAsync("services?wait=ready", Service("api", 30_000))).Must(201);
        await LoseAsync();
        (await _api.PatchAsync("services/api", patch)).Must(200);

        foreach (var (path, body) in new[] { ("services", Service("next", 30_000)), ("port-mappings", Mapping("next", 30_000, "node-2")) })
        {
            var refused = (await _api.PostAsync(path, body)).Must(409);
            Assert.Equal(("portTaken", "api"), (refused.Code, refused["conflicts.0.name"]));
            Assert.Contains("until the node confirms", refused["detail"], StringComparison.Ordinal);
        }
        (await _api.PostAsync("port-mappings", Mapping("here", 30_000, "node-1"))).Must(201);
        (await _api.DeleteAsync("port-mappings/here?wait=ready")).Must(204);
        // Its own it may have back.
        (await _api.PatchAsync("services/api", """{"type":"nodePort","ports":[{"port":80,"nodePort":30000}]}""")).Must(200);
        (await _api.PatchAsync("services/api", patch)).Must(200);

        await ReturnAsync();
        await UntilNoneAsync("host_ports WHERE is_left");
        (await _api.PostAsync("services?wait=ready", Service("next", 30_000))).Must(201);
    }

    [Fact]
    public async Task A_node_port_that_a_service_leaves_on_nodes_that_are_up_is_free_at_once()
    {
        (await _api.PostAsync("services?wait=ready", Service("api", 30_000))).Must(201);
        (await _api.PatchAsync("services/api", """{"ports":[{"port":80,"nodePort":30100}]}""")).Must(200);
        (await _api.PostAsync("services", Service("next", 30_000))).Must(201);
    }

    [Fact]
    public async Task A_port_that_a_mapping_leaves_on_nodes_that_are_up_is_free_at_once()
    {
        (await _api.PostAsync("port-mappings?wait=ready", Mapping("moves", 8000, "node-1", "node-2"))).Must(201);
        (await _api.PatchAsync("port-mappings/moves", """{"nodes":["node-1"]}""")).Must(200);
        (await _api.PostAsync("port-mappings", Mapping("next", 8000, "node-2"))).Must(201);
        (await _api.PatchAsync("port-mappings/moves", """{"hostPort":8001}""")).Must(200);
        (await _api.PostAsync("port-mappings", Mapping("last", 8000, "node-1"))).Must(201);
    }

    [Fact]
    public async Task Who_waits_for_a_deletion_finds_the_ports_of_the_nodes_that_are_up_free()
    {
        for (var round = 0; round < 5; round++)
        {
            (await _api.PostAsync("port-mappings?wait=ready", Mapping($"both-{round}", 8000 + round, "node-1", "node-2"))).Must(201);
            (await _api.PostAsync("services?wait=ready", Service($"both-{round}", 30_000 + round))).Must(201);
        }
        await LoseAsync();
        for (var round = 0; round < 5; round++)
        {
            (await _api.DeleteAsync($"port-mappings/both-{round}?wait=ready")).Must(204);
            (await _api.PostAsync("port-mappings", Mapping($"after-{round}", 8000 + round, "node-1"))).Must(201);
            Assert.Equal($"both-{round}", (await _api.PostAsync("port-mappings", Mapping("late", 8000 + round, "node-2"))).Must(409)["conflicts.0.name"]);
            (await _api.DeleteAsync($"services/both-{round}?wait=ready")).Must(204);
            (await _api.PostAsync("services", Service($"after-{round}", 30_000 + round))).Must(201);
        }
    }

    private static string Mapping(string name, int port, string node, string? other = null, int? end = null) =>
        $$"""{"name":"{{name}}","pod":"web","nodes":["{{node}}"{{(other is null ? "" : $",\"{other}\"")}}],"hostPort":{{port}},{{(end is null ? "" : $"\"hostPortEnd\":{end},")}}"targetPort":80}""";

    private static string Service(string name, int port) =>
        $$"""{"name":"{{name}}","network":"blue","type":"nodePort","selector":{"app":"web"},"ports":[{"port":80,"nodePort":{{port}}}]}""";

    /// <summary>Time goes by, and only the other node reports.</summary>
    private async Task LoseAsync()
    {
        _goes.IsObedient = false;
        _clock.Advance(TimeSpan.FromSeconds(20));
        await _stays.ReportAsync();
        await Patience.UntilAsync(async () => (await _api.GetAsync("nodes/node-1"))["status.phase"] == "Ready");
    }

    private async Task ReturnAsync()
    {
        _goes.IsObedient = true;
        await _goes.ReportAsync();
    }

    private async Task UntilNoneAsync(string from) => await Patience.UntilAsync(async () =>
    {
        await using var command = _api.Data.CreateCommand($"SELECT count(*) FROM {from}");
        return await command.ExecuteScalarAsync() is 0L;
    });
}
