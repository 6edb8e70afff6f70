using Npgsql;

namespace Netaas.ApiTests;

/// <summary>What is made of something that is being deleted at the same moment.</summary>
public sealed class DeletionRaceTests : OneNode
{
    [Theory]
    [InlineData("pods", """{"name":"late","network":"blue","node":"node-1"}""")]
    [InlineData("pods", """{"name":"late","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")]
    [InlineData("pods", """{"name":"late","node":"node-1","interfaces":[{"network":"red"},{"network":"blue"}]}""")]
    [InlineData("services", """{"name":"late","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""")]
    public async Task What_is_made_in_a_network_that_is_being_deleted_is_refused(string path, string body)
    {
        var reply = await AskDuringAsync("UPDATE networks SET deleted_revision = 0 WHERE name = 'blue'", path, body);

        Assert.Equal("unknownNetwork", reply.Must(400)["errors.0.code"]);
    }

    [Theory]
    [InlineData("""{"name":"late","network":"blue","node":"node-1"}""")]
    [InlineData("""{"name":"late","mode":"host","node":"node-1"}""")]
    public async Task A_pod_of_a_node_that_is_being_removed_is_refused(string body)
    {
        var reply = await AskDuringAsync("UPDATE nodes SET deleted_revision = 0 WHERE name = 'node-1'", "pods", body);

        Assert.Equal("unknownNode", reply.Must(400)["errors.0.code"]);
    }

    protected override async Task PrepareAsync()
    {
        foreach (var network in new[] { """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""", """{"name":"red"}""" })
            (await Api.PostAsync("networks", network)).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"early","network":"blue","node":"node-1"}""")).Must(201);
    }

    /// <summary>The deletion commits once the request waits for it.</summary>
    private async Task<Reply> AskDuringAsync(string deletion, string path, string body)
    {
        await using var connection = await Api.Data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var delete = new NpgsqlCommand(deletion, connection))
            Assert.Equal(1, await delete.ExecuteNonQueryAsync());
        var reply = Api.PostAsync(path, body);
        await using var waiting = Api.Data.CreateCommand("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')");
        while (!reply.IsCompleted && await waiting.ExecuteScalarAsync() is false)
            await Task.Yield();
        await transaction.CommitAsync();
        return await reply;
    }
}
