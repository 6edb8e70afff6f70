using System.Collections.Concurrent;
using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.ApiTests;

public sealed class ChangeStreamTests : IAsyncLifetime
{
    private const int Writers = 16;
    private const int ChangesEach = 60;

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_reader_beside_many_writers_sees_every_revision_once_and_in_order()
    {
        var committed = new ConcurrentBag<long>();
        await using var held = await _api.Data.OpenConnectionAsync();
        await using var slow = await held.BeginTransactionAsync();
        var drawnEarly = await WriteAsync(held, Guid.NewGuid());

        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteManyAsync(writer, committed))));
        var seen = new List<long>();
        await using var reading = await _api.Data.OpenConnectionAsync();
        while (!writers.IsCompleted)
            await ReadAsync(reading, seen);
        await writers;
        await ReadAsync(reading, seen);
        // The writer that drew its number first is still open: nobody may be shown what came after it.
        Assert.DoesNotContain(seen, revision => revision >= drawnEarly);

        await slow.CommitAsync();
        committed.Add(drawnEarly);
        await ReadAsync(reading, seen);
        Assert.Equal(committed.Order(), seen.Where(revision => committed.Contains(revision)));
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Distinct().Count(), seen.Count);
    }

    [Fact]
    public async Task Two_writers_of_one_resource_are_read_in_the_order_in_which_they_wrote()
    {
        (await _api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _api.PatchAsync("networks/blue", $$$"""{"labels":{"writer":"{{{i}}}"}}""")));

        var last = (await _api.GetAsync("networks/blue")).Must(200);
        await using var command = _api.Data.CreateCommand(
            "SELECT before->'labels', after->'labels', revision FROM changes WHERE kind = 'network' AND action = 'update' ORDER BY revision");
        await using var reader = await command.ExecuteReaderAsync();
        string? previous = "{}";
        long revision = 0;
        while (await reader.ReadAsync())
        {
            Assert.Equal(previous, reader.GetString(0));
            previous = reader.GetString(1);
            revision = reader.GetInt64(2);
        }
        Assert.Equal(last["revision"], revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_stream_to_a_node_is_one_chain_of_revisions()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _api.PostAsync("pods?wait=ready", $$"""{"name":"p{{i}}","network":"blue","node":"node-1"}""")));

        lock (node.Heard)
            for (var i = 1; i < node.Heard.Count; i++)
                Assert.Equal(node.Heard[i - 1].Revision, node.Heard[i].Previous);
        var snapshot = await node.SnapshotAsync();
        Assert.Equal(snapshot.Items.OrderBy(item => item.Key.ToString()), node.View.Values.OrderBy(item => item.Key.ToString()));
    }

    private async Task WriteManyAsync(int writer, ConcurrentBag<long> committed)
    {
        var random = new Random(writer);
        for (var i = 0; i < ChangesEach; i++)
        {
            await using var connection = await _api.Data.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var revision = await WriteAsync(connection, Guid.NewGuid());
            await using (var sleep = new NpgsqlCommand($"SELECT pg_sleep({random.Next(5)} / 1000.0)", connection))
                await sleep.ExecuteNonQueryAsync();
            if (random.Next(10) == 0)
                continue;
            await transaction.CommitAsync();
            committed.Add(revision);
        }
    }

    private static async Task<long> WriteAsync(NpgsqlConnection connection, Guid resource)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO changes (revision, kind, action, resource_id, name, actor, request_id)
            VALUES (next_revision(), 'test', 'create', $1, 'x', 'test', 'test') RETURNING revision
            """,
            connection)
        {
            Parameters = { new() { Value = resource } },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ReadAsync(NpgsqlConnection connection, List<long> seen)
    {
        while (true)
        {
            var changes = await ChangeReader.ReadAsync(connection, seen.Count == 0 ? 0 : seen[^1], CancellationToken.None);
            if (changes.Count == 0)
                return;
            seen.AddRange(changes.Select(change => change.Revision));
        }
    }
}
