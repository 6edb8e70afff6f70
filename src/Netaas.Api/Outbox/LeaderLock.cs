using System.Data;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// Chooses the one process of the API that sends to the nodes: a session lock of PostgreSQL on a connection of its own, so
/// that the lock ends with the process, whatever becomes of it.
/// </summary>
/// <remarks>
/// A process that stands still, or whose machine is gone without a word, doesn't close its connection: PostgreSQL ends the
/// session of a leader that asks nothing for <see cref="LongestSilence"/>, as one at work asks ten times a second. Should it go on later, it
/// finds the connection closed at its next statement; what it sends before that does no harm.
/// </remarks>
internal sealed class LeaderLock : IAsyncDisposable
{
    /// <summary>In milliseconds: more than the seconds for which sending to a broker that is away may take between two statements.</summary>
    public const string LongestSilence = "15000";

    private static readonly IReadOnlyList<(string Name, string Value)> s_settings =
        [.. KeyedConnections.Planning, ("idle_session_timeout", LongestSilence), ("idle_in_transaction_session_timeout", LongestSilence)];

    /// <summary>The leader reads ever other handfuls of rows, by key, out of tables that grow.</summary>
    private static readonly string s_begin = string.Concat(s_settings.Select(setting => $"SET {setting.Name} = {setting.Value}; "));

    private static readonly string s_end =
        string.Concat(s_settings.Select(setting => $"RESET {setting.Name}; ")) + "SELECT pg_advisory_unlock(7, 4)";

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
