using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Api.Pods;
using Netaas.Api.Resources;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>What an address costs as the database counts it, in pages touched: no clock, so no noise.</summary>
public sealed class FlatAllocationTests : IAsyncLifetime
{
    /// <summary>Index pages that a tree of this growth may add, over all tables written.</summary>
    private const int Tolerance = 40;

    private static readonly Guid Project = new("00000000-0000-7000-8000-000000000001");

    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"big","podCidrs":["10.0.0.0/8"],"nodePrefixLengths":[24]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"first","network":"big","node":"node-1"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_next_free_address_costs_the_same_however_many_blocks_of_the_node_are_full()
    {
        await ExecuteAsync("VACUUM ANALYZE");
        var empty = await PagesAsync();
        await FillBlocksAsync(400);
        await ExecuteAsync("VACUUM ANALYZE");

        var full = await PagesAsync();

        Assert.True(full <= empty + Tolerance, $"{empty} pages with one block, {full} with 400 full ones");
        Assert.Equal("10.0.1.3", (await _api.PostAsync("pods", """{"name":"second","network":"big","node":"node-1"}""")).Must(201)["addresses.0"]);
    }

    [Fact]
    public async Task A_free_list_is_filled_in_parts_however_large_its_block_is()
    {
        (await _api.PostAsync("networks", """{"name":"wide","podCidrs":["11.0.0.0/8"],"nodePrefixLengths":[12]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"wide","network":"wide","node":"node-1"}""")).Must(201);

        await using var command = _api.Data.CreateCommand("SELECT count(*) FROM free_addresses f JOIN blocks b ON b.id = f.block_id WHERE masklen(b.cidr) = 12 AND b.node_id IS NOT NULL");
        Assert.Equal(255L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Tables_that_have_grown_are_counted_and_what_was_given_is_swept_from_the_front_of_the_lists()
    {
        var upkeep = new TableUpkeep(_api.Data, NullLogger<TableUpkeep>.Instance);
        await GiveAsync(4_000);
        // PostgreSQL counts what a connection has done when it has been idle for a second.
        await Patience.UntilAsync(async () => await DeadAsync() >= 4_000);

        upkeep.Notice(Creations(3_999));
        await Patience.UntilAsync(() => Turn("analyze_count"));
        Assert.Equal(0, await CountedAsync("vacuum_count"));

        upkeep.Notice(Creations(1));
        await Patience.UntilAsync(() => Turn("vacuum_count"));
        await Patience.UntilAsync(async () => await DeadAsync() == 0);

        async Task<bool> Turn(string what)
        {
            upkeep.Run(CancellationToken.None);
            return await CountedAsync(what) == 1;
        }
    }

    /// <summary>Pages that the statement which creates a pod touches: the least of a few, as the first one to pass also tidies.</summary>
    private async Task<int> PagesAsync() => Math.Min(await PagesOnceAsync(), Math.Min(await PagesOnceAsync(), await PagesOnceAsync()));

    /// <summary>Nothing of it stays.</summary>
    private async Task<int> PagesOnceAsync()
    {
        var spec = new PodSpec("probe", Labels.None, "big", "node-1", PodMode.Network, [], null, null, null);
        await using var session = await Session.OpenAsync(_api.Data, new Caller(Project, "test", "test"), CancellationToken.None);
        await session.BeginAsync(CancellationToken.None);
        await using var command = PodStatement.Prepare(session.Connection, [PodWish.Of(session.Caller, spec)]);
        command.CommandText = $"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var plan = JsonNode.Parse(reader.GetString(0))![0]!["Plan"]!;
        Assert.Equal(1, plan["Actual Rows"]!.GetValue<double>());
        return plan["Shared Hit Blocks"]!.GetValue<int>() + plan["Shared Read Blocks"]!.GetValue<int>();
    }

    private async Task FillBlocksAsync(int count)
    {
        await ExecuteAsync(
            $"""
            INSERT INTO blocks (id, network_id, cidr_id, node_id, cidr, filled, revision)
            SELECT gen_random_uuid(), b.network_id, b.cidr_id, b.node_id, set_masklen('10.1.0.0'::inet + i * 256, 24)::cidr, 253, 1
            FROM blocks b, generate_series(0, {count - 1}) i WHERE b.node_id IS NOT NULL;
            INSERT INTO addresses (network_id, address, block_id, holder, node_id, pod_id)
            SELECT network_id, set_masklen(host(network(cidr))::inet + g, 32), id, 'pod', node_id, gen_random_uuid()
            FROM blocks, generate_series(2, 254) g WHERE cidr << '10.0.0.0/8' AND cidr >= '10.1.0.0/24';
            """);
    }

    /// <summary>Leaves what so many creations leave in the node's list, to nobody's care but the upkeep's.</summary>
    private Task GiveAsync(int count) => ExecuteAsync(
        $"""
        ALTER TABLE free_addresses SET (autovacuum_enabled = off);
        INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
        SELECT b.id, b.cidr_id, b.node_id, '2000-01-01', '10.2.0.0'::inet + i FROM blocks b, generate_series(1, {count}) i WHERE b.node_id IS NOT NULL;
        DELETE FROM free_addresses WHERE rested_at = '2000-01-01'
        """);

    private Task<long> DeadAsync() => CountedAsync("n_dead_tup");

    private async Task<long> CountedAsync(string column)
    {
        await using var command = _api.Data.CreateCommand($"SELECT {column} FROM pg_stat_user_tables WHERE relname = 'free_addresses'");
        return await command.ExecuteScalarAsync() is long count ? count : -1;
    }

    private static IReadOnlyList<LoggedChange> Creations(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new LoggedChange(number, "pod", "create", Guid.NewGuid(), null, "pod", Project, null))];

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
