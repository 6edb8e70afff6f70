using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>How far a reader of the change log has come.</summary>
internal static class StreamPosition
{
    /// <returns>0 where it has not begun.</returns>
    public static async Task<long> ReadAsync(NpgsqlConnection connection, string reader, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT revision FROM stream_positions WHERE reader = $1", connection);
        command.Parameters.Add(Parameter.Of(reader));
        return await command.ExecuteScalarAsync(ct) is long position ? position : 0;
    }

    public static NpgsqlBatchCommand Note(string reader, long revision) => new(
        "INSERT INTO stream_positions (reader, revision) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET revision = excluded.revision")
    {
        Parameters = { Parameter.Of(reader), Parameter.Of(revision) },
    };
}
