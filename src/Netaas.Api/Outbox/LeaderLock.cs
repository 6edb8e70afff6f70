using System.Data;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// Chooses the one process of the API that sends to the nodes: a session lock of PostgreSQL on a connection of its own, so
/// that the lock ends with the process, whatever becomes of it.
/// </summary>
internal sealed class LeaderLock : IAsyncDisposable
{
    /// <summary>The leader reads ever other handfuls of rows, by key, out of tables that grow.</summary>
    private static readonly string s_begin = string.Concat(KeyedConnections.Planning.Select(setting => $"SET {setting.Name} = {setting.Value}; "));

    private static readonly string s_end =
        string.Concat(KeyedConnections.Planning.Select(setting => $"RESET {setting.Name}; ")) + "SELECT pg_advisory_unlock(7, 4)";

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
                command.CommandText = s_begin;
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
                await using var command = new NpgsqlCommand(s_end, Connection);
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
