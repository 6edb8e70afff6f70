using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Addresses;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.ApiTests;

public sealed class BlockTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/24"],"nodePrefixLengths":[28]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Blocks_go_round_and_fill_gaps_that_others_left()
    {
        // Eight blocks, of which the first gives tunnel addresses.
        (await _api.PostAsync("networks", """{"name":"small","podCidrs":["10.60.0.0/24"],"nodePrefixLengths":[27]}""")).Must(201);
        async Task<string?> TakeAsync(string name, int block) =>
            (await _api.PostAsync("pods", $$"""{"name":"{{name}}","network":"small","node":"node-1","addresses":["10.60.0.{{(32 * block) + 5}}"]}""")).Must(201)["addresses.0"];
        foreach (var block in new[] { 1, 2, 4, 6, 7 })
            await TakeAsync($"taken-{block}", block);
        await using (var full = _api.Data.CreateCommand(
            "DELETE FROM free_addresses f USING blocks b WHERE b.id = f.block_id AND b.cidr << '10.60.0.0/24'; UPDATE blocks SET filled = 29 WHERE cidr << '10.60.0.0/24' AND node_id IS NOT NULL; UPDATE network_cidrs SET next_block = 6 WHERE cidr = '10.60.0.0/24'"))
            await full.ExecuteNonQueryAsync();

        var next = (await _api.PostAsync("pods", """{"name":"next","network":"small","node":"node-1"}""")).Must(201)["addresses.0"];

        Assert.Equal("10.60.0.98", next);
        await using var pointer = _api.Data.CreateCommand("SELECT next_block FROM network_cidrs WHERE cidr = '10.60.0.0/24'");
        Assert.Equal(4L, await pointer.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Blocks_and_addresses_are_listed_with_their_holders_page_by_page()
    {
        for (var i = 0; i < 15; i++)
            (await _api.PostAsync("pods", $$"""{"name":"p{{i}}","network":"blue","node":"node-1"}""")).Must(201);

        var blocks = (await _api.GetAsync("blocks?network=blue")).Must(200);
        Assert.Equal(["10.10.0.0/28 -", "10.10.0.16/28 node-1", "10.10.0.32/28 node-1"], Texts(blocks, item => $"{item["cidr"]} {item["node"] ?? "-"}"));
        Assert.Equal(["1 of 14", "13 of 13", "2 of 13"], Texts(blocks, item => $"{item["utilization"]!["used"]} of {item["utilization"]!["total"]}"));
        Assert.Equal(["10.10.0.17", "10.10.0.33"], Texts((await _api.GetAsync("blocks?node=node-1")).Must(200), item => $"{item["gateway"]}"));
        Assert.Equal("[]", $"{blocks["items.2.resting"]}");
        var network = (await _api.GetAsync("networks/blue")).Must(200);
        Assert.Equal(("256", "16"), (network["status.utilization.0.total"], network["status.utilization.0.used"]));

        var addresses = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await _api.GetAsync($"addresses?limit=6{(cursor is null ? "" : $"&cursor={cursor}")}")).Must(200);
            addresses.AddRange(Texts(page, item => $"{item["address"]} {item["holder"]} {item["pod"] ?? "-"}"));
            cursor = page["nextCursor"];
        }
        while (cursor is not null);
        Assert.Equal(16, addresses.Count);
        Assert.Equal(["10.10.0.1 tunnel -", "10.10.0.18 pod p0", "10.10.0.19 pod p1"], addresses[..3]);
        Assert.Equal(["10.10.0.20"], Texts((await _api.GetAsync("addresses?pod=p2&node=node-1&network=blue")).Must(200), item => $"{item["address"]}"));
        Assert.Empty(Texts((await _api.GetAsync("addresses?node=node-9")).Must(200), item => ""));
        Assert.Equal(["colour: unknownParameter"], (await _api.GetAsync("addresses?colour=red")).Must(400).Problems);
        Assert.Equal(["cursor: invalid"], (await _api.GetAsync("addresses?cursor=7")).Must(400).Problems);
    }

    [Fact]
    public async Task An_empty_block_goes_back_when_its_addresses_have_rested_and_the_nodes_hear_of_it()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        Assert.Equal(0, await ReleaseAsync());
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        Assert.Equal(0, await ReleaseAsync());

        await ExecuteAsync("UPDATE free_addresses SET rested_at = now() - interval '1 second' WHERE rested_at > now()");
        Assert.Equal(1, await ReleaseAsync());

        var update = await _node.HearAsync(update => update.Items.Any(item => item is MemberItem { Blocks.Count: 0 }) && update.Previous > 0 && _node.Heard.Count > 2);
        Assert.DoesNotContain(update.Items, item => item is MemberItem { Blocks.Count: > 0 });
        Assert.Equal(["10.10.0.0/28"], Texts((await _api.GetAsync("blocks")).Must(200), item => $"{item["cidr"]}"));
        Assert.Equal(0, await ReleaseAsync());
        Assert.Equal("10.10.0.34", (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201)["addresses.0"]);
    }

    [Fact]
    public async Task A_block_of_which_an_address_is_just_being_taken_stays()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        await ExecuteAsync("UPDATE free_addresses SET rested_at = '-infinity'");

        await using var taker = await _api.Data.OpenConnectionAsync();
        await using (var taking = await taker.BeginTransactionAsync())
        {
            await using var take = new NpgsqlCommand("DELETE FROM free_addresses WHERE address = '10.10.0.20'", taker);
            await take.ExecuteNonQueryAsync();
            Assert.Equal(0, await ReleaseAsync());
        }
        Assert.Equal(1, await ReleaseAsync());
    }

    [Fact]
    public async Task Pods_made_while_empty_blocks_go_back_never_lose_their_address_and_its_block()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async client =>
        {
            for (var i = 0; i < 6; i++)
            {
                (await _api.PostAsync("pods", $$"""{"name":"p-{{client}}-{{i}}","network":"blue","node":"node-1"}""")).Must(201);
                (await _api.DeleteAsync($"pods/p-{client}-{i}?wait=ready")).Must(204);
                await ExecuteAsync("UPDATE free_addresses SET rested_at = '-infinity' WHERE rested_at > now()");
                await ReleaseAsync();
                (await _api.PostAsync("pods", $$"""{"name":"q-{{client}}-{{i}}","network":"blue","node":"node-1"}""")).Must(201);
                (await _api.DeleteAsync($"pods/q-{client}-{i}")).Must(204);
            }
            (await _api.PostAsync("pods", $$"""{"name":"last-{{client}}","network":"blue","node":"node-1"}""")).Must(201);
        }));

        await using var command = _api.Data.CreateCommand(
            """
            SELECT (SELECT count(*) FROM addresses a WHERE holder = 'pod' AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.id = a.block_id))
                + (SELECT count(*) FROM free_addresses f WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.id = f.block_id))
            """);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
        Assert.Equal(8, Texts((await _api.GetAsync("pods")).Must(200), item => $"{item["addresses"]![0]}").Distinct().Count());
    }

    private Task<int> ReleaseAsync() => _api.App.Services.GetRequiredService<BlockReleaser>().RunAsync(CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static IReadOnlyList<string> Texts(Reply reply, Func<System.Text.Json.Nodes.JsonNode, string> text) =>
        [.. reply.Find("items")!.AsArray().Select(item => text(item!))];
}
