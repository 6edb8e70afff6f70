using System.Globalization;
using System.Text.Json.Nodes;
using Netaas.Api.Jobs;

namespace Netaas.ApiTests;

public sealed class HistoryTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task What_stood_at_a_time_is_told_as_it_was()
    {
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"gone","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.DeleteAsync("pods/gone")).Must(204);
        var then = await NowAsync();
        (await _api.PatchAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        (await _api.DeleteAsync("pods/web")).Must(204);

        var before = (await _api.GetAsync($"changes?at={then}&limit=1000")).Must(200);
        var now = (await _api.GetAsync($"changes?at={await NowAsync()}&kind=network")).Must(200);

        Assert.Equal(["web", "blue"], Names(before).Where(name => name is "web" or "gone" or "blue"));
        Assert.Equal("masquerade", Named(before, "blue")["after"]!["egress"]!.ToString());
        Assert.Equal("none", Named(now, "blue")["after"]!["egress"]!.ToString());
        (await _api.GetAsync("changes?at=yesterday")).Must(400);
    }

    [Fact]
    public async Task Only_what_somebody_asked_for_is_history_and_each_of_it_can_be_gone_back_to()
    {
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        // News for the nodes of services' endpoints, as the status of their pods gives rise to it.
        await ExecuteAsync(
            """
            INSERT INTO changes (revision, kind, action, resource_id, name, project_id, actor, request_id)
            SELECT next_revision(), 'readiness', 'update', id, 'endpoints', '00000000-0000-0000-0000-000000000000', 'netaas', '' FROM networks
            """);

        var newest = (await _api.GetAsync("changes?limit=1")).Must(200);

        Assert.Equal("web", newest["items.0.name"]);
        (await _api.PostAsync($"changes/{newest["items.0.revision"]}/rollback?dryRun=true", "{}")).Must(200);
    }

    [Fact]
    public async Task An_mtu_that_was_chosen_is_still_so_when_the_record_goes_back()
    {
        (await _api.PostAsync("networks", """{"name":"gone","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"fixed","podCidrs":["10.12.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"freed","podCidrs":["10.13.0.0/16"],"mtu":1300}""")).Must(201);
        var good = (await _api.GetAsync("changes?limit=1")).Must(200)["items.0.revision"];
        (await _api.PatchAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        (await _api.DeleteAsync("networks/gone?wait=ready")).Must(204);
        (await _api.PatchAsync("networks/fixed", """{"mtu":1400}""")).Must(200);
        (await _api.PatchAsync("networks/freed", """{"mtu":null}""")).Must(200);
        _node.Facts = _node.Facts with { UplinkMtu = 1480 };
        await _node.ReportAsync();
        await MtuAsync("freed", "1430");

        (await _api.PostAsync($"changes/{good}/rollback", "")).Must(200);

        Assert.Equal("1300", (await _api.GetAsync("networks/freed")).Must(200)["mtu"]);
        foreach (var network in new[] { "blue", "gone", "fixed" })
            Assert.Equal("1430", (await _api.GetAsync($"networks/{network}")).Must(200)["mtu"]);
        _node.Facts = _node.Facts with { UplinkMtu = 1400 };
        await _node.ReportAsync();
        foreach (var network in new[] { "blue", "gone", "fixed" })
            await MtuAsync(network, "1350");
        Assert.Equal("1300", (await _api.GetAsync("networks/freed")).Must(200)["mtu"]);

        Task MtuAsync(string network, string mtu) => Patience.UntilAsync(async () => (await _api.GetAsync($"networks/{network}"))["mtu"] == mtu);
    }

    [Fact]
    public async Task Who_held_an_address_or_a_host_port_at_a_time_is_told()
    {
        var first = (await _api.PostAsync("pods", """{"name":"first","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"web","pod":"first","nodes":["node-1"],"hostPort":8080,"hostPortEnd":8090,"targetPort":80}""")).Must(201);
        var then = await NowAsync();
        (await _api.DeleteAsync("pods/first?cascade=true&wait=ready")).Must(204);
        await ExecuteAsync("UPDATE free_addresses SET rested_at = now() - interval '1 hour'");
        (await _api.PostAsync("pods", """{"name":"second","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);

        var held = (await _api.GetAsync($"holders?address=10.10.1.9&at={then}")).Must(200);
        Assert.Equal(["first"], Names(held));
        Assert.Equal(first["id"], held["items.0.id"]);
        Assert.NotNull(held["items.0.until"]);
        Assert.Equal("admin", held["items.0.actor"]);
        Assert.Equal(["second"], Names((await _api.GetAsync("holders?address=10.10.1.9")).Must(200)));
        Assert.Null((await _api.GetAsync("holders?address=10.10.1.9"))["items.0.until"]);

        foreach (var query in new[] { "hostPort=8080", "hostPort=8085&node=node-1", $"hostPort=8090&node={_node.Id}" })
            Assert.Equal(["web"], Names((await _api.GetAsync($"holders?{query}&at={then}")).Must(200)));
        foreach (var query in new[] { "hostPort=8091", "hostPort=8080&protocol=udp", "hostPort=8080&node=node-2" })
            Assert.Empty(Names((await _api.GetAsync($"holders?{query}&at={then}")).Must(200)));
        Assert.Empty(Names((await _api.GetAsync("holders?hostPort=8080")).Must(200)));
        (await _api.GetAsync("holders?address=10.10.1.9&hostPort=80")).Must(400);
    }

    [Fact]
    public async Task Addresses_of_services_and_ports_of_pods_in_host_mode_have_holders()
    {
        (await _api.PostAsync("networks", """{"name":"shop","podCidrs":["10.20.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
        (await _api.PostAsync("services", """{"name":"shop","network":"shop","selector":{"app":"shop"},"ports":[{"port":80}],"clusterIps":["10.96.0.10"]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"agent","mode":"host","node":"node-1","ports":[{"port":9100},{"port":53,"protocol":"udp"}]}""")).Must(201);

        var service = (await _api.GetAsync("holders?address=10.96.0.10")).Must(200);
        Assert.Equal(["shop"], Names(service));
        Assert.Equal("service", service["items.0.kind"]);
        foreach (var query in new[] { "hostPort=9100", "hostPort=9100&node=node-1", "hostPort=53&protocol=udp" })
            Assert.Equal(["agent"], Names((await _api.GetAsync($"holders?{query}")).Must(200)));
        foreach (var query in new[] { "hostPort=53", "hostPort=9101", "hostPort=9100&node=node-2" })
            Assert.Empty(Names((await _api.GetAsync($"holders?{query}")).Must(200)));

        var then = await NowAsync();
        (await _api.DeleteAsync("services/shop")).Must(204);
        Assert.Empty(Names((await _api.GetAsync("holders?address=10.96.0.10")).Must(200)));
        Assert.Equal(["shop"], Names((await _api.GetAsync($"holders?address=10.96.0.10&at={then}")).Must(200)));
    }

    [Fact]
    public async Task Addresses_of_further_interfaces_and_node_ports_have_holders()
    {
        (await _api.PostAsync("networks", """{"name":"shop","podCidrs":["10.20.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
        var pod = (await _api.PostAsync("pods", """{"name":"web","node":"node-1","interfaces":[{"network":"blue"},{"network":"shop"}]}""")).Must(201);
        (await _api.PatchAsync("pods/web", """{"labels":{"app":"web"}}""")).Must(200);
        foreach (var link in new[] { 0, 1 })
            Assert.Equal(["web"], Names((await _api.GetAsync($"holders?address={pod[$"interfaces.{link}.addresses.0"]}")).Must(200)));
        Assert.Empty(Names((await _api.GetAsync("holders?address=10.20.200.200")).Must(200)));

        (await _api.PostAsync("services", """{"name":"a","network":"shop","type":"nodePort","selector":{"app":"web"},"ports":[{"port":53,"protocol":"udp","nodePort":30053}]}""")).Must(201);
        var balanced = (await _api.PostAsync("services", """{"name":"b","network":"shop","type":"loadBalancer","externalTrafficPolicy":"local","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);
        foreach (var query in new[] { "hostPort=30053&protocol=udp", "hostPort=30053&protocol=udp&node=node-1" })
            Assert.Equal(["a"], Names((await _api.GetAsync($"holders?{query}")).Must(200)));
        foreach (var port in new[] { balanced["ports.0.nodePort"], balanced["healthCheckNodePort"] })
            Assert.Equal(["b"], Names((await _api.GetAsync($"holders?hostPort={port}")).Must(200)));
        Assert.Empty(Names((await _api.GetAsync("holders?hostPort=30053")).Must(200)));
        (await _api.PatchAsync("services/a", """{"type":"clusterIp","ports":[{"port":53,"protocol":"udp"}]}""")).Must(200);
        Assert.Empty(Names((await _api.GetAsync("holders?hostPort=30053&protocol=udp")).Must(200)));
    }

    [Fact]
    public async Task Who_held_something_in_another_project_is_not_told()
    {
        (await _api.PostAsync("projects", """{"name":"other"}""")).Must(201);
        var other = _api.As((await _api.PostAsync("tokens?project=other", """{"name":"boss","role":"admin"}""")).Must(201)["secret"]!);
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);

        Assert.Empty(Names((await other.GetAsync("holders?address=10.10.1.9")).Must(200)));
        Assert.DoesNotContain("web", Names((await other.GetAsync($"changes?at={await NowAsync()}")).Must(200)));
    }

    [Fact]
    public async Task Retention_forgets_old_changes_but_not_what_made_the_present()
    {
        (await _api.PatchAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        (await _api.PostAsync("pods?wait=ready", """{"name":"gone","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.DeleteAsync("pods/gone?wait=ready")).Must(204);
        await ExecuteAsync("UPDATE changes SET at = at - interval '100 days'; UPDATE stream_positions SET revision = (SELECT max(revision) FROM changes)");
        var retention = ScheduledTask.All.Single(task => task.Name == "change-retention");
        await using var command = _api.Data.CreateCommand(retention.Sql);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = 90 });
        await command.ExecuteNonQueryAsync();

        var left = (await _api.GetAsync("changes?limit=1000")).Must(200);
        Assert.Equal("none", Named(left, "blue")["after"]!["egress"]!.ToString());
        Assert.Single(Names(left), "blue");
        // Of what was deleted, the deletion is the last to go, so that it never seems to be there again.
        Assert.DoesNotContain(left.Find("items")!.AsArray(), change => $"{change!["name"]}" == "gone" && $"{change["action"]}" == "create");
    }

    private static IEnumerable<string> Names(Reply reply) => ((JsonArray)reply.Find("items")!).Select(item => $"{item!["name"]}");

    private static JsonNode Named(Reply reply, string name) => ((JsonArray)reply.Find("items")!).First(item => $"{item!["name"]}" == name)!;

    /// <summary>By the clock of the database, which is that of the change log.</summary>
    private async Task<string> NowAsync()
    {
        await using var command = _api.Data.CreateCommand("SELECT clock_timestamp()");
        return Uri.EscapeDataString(((DateTime)(await command.ExecuteScalarAsync())!).ToString("O", CultureInfo.InvariantCulture));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
