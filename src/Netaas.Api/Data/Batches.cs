using Npgsql;

namespace Netaas.Api.Data;

internal static class Batches
{
    /// <summary>Runs statements in one round trip: all of them stand, or none.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
