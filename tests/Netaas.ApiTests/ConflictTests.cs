using System.Globalization;
using System.Net;
using Netaas.Contracts;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class ConflictTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_joins_with_an_overlapping_route_is_shown_on_both_sides_and_is_given_no_block()
    {
        await using var two = await ScriptedAgent.JoinAsync(_api, "node-2", 2, "172.31.0.0/24 10.10.4.0/24");

        var onNetwork = (await _api.GetAsync("networks/blue")).Must(200);
        Assert.Equal(("CidrConflict", "node-2"), (onNetwork["status.conditions.0.type"], onNetwork["status.conditions.0.node"]));
        Assert.Contains("10.10.4.0/24", onNetwork["status.conditions.0.message"], StringComparison.Ordinal);
        var onNode = (await _api.GetAsync("nodes/node-2")).Must(200);
        Assert.Contains("'blue'", onNode["status.conditions.0.message"], StringComparison.Ordinal);
        Assert.Equal("CidrConflict", (await _api.GetAsync("nodes")).Must(200)["items.1.status.conditions.0.type"]);
        Assert.Empty((await _api.GetAsync("nodes/node-1")).Must(200).Find("status.conditions")!.AsArray());

        var next = (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-2"}""")).Must(409);
        Assert.Equal(("cidrConflict", "node-2"), (next.Code, next["conflicts.0.name"]));
        Assert.Equal("cidrConflict", (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-2","addresses":["10.10.9.9"]}""")).Must(409).Code);
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
    }

    [Theory]
    [InlineData("networks", """{"name": "red", "podCidrs": ["10.20.0.0/16"], "serviceCidrs": ["10.10.8.0/22"]}""", "serviceCidrs[0]")]
    [InlineData("networks", """{"name": "blue", "podCidrs": ["10.20.0.0/16"]}""", "name")]
    [InlineData("networks", """{"name": "red", "podCidrs": ["172.31.0.0/20"]}""", "podCidrs[0]")]
    [InlineData("networks", """{"name": "red", "vni": 4999}""", "vni")]
    [InlineData("pods", """{"name": "two", "network": "blue", "node": "node-1", "addresses": ["10.10.1.9"]}""", "addresses")]
    [InlineData("pods", """{"name": "two", "node": "node-1", "mode": "host", "ports": [{"port": 70}, {"port": 8080}]}""", "ports[1].port")]
    [InlineData("port-mappings", """{"name": "second", "pod": "one", "hostPort": 8080, "targetPort": 80}""", "hostPort")]
    [InlineData("services", """{"name": "two", "network": "blue", "selector": {"app": "a"}, "type": "nodePort", "ports": [{"port": 1, "nodePort": 30001}, {"port": 2, "nodePort": 30080}]}""", "ports[1].nodePort")]
    [InlineData("services", """{"name": "two", "network": "blue", "selector": {"app": "a"}, "ports": [{"port": 1}], "clusterIps": ["10.96.0.9"]}""", "clusterIps")]
    public async Task A_clash_is_told_of_its_field(string path, string body, string field)
    {
        (await _api.PostAsync("networks", """{"name":"other","podCidrs":["10.30.0.0/16"],"vni":4999}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"one","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"first","pod":"one","hostPort":8080,"targetPort":80}""")).Must(201);
        (await _api.PostAsync("services", """{"name":"one","network":"blue","selector":{"app":"a"},"type":"nodePort","ports":[{"port":80,"nodePort":30080}],"clusterIps":["10.96.0.9"]}""")).Must(201);

        var refused = (await _api.PostAsync(path, body)).Must(409);

        Assert.Equal((field, refused.Code, refused["detail"]), (refused["errors.0.field"], refused["errors.0.code"], refused["errors.0.message"]));
        var set = (await _api.PostAsync("apply", $$"""{"resources": [{{body.Insert(1, $"\"kind\": \"{path[..^1]}\", ")}}]}"""));
        // A set changes what has the name.
        if (field != "name")
            Assert.Equal("resources[0]." + field, set.Must(409)["errors.0.field"]);
    }

    [Fact]
    public async Task A_route_that_is_reported_later_raises_the_conflict_and_takes_it_away_again()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"first","network":"blue","node":"node-1"}""")).Must(201);
        var before = _one.Facts;

        await ReportAsync(before with { HostRoutes = [.. before.HostRoutes, IPNetwork.Parse("10.96.8.0/24")] });
        Assert.Equal("CidrConflict", (await _api.GetAsync("networks/blue")).Must(200)["status.conditions.0.type"]);
        var node = (await _api.GetAsync("nodes/node-1")).Must(200);
        Assert.Equal(("CidrConflict", "10.96.8.0/24"), (node["status.conditions.0.type"], node["status.hostRoutes.1"]));

        // What it holds already goes on working; a chosen address outside of it would need another block.
        (await _api.PostAsync("pods", """{"name":"second","network":"blue","node":"node-1"}""")).Must(201);
        Assert.Equal("cidrConflict", (await _api.PostAsync("pods", """{"name":"third","network":"blue","node":"node-1","addresses":["10.10.9.9"]}""")).Must(409).Code);
        Assert.Equal("node-1", (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.96.8.0/22"],"nodePrefixLengths":[26]}""")).Must(409)["conflicts.0.name"]);

        await ReportAsync(before);
        Assert.Empty((await _api.GetAsync("networks/blue")).Must(200).Find("status.conditions")!.AsArray());
        (await _api.PostAsync("pods", """{"name":"third","network":"blue","node":"node-1","addresses":["10.10.9.9"]}""")).Must(201);
    }

    [Fact]
    public async Task A_changed_underlay_address_is_a_change_that_every_node_hears_of_once()
    {
        await using var two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        await two.HearAsync(update => update.Items.Any(item => item is MemberItem));

        _one.Facts = _one.Facts with { UnderlayAddresses = [new InterfaceAddress(IPAddress.Parse("172.31.0.77"), 24)] };
        for (var i = 0; i < 3; i++)
            await _one.ReportAsync();

        var update = await two.HearAsync(update => update.Items.Any(item => item is NodeItem moved && moved.Id == _one.Id && moved.UnderlayAddresses[0].Address.ToString() == "172.31.0.77"));
        Assert.Equal(["172.31.0.77/24"], update.Items.OfType<NodeItem>().Single(item => item.Id == _one.Id).UnderlayAddresses.Select(address => address.ToString()));
        Assert.Equal("172.31.0.77/24", (await _api.GetAsync("nodes/node-1")).Must(200)["underlayAddresses.0"]);
        Assert.Single((await _api.GetAsync("changes?resource=node-1")).Must(200).Find("items")!.AsArray(), change => change!["action"]!.ToString() == "update");
    }

    /// <summary>Reports other facts, and hears of the change that comes of it.</summary>
    private async Task ReportAsync(NodeFacts facts)
    {
        var since = long.Parse((await _api.GetAsync("nodes/node-1")).Must(200)["revision"]!, CultureInfo.InvariantCulture);
        _one.Facts = facts;
        await _one.ReportAsync();
        await _one.HearAsync(update => update.Items.Any(item => item is NodeItem node && node.Id == _one.Id && node.Revision > since));
    }
}
