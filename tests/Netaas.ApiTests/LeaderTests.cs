using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.ApiTests;

public sealed class LeaderTests
{
    [Fact]
    public async Task A_leader_that_stands_still_loses_the_lead()
    {
        await using var data = NpgsqlDataSource.Create(Server.Connection);
        await using var still = await LeaderLock.TryTakeAsync(data, CancellationToken.None);
        Assert.NotNull(still);

        LeaderLock? next = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((next = await LeaderLock.TryTakeAsync(data, CancellationToken.None)) is null)
            await Task.Delay(200, limit.Token);
        await using (next)
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(still.Connection));
        // What it kept to itself does not go on in the pool.
        await using var other = await data.OpenConnectionAsync();
        Assert.Equal("0", await AskAsync(other));
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SHOW idle_session_timeout", connection);
        return await command.ExecuteScalarAsync();
    }
}
