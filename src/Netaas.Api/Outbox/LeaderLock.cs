using System.Data;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// Chooses the one process of the API that sends to the nodes: a session lock of PostgreSQL on a connection of its own, so
/// that the lock ends with the process, whatever becomes of it.
/// </summary>
internal sealed class LeaderLock : IAsyncDisposable
{
    private LeaderLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The connection that holds the lock; who reads and writes through it knows that it still leads.</summary>
    public NpgsqlConnection Connection { get; }

    /// <returns>Null while another process leads.</returns>
    public static async Task<LeaderLock?> TryTakeAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(7, 4)", connection);
            if (await command.ExecuteScalarAsync(ct) is true)
            {
                // It reads ever other handfuls of rows out of tables that grow. A plan kept from when they were small reads them whole.
                command.CommandText = "SET plan_cache_mode = force_custom_plan";
                await command.ExecuteNonQueryAsync(ct);
                return new LeaderLock(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A pooled connection would keep the lock; one that broke has lost it.
            if (Connection.State == ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand("RESET plan_cache_mode; SELECT pg_advisory_unlock(7, 4)", Connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }
        await Connection.DisposeAsync();
    }
}
